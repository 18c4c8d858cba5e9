"""The bookkeeper's own hands: what a person at the QuickBooks screen does between two visits of an
application.

Everything goes through the same rules as a request; what QuickBooks refuses raises a Refusal.  Faults on
order do not strike here.
"""

import json
import sqlite3

from . import handlers, records
from .context import Context
from .errors import Refusal
from .misbehaviour import Faults
from .qbxml import models
from .qbxml.envelope import RequestIn
from .qbxml.reader import Fields
from .references import stored
from .sessions import Session

VERSION = (13, 0)
HANDS = "QuickBooks"


def as_fields(values: dict) -> Fields:
    """Keyword values as if they had been read from a request."""
    fields = Fields()
    for name, value in values.items():
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif isinstance(value, dict):
            value = as_fields(value)
        elif isinstance(value, (list, tuple)):
            value = [as_fields(one) if isinstance(one, dict) else str(one) for one in value]
        elif value is not None:
            value = str(value)
        if value is not None:
            fields[name] = value
    return fields


def _check_form(fields: Fields, content, country: str):
    """The screen has no other fields than a request, and none that is longer."""
    parts = {part.name: part for part in _elements(content)}
    for name, value in [*fields.items(), *fields.lines]:
        if name not in parts:
            raise ValueError(f"there is no field {name}")
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Fields):
                _check_form(one, parts[name].content, country)
            elif parts[name].max_length(country) and len(one) > parts[name].max_length(country):
                raise Refusal(3070, one, name)


def _elements(content):
    for part in content:
        if isinstance(part, models.Choice):
            for arm in part.arms:
                yield from _elements(arm)
        else:
            yield part


class Bookkeeper:
    """Mixed into the company file."""

    def _context(self) -> Context:
        ctx = Context(self, Session(HANDS), VERSION, {})
        ctx.faults = Faults(f"{self.path}.hands")
        return ctx

    def _do(self, name: str, values: dict, lines=()):
        """Run one request as the person at the screen; the new object's ID."""
        fields = as_fields(values)
        fields.lines.extend(lines)
        if name.endswith(("AddRq", "ModRq")):
            outer = Fields()
            outer[name[:-2]] = fields
            fields = outer
        _check_form(fields, models.request_model(name).content, self.country)
        with self.store.transaction(), self.store.attempt():
            done = handlers.HANDLERS[name](self._context(), RequestIn(name, None, {}, fields, []))
        return done.object_id

    def _entry(self, kind: str, name: str):
        row = self.store.one("SELECT * FROM entry WHERE kind = ? AND full_key = ?", kind, name.casefold())
        if row is None:
            raise Refusal(3120, name)
        return row

    # --- lists ---

    def add_customer(self, name: str, **fields) -> str:
        """Fields by their qbXML names: ``Email="a@b.example"``, ``TermsRef={"FullName": "Net 30"}``,
        ``IsActive=False``.
        """
        return self._do("CustomerAddRq", {"Name": name, **fields})

    def add_vendor(self, name: str, **fields) -> str:
        return self._do("VendorAddRq", {"Name": name, **fields})

    def add_other_name(self, name: str, kind: str = "OtherName") -> str:
        """A name of the other two lists that share one name space; ``kind`` may be Employee."""
        with self.store.transaction():
            return records.create(self._context(), kind, as_fields({"Name": name}), {})["list_id"]

    def add_item(self, name: str, price="0", account="Sales", kind="ItemService", **fields) -> str:
        shape = {"SalesOrPurchase": {"Price": str(price), "AccountRef": {"FullName": account}}}
        return self._do(f"{kind}AddRq", {"Name": name, **shape, **fields})

    def add_account(self, name: str, account_type: str, number=None, **fields) -> str:
        return self._do(
            "AccountAddRq", {"Name": name, "AccountType": account_type, "AccountNumber": number, **fields}
        )

    def change(self, kind: str, name: str, **fields):
        """Change fields of a list element on the screen: ``book.change("Customer", "Acme", Email="")``."""
        row = self._entry(kind, name)
        own = {"ListID": row["list_id"], "EditSequence": row["edit_sequence"]}
        if f"{kind}ModRq" in handlers.HANDLERS:
            self._do(f"{kind}ModRq", {**own, **fields})
            return
        with self.store.transaction():
            ctx = self._context()
            values = as_fields(fields)
            records.change(ctx, row, values, stored(ctx, values, kind, json.loads(row["data"])))

    def rename(self, kind: str, name: str, new_name: str):
        self.change(kind, name, Name=new_name)

    def set_active(self, kind: str, name: str, active: bool = True):
        self.change(kind, name, IsActive=active)

    def delete_entry(self, kind: str, name: str):
        self._do("ListDelRq", {"ListDelType": kind, "ListID": self._entry(kind, name)["list_id"]})

    # --- documents ---

    def enter_invoice(self, customer: str, lines, number=None, date=None, memo=None, **fields) -> str:
        """Type in an invoice; a line is (item, quantity, rate) or a dict of qbXML fields."""
        values = {
            "CustomerRef": {"FullName": customer},
            "TxnDate": date,
            "RefNumber": number,
            "Memo": memo,
            **fields,
        }
        return self._do(
            "InvoiceAddRq", values, [("InvoiceLineAdd", as_fields(_line(line))) for line in lines]
        )

    def receive_payment(self, number: str, amount=None, date=None) -> str:
        """A payment on the invoice of this number: all that is open unless an amount is given."""
        row = self._txn(number)
        due = row["subtotal"] + row["tax"] - row["applied"]
        total = f"{int(due) // 100}.{int(due) % 100:02d}" if amount is None else str(amount)
        values = {
            "CustomerRef": {"ListID": row["entity_id"]},
            "TxnDate": date,
            "TotalAmount": total,
            "AppliedToTxnAdd": [{"TxnID": row["txn_id"], "PaymentAmount": total}],
        }
        return self._do("ReceivePaymentAddRq", values)

    def edit_invoice(self, number: str, **fields):
        row = self._txn(number)
        self._do("InvoiceModRq", {"TxnID": row["txn_id"], "EditSequence": row["edit_sequence"], **fields})

    def void_invoice(self, number: str):
        self._do("TxnVoidRq", {"TxnVoidType": "Invoice", "TxnID": self._txn(number)["txn_id"]})

    def delete_invoice(self, number: str):
        self._do("TxnDelRq", {"TxnDelType": "Invoice", "TxnID": self._txn(number)["txn_id"]})

    def _txn(self, number: str):
        row = self.store.one(
            "SELECT * FROM txn WHERE kind = 'Invoice' AND (ref_number = ? OR txn_id = ?) ORDER BY txn_number",
            number,
            number,
        )
        if row is None:
            raise Refusal(3120, number)
        return row

    # --- the file itself ---

    def set_preferences(self, **changes):
        """By the names that ``preferences()`` has: sales_tax, class_tracking, closing_date ..."""
        with self.store.transaction():
            chosen = self.store.get("preferences")
            unknown = set(changes) - set(chosen)
            if unknown:
                raise ValueError(f"unknown preferences: {', '.join(sorted(unknown))}")
            self.store.put("preferences", {**chosen, **changes})

    def set_closing_date(self, date: str | None):
        self.set_preferences(closing_date=date)

    def deny_application(self, application: str, denied: bool = True):
        """Edit > Preferences > Integrated Applications: take the permission away, or give it back."""
        names = set(self.store.get("denied_applications", [])) - {application}
        self.store.put("denied_applications", sorted(names | {application} if denied else names))

    def set_windows_path(self, path: str):
        """The name under which Windows knows this file: C:\\\\Books\\\\acme.qbw."""
        self.store.put("windows_path", path)

    def back_up(self, path):
        """A copy of the books as they are now."""
        target = sqlite3.connect(path)
        with self.store.lock:
            self.store.copy_to(target)
        target.close()

    def restore_backup(self, path=None):
        """The books of that copy; without one only LastRestoreTime moves (facts 4.9)."""
        self.end_session()
        if path is not None:
            source = sqlite3.connect(path)
            with self.store.lock:
                self.store.copy_from(source)
            source.close()
        self.store.put("last_restore", self.clock.wall())


def _line(line) -> dict:
    if isinstance(line, dict):
        return line
    item, quantity, rate = line
    return {"ItemRef": {"FullName": item}, "Quantity": quantity, "Rate": rate}
