"""What a rule is, and the pieces of which its requests are made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from ..bookkeeper import Bookkeeper
from ..faults import Fault, Faults


@dataclass(frozen=True)
class Rule:
    """``breaks`` and ``mends`` are requests, or lists of them of which the last one counts.

    ``outcome`` is the code of the fault.  ``kind`` and ``profile`` say which sample company, ``setup`` what its
    bookkeeper has done before.
    """

    id: str
    source: str
    meaning: str
    outcome: int
    breaks: object
    mends: object
    setup: Callable = lambda desk: None
    kind: str = "us"
    profile: dict = field(default_factory=dict)
    switches: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """``body`` is a dict, or a function of the desk that makes one."""

    operation: str
    entity: str
    body: object
    options: dict = field(default_factory=dict)

    def __call__(self, desk):
        body = self.body(desk) if callable(self.body) else self.body
        return desk.company.execute(self.operation, self.entity, body, self.options)


class Desk:
    """A company and its bookkeeper, and short words for what requests say of them."""

    def __init__(self, company):
        self.company = company
        self.keeper = Bookkeeper(company)

    def ref(self, entity: str, name: str) -> dict:
        return {"value": self.keeper.record(entity, name)["Id"]}

    def own(self, entity: str, name: str) -> dict:
        """Id and SyncToken of a list element by its name or of a document by its number."""
        row = self.company.find(entity, name) or self.keeper.document(entity, name)
        return {"Id": row["Id"], "SyncToken": row["SyncToken"]}

    def whole(self, entity: str, name: str) -> dict:
        """The object as a client read it, ready to be sent back."""
        row = self.company.find(entity, name) or self.keeper.document(entity, name)
        return {field: value for field, value in row.items() if field not in ("domain", "sparse")}

    def link(self, number: str, amount, entity: str = "Invoice") -> dict:
        row = self.keeper.document(entity, number)
        return {"Amount": Decimal(amount), "LinkedTxn": [{"TxnId": row["Id"], "TxnType": entity}]}


def run(desk, requests) -> int:
    """Send requests; 0, or the code of the fault of the last one."""
    outcome = 0
    for request in requests if isinstance(requests, (list, tuple)) else (requests,):
        try:
            request(desk)
            outcome = 0
        except (Fault, Faults) as fault:
            outcome = int(fault.code)
    return outcome


def create(entity: str, body, **options) -> Request:
    return Request("create", entity, body, options)


def update(entity: str, body, **options) -> Request:
    return Request("update", entity, body, options)


def delete(entity: str, name: str, operation: str = "delete") -> Request:
    return Request(operation, entity, lambda desk: desk.own(entity, name))


def change(entity: str, name: str, sparse: bool = True, **fields) -> Request:
    """A sparse update of some fields; functions among them are asked at the desk."""

    def body(desk):
        own = desk.own(entity, name) if sparse else desk.whole(entity, name)
        return {**own, **({"sparse": True} if sparse else {}), **_asked(desk, fields)}

    return update(entity, body)


def _asked(desk, fields: dict) -> dict:
    return {name: value(desk) if callable(value) else value for name, value in fields.items()}


def line(item="Labor", amount="10.00", kind="SalesItemLineDetail", **detail):
    """A line of a sales form; an item or a code by its name."""

    def made(desk):
        parts = _asked(desk, detail)
        if item:
            parts["ItemRef"] = desk.ref("Item", item)
        if isinstance(parts.get("TaxCodeRef"), str):
            found = desk.company.find("TaxCode", parts["TaxCodeRef"])
            parts["TaxCodeRef"] = {"value": found["Id"] if found else parts["TaxCodeRef"]}
        return {"DetailType": kind, kind: parts, **({} if amount is None else {"Amount": Decimal(amount)})}

    return made


def sale(*lines, entity="Invoice", customer="Azure Interior", **fields) -> Request:
    """A sales form with these lines, or one."""

    def body(desk):
        made = {"CustomerRef": desk.ref("Customer", customer)} if customer else {}
        made["Line"] = [_line(desk, one) for one in lines or (line(),)]
        if not desk.company.profile.american:
            made["GlobalTaxCalculation"] = "TaxExcluded"
        asked = {**made, **_asked(desk, fields)}
        return {name: value for name, value in asked.items() if value is not None}

    return create(entity, body)


def _line(desk, one):
    made = one(desk) if callable(one) else dict(one)
    detail = made.get("SalesItemLineDetail")
    if detail is not None and not desk.company.profile.american:
        detail.setdefault("TaxCodeRef", {"value": desk.company.mark("TaxCode", "0", "default")})
        if detail["TaxCodeRef"] == {"value": "none"}:
            del detail["TaxCodeRef"]
    return made


def payment(total="10.00", *links, customer="Azure Interior", **fields) -> Request:
    """A payment; links are (number, amount) of an invoice, with the kind behind it for others."""

    def body(desk):
        made = {"CustomerRef": desk.ref("Customer", customer)} if customer else {}
        made |= {} if total is None else {"TotalAmt": Decimal(total)}
        made["Line"] = [desk.link(*one) for one in links]
        return {**made, **_asked(desk, fields)}

    return create("Payment", body)


def bill(*lines, entity="Bill", vendor="Wood Corner", **fields) -> Request:
    """A bill; a line is (account, amount) or a function of the desk."""

    def body(desk):
        made = {"VendorRef": desk.ref("Vendor", vendor)} if vendor else {}
        made["Line"] = [one(desk) if callable(one) else expense(*one)(desk) for one in lines or (("Fuel", "10.00"),)]
        return {**made, **_asked(desk, fields)}

    return create(entity, body)


def expense(account, amount, **detail):
    def made(desk):
        parts = {**_asked(desk, detail), **({"AccountRef": desk.ref("Account", account)} if account else {})}
        kind = "AccountBasedExpenseLineDetail"
        return {"DetailType": kind, "Amount": Decimal(amount), kind: parts}

    return made


def entry(side, account, amount, party=None, **detail):
    """A line of a journal entry; ``party`` is (Customer, name)."""

    def made(desk):
        parts = {"AccountRef": desk.ref("Account", account), **({"PostingType": side} if side else {})}
        if party:
            parts["Entity"] = {"Type": party[0], "EntityRef": desk.ref(*party)}
        parts |= _asked(desk, detail)
        return {"DetailType": "JournalEntryLineDetail", "Amount": Decimal(amount), "JournalEntryLineDetail": parts}

    return made


def journal(*lines, **fields) -> Request:
    def body(desk):
        return {"Line": [one(desk) for one in lines], **_asked(desk, fields)}

    return create("JournalEntry", body)
