"""A quarter of a year on both sides, day by day: releases, edits, credits, payments, deletions, month ends, faults."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from . import bookkeeper, checks, conditions, money, people
from .story import Story

BEGINS = datetime(2026, 1, 5, 8, 0)
WEEKS = 13
PER_DAY = 4
# What it came to, for the summary at the end.
LAST: list[dict] = []
CUSTOMERS = (
    "Azure Interior,Bayview Bakery,Harbor Dental Group,Kestrel Logistics,Lakeside Property Management,"
    "Northgate School District,Odell & Sons Roofing,Pinecrest HOA,Aldous Print,Birch & Barley,Cobalt Cycles,"
    "Dorset Dairy,Ember Studio,Fennel Foods,Gable Homes,Hollis Hardware,Ivory Tower Books,Juniper Garden,"
    "Kiln & Clay,Larkspur Inn,Mason Marine,Nettle Tea,Orchard Clinic,Plover Airways,Quill Legal"
).split(",")

# What happens on which day of the fortnight, beside the releases, the payments and the visit.
IN_ODOO = {
    1: people.edit,
    2: people.credit_note,
    3: people.cure,
    4: people.unreconcile,
    5: people.apply_credit,
    6: people.cancel,
    7: people.edit,
    8: people.use_rest,
    9: people.cure,
}
# What comes beside that, by the place of the day in a week.
MONEY = (money.statement_line, money.pay_on_time, money.sell_abroad, money.pay_abroad, money.statement_line)
# From this week on the company file keeps other currencies.
ABROAD_FROM = 3
IN_THE_BOOKS = {
    0: bookkeeper.edit_line,
    1: bookkeeper.receive_payment,
    2: bookkeeper.edit_date,
    3: bookkeeper.deposit,
    4: bookkeeper.delete,
    5: bookkeeper.enter_invoice,
    6: bookkeeper.void,
    7: bookkeeper.edit_number,
    8: bookkeeper.apply_credit,
}


def release_today(story):
    return people.release_today(story, PER_DAY)


class Quarter(Story):
    """Thirteen weeks of work; every third visit is befallen by something, each week QuickBooks behaves otherwise."""

    def play_days(self, weeks=WEEKS):
        for week in range(weeks):
            self._begin_week(week)
            for weekday in range(5):
                self.world.clock.set(BEGINS + timedelta(weeks=week, days=weekday))
                self._day((week % 2) * 5 + weekday)
            self.say(f"week {week + 1} is over: {len(self.documents)} documents")

    def _begin_week(self, week):
        conditions.change(self, conditions.draw(f"week {week}"))
        if week == ABROAD_FROM:
            conditions.go_abroad(self)

    def _money(self, day):
        """Return what comes beside the payments on a day."""
        return MONEY[day % 5]

    def _day(self, day):
        self._play(release_today)
        self.world.clock.tick(hours=2)
        self._play(people.pay)
        self._play(self._money(day))
        if day in IN_ODOO:
            self._play(IN_ODOO[day])
        self.world.clock.tick(hours=1)
        if day in IN_THE_BOOKS:
            self._in_the_books(IN_THE_BOOKS[day])
        self._month_end()
        self.world.clock.tick(hours=3)
        self.visit_with_faults(count=int(day % 3 == 0))

    def _play(self, action):
        """Somebody does this in Odoo, or is told that it cannot be done."""
        try:
            words = self._as_transaction(action)
            self.say(words or "nothing to do")
            if words:
                self.count(action.__name__)
        except people.REFUSALS as refused:
            self.say(f"refused: {refused}")

    def _in_the_books(self, action):
        try:
            self.say(f"the bookkeeper: {action(self)}")
        except self.bookkeeping.Refusal as refused:
            self.say(f"the bookkeeper is refused: {refused}")

    def _month_end(self):
        """On the tenth of a month the one before is reported, and closed in the company file."""
        today = self.world.clock.moment
        if today.day >= 10 and today.month > 1:
            last = today.replace(day=1) - timedelta(days=1)
            self.book.set_closing_date(f"{last:%Y-%m-%d}")

    # === WHAT IT CAME TO === #

    def compare(self) -> dict:
        """Both sides by customer, month and tax. :return: rows by month, for a person"""
        rows, documents = self.world.rows(checks.NEWEST), checks._documents(self)
        months = defaultdict(lambda: defaultdict(Decimal))
        sums = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for row in rows:
            if row["kind"] == "payment" or not row["transfer"]:
                continue
            here, there = self._here(row), self._there(row, documents)
            sign = -1 if row["kind"] == "credit_note" else 1
            differs = here != there
            if differs:
                assert checks.is_shown(row), f"{row['name']} is {here} here and {there} there, and nothing says why"
            for side, amounts in (("odoo", here), ("books", there)):
                if amounts:
                    month, total, tax = amounts
                    months[month][f"{side} documents"] += 1
                    abroad = " EUR" if row["currency_id"] == self.world.euro.id else ""
                    months[month][f"{side} total{abroad}"] += sign * total
                    months[month][f"{side} tax"] += sign * tax
            self._add(sums, row, here, there, sign, differs)
            if differs:
                months[(here or there)[0]]["differences, each shown"] += 1
        for key, (ours, theirs) in sums.items():
            assert ours == theirs, f"customer, month, tax {key}: {ours} here, {theirs} there"
        self._compare_tax(months, documents)
        return {month: dict(values) for month, values in sorted(months.items())}

    @staticmethod
    def _add(sums, row, here, there, sign, differs):
        """Sum up what is in step; what is not was shown to be, and is counted apart."""
        if differs:
            return
        for place, amounts in enumerate((here, there)):
            if amounts:
                month, total, tax = amounts
                sums[row["partner_id"], month, bool(tax)][place] += sign * total

    @staticmethod
    def _here(row):
        """``(month, total, tax)`` of a document that is to be there, ``None`` of one that is not."""
        if row["move_state"] != "posted" or row["state"] in ("held", "withdrawn"):
            return None
        return f"{row['day']:%Y-%m}", Decimal(f"{row['amount_total']:.2f}"), Decimal(f"{row['amount_tax']:.2f}")

    @staticmethod
    def _there(row, documents):
        there = documents.get(row["external_id"])
        return there and not there["is_void"] and (there["date"][:7], there["total"], there["tax"]) or None

    def _compare_tax(self, months, documents):
        """The tax report of the company file holds ours and the bookkeeper's own, nothing else."""
        for month, values in months.items():
            reported = sum(one["tax"] for one in self.book.tax_totals(f"{month}-01", f"{month}-31"))
            own = sum(
                (-1 if row["kind"] == "CreditMemo" else 1) * row["tax"]
                for row in documents.values()
                if row["txn_id"] in self.by_hand and row["kind"] != "ReceivePayment" and row["date"][:7] == month
            )
            unknown = sum(
                (-1 if row["kind"] == "CreditMemo" else 1) * row["tax"]
                for row in self._unlinked(documents)
                if row["date"][:7] == month
            )
            values["tax reported there"] = reported
            assert reported == values["books tax"] + own + unknown, f"{month}: {reported} of tax is reported"

    def _unlinked(self, documents):
        """Documents of ours that wait for a person to say whose they are."""
        linked = {row["external_id"] for row in self.world.rows(checks.NEWEST)}
        return [
            row
            for row in documents.values()
            if row["kind"] != "ReceivePayment" and row["txn_id"] not in self.by_hand | linked and not row["is_void"]
        ]


def _of_ledger(ledger):
    """The world and the quarter of a ledger."""
    if ledger == "online":
        from .online import OnlineWorld
        from .online_quarter import OnlineQuarter

        return OnlineWorld, OnlineQuarter
    if ledger == "xero":
        from .xero import XeroWorld
        from .xero_quarter import XeroQuarter

        return XeroWorld, XeroQuarter
    from .world import World

    return World, Quarter


def play(env, folder: str, ledger: str = "desktop", weeks: int = WEEKS) -> dict:
    """In a process of its own: the quarter, or its first weeks, its end, and what it came to."""
    world_of, quarter_of = _of_ledger(ledger)
    Path(folder).mkdir()
    quarter = quarter_of(world_of(env, Path(folder), BEGINS, CUSTOMERS), "quarter")
    try:
        quarter.play_days(weeks)
        quarter._as_transaction(people.set_neighbour_aside)
        quarter._end()
        months = quarter.compare()
    except Exception as problem:
        told = "\n".join([*quarter.told.lines, "where everything stands:", *checks.standing(quarter)])
        raise AssertionError(f"{problem}\n{told}") from problem
    issues = quarter.world.rows("SELECT reason, count(*) AS n FROM bridge_issue WHERE state = 'open' GROUP BY 1")
    quarter.world.end()
    return {
        "ledger": ledger,
        "documents": len(quarter.documents),
        "payments": len(quarter.payments),
        "hits": dict(quarter.hits),
        "varied": dict(quarter.varied),
        "checks": dict(quarter.checks),
        "months": {month: {name: str(value) for name, value in row.items()} for month, row in months.items()},
        "issues": {row["reason"]: row["n"] for row in sorted(issues, key=lambda row: row["reason"])},
    }


def table(result: dict) -> list[str]:
    """What the quarter came to, a row for each month."""
    heads = ("odoo documents", "books documents", "odoo total", "books total", "odoo total EUR", "books total EUR")
    heads += ("odoo tax", "books tax")
    heads += ("tax reported there", "differences, each shown")
    lines = [
        f"a quarter on {result['ledger']}: {result['documents']} documents, {result['payments']} payments,"
        f" {sum(result['hits'].values())} faults, {sum(result['checks'].values())} checks",
        "  ".join(["month  ", *heads]),
    ]
    for month, row in result["months"].items():
        lines.append("  ".join([month, *(row.get(head, "0").rjust(len(head)) for head in heads)]))
    varied = sorted(result["varied"].items())
    lines.append("  done and met: " + ", ".join(f"{name} {times}" for name, times in varied if "=" not in name))
    lines.append(f"  QuickBooks behaved otherwise than by default in {sum('=' in name for name, _ in varied)} ways")
    lines.append("  open issues: " + ", ".join(f"{reason} {count}" for reason, count in result["issues"].items()))
    return lines
