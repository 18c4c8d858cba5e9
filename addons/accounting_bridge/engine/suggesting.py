"""Which entry of the ledger a tax, an account, a journal or a product most likely is, and what speaks for it.

Each candidate comes with its proof: the same number or SKU, the same name, the same rate, words in common, and in how
many linked documents one stood for the other. One that no other is ahead of in any of these, nor equal to in all,
leads; what is as good as another is a tie, and what is better in one thing and worse in another is a question.
Nothing is written here, and nothing is asked about one record alone: every query is for all of them.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ..ledgers.documents import Kind
from ..ledgers.keys import name_key, number_key, sku_key, words_of
from . import usage

# Candidates that are shown of one record, and records that a page holds.
BEST, MOST = 3, 300
# A word that so many entries have in common says nothing of any of them.
COMMON = 60
# Which accounts of the ledger an account of Odoo can be, by the group of the one and the role of the other; a role that
# is not known fits all.
ROLES = {
    "income": ("income", "expense", "cost"),
    "expense": ("income", "expense", "cost"),
    "asset": ("bank", "credit_card", "asset", "receivable"),
    "liability": ("credit_card", "liability", "payable"),
    "equity": ("equity",),
}
MONEY_ROLES = ("bank", "credit_card", "asset")


class Proof(NamedTuple):
    """What speaks for a candidate, strongest first; compared part by part.

    ``code``: 2 for the same number or SKU, 1 where only zeros at the end are more or fewer.
    """

    used: int = 0
    code: int = 0
    name: bool = False
    rate: bool = False
    words: int = 0

    @property
    def is_strong(self):
        """Whether it is more than a word that both have in common."""
        return bool(self.used or self.code or self.name or (self.rate and self.words))


@dataclass(frozen=True, slots=True)
class Subject:
    """A record of Odoo that has no counterpart yet. ``rate`` is that of a tax; ``refused`` are ids that it is not."""

    record: object
    kind: str
    code: str = ""
    names: tuple[str, ...] = ()
    rate: Decimal | None = None
    group: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """``standing``: *leads*, *tie* or *other*. ``is_sure``: it leads, and by more than a word."""

    row: object
    proof: Proof
    standing: str

    @property
    def is_sure(self):
        return self.standing == "leads" and self.proof.is_strong


def suggest(connection, kinds):
    """Return the candidates of everything that lacks a counterpart: list of ``(Subject, [Candidate])``, best first.

    :param connection: in the environment of who asks.
    :param kinds: of ``tax``, ``account``, ``deposit``, ``item``.
    """
    return [pair for kind in kinds for pair in _FINDERS[kind](connection)]


# === RANKING === #


def rank(found):
    """Put candidates in order and say how each stands to the others; the same ones always come out the same way.

    :param found: ``{mirror row: Proof}``
    :return: list of ``Candidate``, at most ``BEST``, but never a tie cut in two.
    """
    ordered = sorted(
        found.items(), key=lambda pair: (tuple(-part for part in pair[1]), pair[0].full_name or "", pair[0].id)
    )
    if not ordered:
        return []
    best = ordered[0][1]
    equals = sum(proof == best for _row, proof in ordered)
    leads = equals == 1 and all(_behind(proof, best) for _row, proof in ordered[1:])
    shown = ordered[: max(BEST, equals)]
    return [
        Candidate(row, proof, ("tie" if equals > 1 else "leads" if leads else "other") if proof == best else "other")
        for row, proof in shown
    ]


def _behind(proof, best):
    """Return whether nothing speaks more for one candidate than for the best one.

    Words in common count where all else is equal: they never outweigh the same number, name or rate.
    """
    mine, theirs = proof[:-1], best[:-1]
    if mine == theirs:
        return proof.words <= best.words
    return all(one <= other for one, other in zip(mine, theirs, strict=True))


class _Entries:
    """Entries of the ledger, found by number, by name, by words and by rate.

    :param rows: of the mirror.
    :param code_of: returns the number or SKU of a row, as it is written there.
    :param fold: returns what numbers are found by.
    """

    def __init__(self, rows, code_of, names_of, rate_of=lambda row: None, fold=number_key):
        self.rows, self.fold = {row.remote_id: row for row in rows}, fold
        self.codes, self.names, self.words, self.rates = (defaultdict(set) for _index in range(4))
        self.rate_of, self.code_of = {}, {}
        for row in rows:
            self.code_of[row] = sku_key(code_of(row))
            self.codes[fold(code_of(row))].add(row)
            for name in filter(None, names_of(row)):
                self.names[name_key(name)].add(row)
                for word in words_of(name):
                    self.words[word].add(row)
            self.rate_of[row] = rate_of(row)
            self.rates[self.rate_of[row]].add(row)

    def proofs(self, subject, used):
        """Return ``{row: Proof}`` of all for which anything speaks.

        :param used: ``{id there: linked documents}``
        """
        folded, code = self.fold(subject.code), sku_key(subject.code)
        by_code = self.codes.get(folded, set()) if folded else set()
        by_name = set().union(*(self.names.get(name_key(name), set()) for name in subject.names if name))
        by_rate = self.rates.get(subject.rate, set()) if subject.rate is not None else set()
        shared = Counter()
        for word in set().union(*(words_of(name) for name in subject.names if name)):
            alike = self.words.get(word, ())
            if len(alike) <= COMMON:
                shared.update(alike)
        by_use = {self.rows[remote_id]: count for remote_id, count in used.items() if remote_id in self.rows}
        return {
            row: Proof(
                by_use.get(row, 0),
                (1 + (self.code_of[row] == code)) if row in by_code else 0,
                row in by_name,
                row in by_rate,
                shared[row],
            )
            for row in by_code | by_name | by_rate | set(shared) | set(by_use)
            if row.remote_id not in subject.refused and self._may_be(subject, row)
        }

    def _may_be(self, subject, row):
        """A tax of another rate is another tax, whatever it is called."""
        rate = self.rate_of[row]
        return subject.rate is None or rate is None or rate == subject.rate


def _ranked(subjects, entries, used):
    return [
        (subject, rank(proofs))
        for subject in subjects
        if (proofs := entries.proofs(subject, used.get(subject.record.id, {})))
    ]


def _mirrored(connection, *kinds):
    return (
        connection.env["bridge.remote.record"]
        .sudo()
        .search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "in", kinds),
                ("is_active", "=", True),
                ("is_gone", "=", False),
            ],
            order="full_name, id",
        )
    )


# === TAXES === #


def _taxes(connection):
    engine = connection.sudo()
    env = connection.env
    taxes = env["account.tax"].search(
        [
            *env["account.tax"]._check_company_domain(engine.company_id),
            ("type_tax_use", "=", "sale"),
            ("id", "not in", engine.mapping_ids.tax_id.ids),
        ],
        order="sequence, id",
    )
    subjects = [Subject(tax, "tax", names=(tax.name, tax.invoice_label or ""), rate=_rate_of_tax(tax)) for tax in taxes]
    details = {row: row.details or {} for row in _mirrored(connection, *engine.tax_kinds)}
    rows = [row for row, said in details.items() if said.get("sales", True) and said.get("sellable", True)]
    if engine.tax_style == "lines":
        rows = [row for row in rows if not details[row].get("group")]
    behind = {row.remote_id: (row.details or {}).get("rate") for row in _mirrored(connection, Kind.TAX.value)}

    def rate_of(row):
        said = details[row].get("rate")
        return _number(behind.get((details[row].get("tax") or {}).get("id")) if said in (None, "") else said)

    entries = _Entries(rows, lambda row: "", lambda row: (row.full_name, row.name), rate_of)
    return _ranked(subjects, entries, usage.of_taxes(connection, taxes.ids))


def _rate_of_tax(tax):
    """Return the percentage of a tax, None where it is none."""
    if tax.amount_type not in ("percent", "division"):
        return None
    return _number(str(tax.amount))


def _number(text):
    try:
        return None if text in (None, "", False) else Decimal(str(text)).normalize()
    except InvalidOperation:
        return None


# === ACCOUNTS === #


def _accounts(connection):
    """Accounts that documents and payments name and that have no counterpart: where a line or a discount is booked."""
    engine, env = connection.sudo(), connection.env
    kind_of = _accounts_in_use(connection)
    accounts = env["account.account"].browse(kind_of) - engine.mapping_ids.account_id
    company = engine.company_id
    accounts = accounts.with_company(company)
    subjects = [
        Subject(account, kind_of[account.id], account.code or "", (account.name,), group=account.internal_group or "")
        for account in accounts.sorted(lambda account: (account.code or "", account.id))
    ]
    details = {row: row.details or {} for row in _mirrored(connection, Kind.ACCOUNT.value)}
    used = usage.of_accounts(connection, accounts.ids)
    result = []
    # Each group looks among accounts of its own sort only.
    for group in sorted({subject.group for subject in subjects}):
        roles = ROLES.get(group, ())
        rows = [row for row, said in details.items() if said.get("role", "") in ("", *roles)]
        entries = _Entries(rows, lambda row: details[row].get("number"), lambda row: (row.full_name, row.name))
        result += _ranked([subject for subject in subjects if subject.group == group], entries, used)
    return result


def _accounts_in_use(connection):
    """Return the accounts of discounts and write-offs, and those of lines where the ledger wants to know: ``{id: kind
    of mapping}``.
    """
    engine, env = connection.sudo(), connection.env
    company = engine.company_id
    posted = [("company_id", "=", company.id), ("parent_state", "=", "posted"), ("date", ">=", engine.date_from)]
    wanted = dict.fromkeys(company.account_journal_early_pay_discount_loss_account_id.ids, "account")
    conditions = {
        "account": [
            ("move_id.origin_payment_id", "!=", False),
            ("account_id.internal_group", "in", ("income", "expense")),
        ]
    }
    if engine._ledger().capabilities.lines_name_accounts:
        conditions["line"] = [
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("display_type", "in", ("product", "rounding")),
        ]
    for kind, condition in conditions.items():
        groups = env["account.move.line"]._read_group([*posted, *condition], ["account_id"])
        wanted |= {account.id: kind for (account,) in groups if account}
    return wanted


def _deposits(connection):
    """Journals of money that have no account of their own there."""
    engine, env = connection.sudo(), connection.env
    mapped = engine.mapping_ids.filtered(lambda mapping: mapping.kind == "deposit").journal_id
    journals = env["account.journal"].search(
        [
            ("company_id", "=", engine.company_id.id),
            ("type", "in", ("bank", "cash", "credit")),
            ("id", "not in", mapped.ids),
        ],
        order="sequence, id",
    )
    subjects = []
    for journal in journals.with_company(engine.company_id):
        account = journal.default_account_id
        subjects.append(Subject(journal, "deposit", account.code or "", (journal.name, account.name or "")))
    details = {row: row.details or {} for row in _mirrored(connection, Kind.ACCOUNT.value)}
    rows = [row for row, said in details.items() if said.get("role", "") in ("", *MONEY_ROLES)]
    entries = _Entries(rows, lambda row: details[row].get("number"), lambda row: (row.full_name, row.name))
    return _ranked(subjects, entries, usage.of_deposits(connection, journals.ids))


# === ITEMS === #


def _items(connection):
    """Products that are sold and have no item there yet, among items that nobody is linked to."""
    engine, env = connection.sudo(), connection.env
    links = (
        env["bridge.binding"]
        .sudo()
        .search_fetch(
            [("connection_id", "=", connection.id), ("kind", "=", Kind.ITEM.value)],
            ["product_id", "external_id", "alias_of_id", "refused_ids"],
        )
    )
    linked = {link.product_id.id for link in links if link.external_id or link.alias_of_id}
    refused = {link.product_id.id: tuple(link.refused_ids or ()) for link in links}
    held = {link.external_id for link in links if link.external_id}
    products = env["product.product"].search_fetch(
        [("sale_ok", "=", True), ("company_id", "in", (False, engine.company_id.id)), ("id", "not in", list(linked))],
        ["default_code", "name"],
        order="default_code, id",
    )
    subjects = [
        Subject(product, "item", product.default_code or "", (product.name,), refused=refused.get(product.id, ()))
        for product in products
    ]
    details = {row: row.details or {} for row in _mirrored(connection, Kind.ITEM.value) if row.remote_id not in held}
    rows = [row for row, said in details.items() if said.get("sellable", True) and not said.get("keeps_stock")]
    entries = _Entries(
        rows,
        lambda row: row.sku or row.name,
        lambda row: (row.full_name, row.name, details[row].get("title") or ""),
        fold=sku_key,
    )
    return _ranked(subjects, entries, usage.of_items(connection, products.ids))


_FINDERS = {"tax": _taxes, "account": _accounts, "deposit": _deposits, "item": _items}
