"""The bookkeeper's own hands: what a person at the QuickBooks screen does between two visits of an
application.

Everything goes through the same rules as a request; what QuickBooks refuses raises a Refusal.  Faults on
order do not strike here.
"""

import json
import sqlite3

from . import documents, handlers, links, merging, records
from .context import Context
from .entries import cents
from .errors import Refusal
from .lines import identity
from .misbehaviour import Faults
from .qbxml import models
from .qbxml.envelope import RequestIn
from .qbxml.reader import Fields
from .qbxml.scalars import money
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

    def add_tax(self, name: str, rate, agency="State Tax Agency") -> str:
        """A sales tax item: its rate in percent, owed to an agency that every new file has."""
        owed = {"TaxRate": str(rate), "TaxVendorRef": {"FullName": agency}}
        return self._do("ItemSalesTaxAddRq", {"Name": name, "ItemDesc": name, **owed})

    def add_tax_group(self, name: str, *taxes: str) -> str:
        """A sales tax group: several taxes as one."""
        members = [{"FullName": tax} for tax in taxes]
        return self._do("ItemSalesTaxGroupAddRq", {"Name": name, "ItemSalesTaxRef": members})

    def add_tax_code(self, name: str, tax: str = "", taxable=True) -> str:
        """A sales tax code; in Canada and the United Kingdom it binds the tax item of that name."""
        with self.store.transaction():
            ctx = self._context()
            data = {"IsTaxable": "true" if taxable else "false", "Desc": tax or name}
            if tax:
                data["ItemSalesTaxRef"] = {"ListID": ctx.entry_named("Item", tax)["list_id"]}
            fields = as_fields({"Name": name, "IsActive": True})
            return records.create(ctx, "SalesTaxCode", fields, data)["list_id"]

    def add_account(self, name: str, account_type: str, number=None, **fields) -> str:
        return self._do("AccountAddRq", {"Name": name, "AccountType": account_type, "AccountNumber": number, **fields})

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

    def merge(self, kind: str, name: str, into: str):
        """Give one record the name of another and say Yes: only the other is left."""
        ctx = self._context()
        with self.store.transaction():
            merging.merge(ctx, self._entry(kind, name), self._entry(kind, into))

    # --- documents ---

    def enter_invoice(self, customer: str, lines, number=None, date=None, memo=None, **fields) -> str:
        """Type in an invoice; a line is (item, quantity, rate) or a dict of qbXML fields."""
        return self._enter("Invoice", customer, lines, number, date, memo, fields)

    def enter_credit_memo(self, customer: str, lines, number=None, date=None, memo=None, **fields) -> str:
        return self._enter("CreditMemo", customer, lines, number, date, memo, fields)

    def _enter(self, kind, customer, lines, number, date, memo, fields) -> str:
        values = {
            "CustomerRef": {"FullName": customer},
            "TxnDate": date,
            "RefNumber": number,
            "Memo": memo,
            **fields,
        }
        typed = [(f"{kind}LineAdd", as_fields(_line(line))) for line in lines]
        return self._do(f"{kind}AddRq", values, typed)

    def enter_bill(self, vendor: str, lines, number=None, date=None, memo=None, **fields) -> str:
        """Type in a bill; a line is (account, amount) or a dict of qbXML fields of an expense line."""
        values = {
            "VendorRef": {"FullName": vendor},
            "TxnDate": date or self.clock.today(),
            "RefNumber": number,
            "Memo": memo,
            "ExpenseLineAdd": [_expense(line) for line in lines],
            **fields,
        }
        return self._do("BillAddRq", values)

    def enter_journal(self, lines, number=None, date=None, memo=None) -> str:
        """Type in a journal entry; a line is (account, debit, credit) or with a customer or vendor behind."""
        typed = []
        for account, debit, credit, *name in lines:
            line = {"AccountRef": {"FullName": account}, "Amount": _amount(debit or credit)}
            if name and name[0]:
                line["EntityRef"] = {"FullName": name[0]}
            typed.append(("JournalDebitLine" if debit else "JournalCreditLine", as_fields(line)))
        return self._do("JournalEntryAddRq", {"TxnDate": date, "RefNumber": number, "Memo": memo}, typed)

    def edit_invoice(self, number: str, **fields):
        """Change fields of the head: ``RefNumber``, ``TxnDate``, ``Memo`` ..."""
        self._edit("Invoice", number, fields)

    def edit_credit_memo(self, number: str, **fields):
        self._edit("CreditMemo", number, fields)

    def edit_line(self, number: str, position: int = 0, kind: str = "Invoice", **fields):
        """Change one line, counted from 0: ``Amount="80.00"``; the others stay as they are."""
        lines = json.loads(self._txn(number, kind)["lines"])
        typed = [{"TxnLineID": line["TxnLineID"]} for line in lines]
        typed[int(position)].update(fields)
        self._edit(kind, number, {}, [(f"{kind}LineMod", as_fields(line)) for line in typed])

    def _edit(self, kind, number, fields, lines=()):
        row = self._txn(number, kind)
        own = {"TxnID": row["txn_id"], "EditSequence": row["edit_sequence"]}
        self._do(f"{kind}ModRq", {**own, **fields}, lines)

    def void(self, kind: str, number: str):
        self._do("TxnVoidRq", {"TxnVoidType": kind, "TxnID": self._txn(number, kind)["txn_id"]})

    def void_invoice(self, number: str):
        self.void("Invoice", number)

    def delete(self, kind: str, number: str):
        self._do("TxnDelRq", {"TxnDelType": kind, "TxnID": self._txn(number, kind)["txn_id"]})

    def delete_invoice(self, number: str):
        self.delete("Invoice", number)

    def _txn(self, number: str, kind: str = "Invoice"):
        row = self.store.one(
            "SELECT * FROM txn WHERE kind = ? AND (ref_number = ? OR txn_id = ?) ORDER BY txn_number",
            kind,
            number,
            number,
        )
        if row is None:
            raise Refusal(3120, number)
        return row

    # --- money ---

    def receive_payment(
        self, number: str, amount=None, date=None, discount=None, discount_account="Discounts Given", **fields
    ) -> str:
        """A payment on the invoice of this number: all that is open unless an amount is given."""
        row = self._txn(number)
        taken = documents.as_cents(discount or 0)
        total = _amount(cents(links.open_amount(row) - taken) if amount is None else amount)
        part = {"TxnID": row["txn_id"], "PaymentAmount": total}
        if taken:
            part |= {
                "DiscountAmount": _amount(discount),
                "DiscountAccountRef": {"FullName": discount_account},
            }
        values = {
            "CustomerRef": {"ListID": row["entity_id"]},
            "TxnDate": date,
            "TotalAmount": total,
            "AppliedToTxnAdd": [part],
            **fields,
        }
        return self._do("ReceivePaymentAddRq", values)

    def receive_on_account(self, customer: str, amount, date=None, auto_apply=False, **fields) -> str:
        """Money of a customer without an invoice, or for whatever is open."""
        values = {
            "CustomerRef": {"FullName": customer},
            "TxnDate": date,
            "TotalAmount": _amount(amount),
            "IsAutoApply": bool(auto_apply),
            **fields,
        }
        return self._do("ReceivePaymentAddRq", values)

    def apply_payment(self, payment: str, amounts: dict):
        """Open a payment, by TxnID or number, and tick what it pays: ``{number of an invoice: amount}``, all of it."""
        row = self._txn(payment, "ReceivePayment")
        wanted = [
            as_fields({"TxnID": self._txn(number)["txn_id"], "PaymentAmount": _amount(amount)})
            for number, amount in amounts.items()
        ]
        with self.store.transaction(), self.store.attempt():
            handlers.payments.apply_anew(self._context(), row, wanted)

    def apply_credit(self, credit_number: str, number: str, amount=None):
        """Use a credit memo for an invoice: as much as there is and is open unless an amount is given."""
        credit, row = self._txn(credit_number, "CreditMemo"), self._txn(number)
        if amount is None:
            amount = cents(min(links.open_amount(credit), links.open_amount(row)))
        part = {"CreditTxnID": credit["txn_id"], "AppliedAmount": _amount(amount)}
        self._edit("Invoice", row["txn_id"], {"SetCredit": [part]})

    def pay_bill(self, number: str, amount=None, date=None, account="Checking") -> str:
        """A check for the bill of this number: all that is open unless an amount is given."""
        row = self._txn(number, "Bill")
        due = links.open_amount(row)
        total = due if amount is None else documents.as_cents(amount)
        if not 0 < total <= due:
            raise links.too_much("payment amount", amount)
        head = {"VendorRef": {"ListID": row["entity_id"]}}
        with self.store.transaction():
            ctx = self._context()
            txn_id = self._enter_own(ctx, "BillPaymentCheck", row["entity_id"], date, head, account, total)
            links.apply(ctx, txn_id, row["txn_id"], total)
        return txn_id

    def deposit(self, *payments: str, account="Checking", date=None) -> str:
        """Take payments, by TxnID or number, from Undeposited Funds to the bank; the deposit's TxnID."""
        rows = [self._txn(one, "ReceivePayment") for one in payments]
        with self.store.transaction():
            ctx = self._context()
            marks = "SELECT 1 FROM mark WHERE txn_id = ? AND mark = ?"
            for row in rows:
                if self.store.one(marks, row["txn_id"], documents.DEPOSITED):
                    raise Refusal(3210, "DepositLineAdd PaymentTxnID", row["txn_id"])
            total = sum(row["subtotal"] for row in rows)
            txn_id = self._enter_own(ctx, "Deposit", "", date, {}, account, total)
            for row in rows:
                self._mark(row["txn_id"], documents.DEPOSITED, txn_id)
        return txn_id

    def undo_deposit(self, txn_id: str):
        self.delete("Deposit", txn_id)

    def reconcile(self, *txn_ids: str):
        """Tick transactions off against the bank's statement."""
        with self.store.transaction():
            for txn_id in txn_ids:
                if not self.store.one("SELECT 1 FROM txn WHERE txn_id = ?", txn_id):
                    raise Refusal(3120, txn_id)
                self._mark(txn_id, documents.RECONCILED)

    def undo_reconcile(self, *txn_ids: str):
        for txn_id in txn_ids:
            self.store.run("DELETE FROM mark WHERE txn_id = ? AND mark = ?", txn_id, documents.RECONCILED)

    def _mark(self, txn_id, mark, by_id=""):
        self.store.insert("mark", {"txn_id": txn_id, "mark": mark, "by_id": by_id}, replace=True)

    def _enter_own(self, ctx, kind, entity_id, date, head, account, total) -> str:
        """A transaction that no request of an application makes."""
        bank = self._entry("Account", account)
        date = date or self.clock.today()
        documents.check_open(ctx, kind, date)
        txn_id = identity(ctx)
        head = {**head, "DepositToAccountRef": {"ListID": bank["list_id"]}}
        documents.insert(ctx, kind, txn_id, entity_id, "", date, None, head, [], total)
        return txn_id

    # --- the file itself ---

    def set_preferences(self, **changes):
        """By the names that ``preferences()`` has: sales_tax, class_tracking, closing_date ..."""
        with self.store.transaction():
            chosen = self.store.get("preferences")
            unknown = set(changes) - set(chosen)
            if unknown:
                raise ValueError(f"unknown preferences: {', '.join(sorted(unknown))}")
            if chosen["multicurrency"] and changes.get("multicurrency") is False:
                raise ValueError("multicurrency cannot be switched off again (facts 5.4)")
            self.store.put("preferences", {**chosen, **changes})

    def add_class(self, name: str, **fields) -> str:
        return self._do("ClassAddRq", {"Name": name, **fields})

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


def _amount(value) -> str:
    """As a person types it, as qbXML wants it: two decimals."""
    return money(value)


def _expense(line) -> dict:
    if isinstance(line, dict):
        return line
    account, amount = line
    return {"AccountRef": {"FullName": account}, "Amount": _amount(amount)}


def _line(line) -> dict:
    if isinstance(line, dict):
        return line
    item, quantity, rate = line
    return {"ItemRef": {"FullName": item}, "Quantity": quantity, "Rate": rate}
