"""What a pay run comes to, computed without any environment: entries of slips, their proof, the lines of a document.

::

    lines of a slip                     entries                          lines of a document
    BASIC   earning      3,000.00  ->   earning    3,000.00   ->   + 3,000.00  expense account of BASIC
    TAX     deduction     -450.00  ->   deduction   -450.00   ->   -   450.00  liability account of TAX
    PENS    employer cost  150.00  ->   employer     150.00   ->   +   150.00  expense account of PENS
                                                                   -   150.00  its liability account
    NET     net          2,550.00       (proves the sum)           = 2,550.00  owed to the vendor

Amounts are ``Decimal`` in the currency of the company. What is above is positive, what is taken off negative.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

EARNING, DEDUCTION, EMPLOYER, NET, NOTHING = "earning", "deduction", "employer", "net", "nothing"
# What the lines of a document are summed by.
TOTAL, EMPLOYEE, DEPARTMENT, ANALYTIC, PAY_CODE = "total", "employee", "department", "analytic", "pay_code"

ZERO = Decimal(0)
CENT = Decimal("0.01")


class Unproved(Exception):
    """The lines of a slip do not come to its net: ``(reason, arguments)``."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line of a slip. ``role`` is "" where nobody has said what its pay code is."""

    rule_id: int
    code: str
    name: str
    role: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip and whose it is; 0 and "" where there is none. A refund counts the other way round."""

    name: str
    employee_id: int
    employee: str
    lines: tuple[SlipLine, ...]
    department_id: int = 0
    department: str = ""
    analytic_id: int = 0
    analytic: str = ""
    is_refund: bool = False


@dataclass(frozen=True, slots=True)
class PayEntry:
    """What one pay code came to for one employee, to the cent. This is kept of what was released."""

    employee_id: int
    employee: str
    department_id: int
    department: str
    analytic_id: int
    analytic: str
    rule_id: int
    code: str
    name: str
    role: str
    amount: Decimal

    @property
    def pays(self):
        """Whether it is part of what the employee gets; an employer cost is owed to somebody else."""
        return self.role != EMPLOYER


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of a bill or an entry: positive amounts are debits, negative ones credits."""

    account: object
    amount: Decimal
    description: str = ""
    tracking: object = None


# === SLIPS === #


def entries_of(slip: Slip) -> list[PayEntry]:
    """Return what a slip comes to, proved: earnings and deductions add up to its net.

    Deductions stand on slips with a minus or without; which of both it is, its net says. A cent that the rounding of
    lines makes too much or too little is put on the largest earning.

    :raise Unproved: ``pay_code_unknown``, ``pay_slip_without_net``, ``pay_slip_sum``, or ``pay_slip_signs`` where
        deductions come to nothing together: then the net does not say which of them takes off.
    """
    for line in slip.lines:
        if not line.role and line.total:
            raise Unproved("pay_code_unknown", {"slip": slip.name, "code": line.code or line.name})
    nets = [line.total for line in slip.lines if line.role == NET]
    if not nets:
        raise Unproved("pay_slip_without_net", {"slip": slip.name})
    net = _cents(sum(nets, ZERO))
    counted = [line for line in slip.lines if line.role in (EARNING, DEDUCTION, EMPLOYER) and line.total]
    earned = sum((line.total for line in counted if line.role == EARNING), ZERO)
    deducted = sum((line.total for line in counted if line.role == DEDUCTION), ZERO)
    turns = [turn for turn in (1, -1) if _cents(earned + turn * deducted) == net]
    if not turns:
        raise Unproved(
            "pay_slip_sum", {"slip": slip.name, "lines": f"{_cents(earned + deducted):.2f}", "net": f"{net:.2f}"}
        )
    taken_off = [line for line in counted if line.role == DEDUCTION and _cents(line.total)]
    if len(turns) > 1 and taken_off:
        codes = ", ".join(dict.fromkeys(line.code or line.name for line in taken_off))
        raise Unproved("pay_slip_signs", {"slip": slip.name, "codes": codes})
    turn = turns[0]
    entries = [_entry(slip, line, _cents(line.total) * (turn if line.role == DEDUCTION else 1)) for line in counted]
    entries = _rounded(entries, net)
    if slip.is_refund:
        entries = [replace(entry, amount=-entry.amount) for entry in entries]
    return [entry for entry in entries if entry.amount]


def _entry(slip, line, amount):
    return PayEntry(
        slip.employee_id,
        slip.employee,
        slip.department_id,
        slip.department,
        slip.analytic_id,
        slip.analytic,
        line.rule_id,
        line.code,
        line.name,
        line.role,
        amount,
    )


def _rounded(entries, net):
    """Put what rounding has left over on the largest earning, else on the largest of all."""
    left = net - net_of(entries)
    if not left:
        return entries
    paid = [entry for entry in entries if entry.pays]
    largest = max(paid, key=lambda entry: (entry.role == EARNING, abs(entry.amount)))
    place = entries.index(largest)
    return [*entries[:place], replace(largest, amount=largest.amount + left), *entries[place + 1 :]]


def net_of(entries: Iterable[PayEntry]) -> Decimal:
    """Return what employees get of these entries."""
    return sum((entry.amount for entry in entries if entry.pays), ZERO)


def sides_of(entry: PayEntry) -> tuple:
    """Return what is booked of an entry: one amount, of an employer cost both sides of it."""
    return (entry.amount,) if entry.pays else (entry.amount, -entry.amount)


def _cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


# === WHAT WAS CHANGED === #


def difference(now: Iterable[PayEntry], before: Iterable[PayEntry]) -> list[PayEntry]:
    """Return what has to be added to what was sent to come to what is there now; nothing where they are the same."""
    sums = {}
    for entries, sign in ((now, 1), (before, -1)):
        for entry in entries:
            key = (entry.employee_id, entry.department_id, entry.analytic_id, entry.rule_id, entry.role)
            known, amount = sums.get(key, (entry, ZERO))
            sums[key] = known, amount + sign * entry.amount
    return [replace(entry, amount=amount) for entry, amount in sums.values() if amount]


def as_it_stood(now: dict, before: dict) -> dict:
    """Return what there is now with each employee where he stood when it was sent.

    Whoever has chosen another vendor since, or moved somebody to another department, has not changed the run: what was
    sent stays owed to whom it was sent.

    :param now: ``{vendor: entries}``
    :param before: likewise, of what was sent.
    """
    before = {vendor: difference(entries, ()) for vendor, entries in before.items()}
    vendors = _instead(now, before, lambda vendor, entry: vendor)
    places = _instead(now, before, lambda vendor, entry: _place(entry))
    stood = {(entry.employee_id, _place(entry)): entry for entries in before.values() for entry in entries}
    result = {}
    for vendor, entries in now.items():
        for entry in entries:
            who = entry.employee_id
            known = stood.get((who, places.get((who, _place(entry)))))
            if known:
                entry = replace(
                    entry,
                    department_id=known.department_id,
                    department=known.department,
                    analytic_id=known.analytic_id,
                    analytic=known.analytic,
                )
            result.setdefault(vendors.get((who, vendor), vendor), []).append(entry)
    return result


def _place(entry):
    return entry.department_id, entry.analytic_id


def _instead(now, before, where):
    """Return ``{(employee, where he stands now): where he stood}`` of those where one has taken the place of one.

    Who stands at several has other slips than he had: these are where they are.
    """
    stands, stood = _by_employee(now, where), _by_employee(before, where)
    result = {}
    for who in stands.keys() & stood.keys():
        new, gone = stands[who] - stood[who], stood[who] - stands[who]
        if len(new) == len(gone) == 1:
            result[who, new.pop()] = gone.pop()
    return result


def _by_employee(pay, where):
    found = {}
    for vendor, entries in pay.items():
        for entry in entries:
            found.setdefault(entry.employee_id, set()).add(where(vendor, entry))
    return found


# === THE LINES OF A DOCUMENT === #


def document_lines(
    entries: Iterable[PayEntry],
    group_by: str,
    *,
    title: str,
    nobody: str,
    accounts: Callable[[PayEntry], tuple],
    tracking: Callable[[PayEntry], object] = lambda entry: None,
) -> list[DocumentLine]:
    """Return the lines of the document of these entries; they add up to what employees get.

    :param group_by: what is summed to one line; an account always has lines of its own.
    :param title: what lines are called that are all of a run.
    :param nobody: what lines are called that belong to no department or analytic account.
    :param accounts: gives the account of an entry, and of an employer cost also the one it is owed on.
    :param tracking: gives the class of an entry, None for none.
    """
    sums = {}
    for entry in entries:
        group, label = _group(entry, group_by, title, nobody)
        label_key = (group, None if group_by == TOTAL else tracking(entry))
        account, owed = accounts(entry)
        for booked, amount in ((account, entry.amount), *([(owed, -entry.amount)] if not entry.pays else [])):
            key = (*label_key, booked)
            sums[key] = label, sums.get(key, (label, ZERO))[1] + amount
    lines = [
        DocumentLine(account, amount, label, track)
        for (_group_, track, account), (label, amount) in sums.items()
        if amount
    ]
    # What is owed to others stands below what was earned.
    return sorted(lines, key=lambda line: line.amount < 0)


def _group(entry, group_by, title, nobody):
    if group_by == EMPLOYEE:
        return entry.employee_id, entry.employee
    if group_by == DEPARTMENT:
        return entry.department_id, entry.department or nobody
    if group_by == ANALYTIC:
        return entry.analytic_id, entry.analytic or nobody
    if group_by == PAY_CODE:
        return entry.rule_id, " ".join(filter(None, (entry.code, entry.name)))
    return 0, title


# === KEPT === #


def as_plain(entries: Iterable[PayEntry]) -> list[dict]:
    """Return entries as plain values that JSON takes."""
    return [asdict(entry) | {"amount": str(entry.amount)} for entry in entries]


def from_plain(values: Iterable[dict]) -> list[PayEntry]:
    """Return the entries that plain values stand for."""
    return [PayEntry(**{**value, "amount": Decimal(value["amount"])}) for value in values or ()]
