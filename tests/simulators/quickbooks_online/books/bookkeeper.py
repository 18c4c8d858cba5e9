"""What a person does in the web pages: the same books, without what only programs are bound by.

Records are named by their names, documents by their numbers (payments by their id or reference).
"""

from dataclasses import replace
from decimal import Decimal

from . import accounts, currencies, links, merging
from .company import BOOKKEEPER
from .handlers import tax_service
from .profile import PLANS


class Bookkeeper:
    def __init__(self, company):
        self.company = company

    def do(self, operation: str, entity: str, body: dict, **options) -> dict:
        """A request as the person at the screen."""
        with self.company.at_once(BOOKKEEPER):
            return self.company._execute(operation, entity, body, options)

    def record(self, entity: str, name: str) -> dict:
        row = self.company.find(entity, name)
        if row is None:
            raise LookupError(f"there is no {entity} {name}")
        return row

    def document(self, entity: str, number: str) -> dict:
        found = self.company.numbered(entity, number) or [self.company.row(entity, number)]
        if found[0] is None:
            raise LookupError(f"there is no {entity} {number}")
        return found[0]

    def _reference(self, entity: str, name: str) -> dict:
        return {"value": self.record(entity, name)["Id"]}

    # --- lists ---

    def add_customer(self, name: str, **fields) -> dict:
        """Fields by their names in the API: ``PrimaryEmailAddr={"Address": "a@b.example"}``."""
        return self.do("create", "Customer", {"DisplayName": name, **fields})

    def add_vendor(self, name: str, **fields) -> dict:
        return self.do("create", "Vendor", {"DisplayName": name, **fields})

    def add_employee(self, name: str, **fields) -> dict:
        return self.do("create", "Employee", {"DisplayName": name, **fields})

    def add_item(self, name: str, price="0", account="Services", kind="Service", **fields) -> dict:
        body = {"Name": name, "Type": kind, "UnitPrice": Decimal(price)}
        if not self.company.profile.american:
            body["ExpenseAccountRef"] = {"value": accounts.own(self.company, "cost")}
        return self.do("create", "Item", {**body, "IncomeAccountRef": self._reference("Account", account), **fields})

    def add_stock_item(self, name: str, price="0", on_hand=10, since="2020-01-01", **fields) -> dict:
        own = {field: {"value": accounts.own(self.company, purpose)} for field, purpose in _STOCK_ACCOUNTS.items()}
        body = {"Name": name, "Type": "Inventory", "TrackQtyOnHand": True, "UnitPrice": Decimal(price), **own}
        return self.do("create", "Item", {**body, "QtyOnHand": on_hand, "InvStartDate": since, **fields})

    def add_category(self, name: str) -> dict:
        return self.do("create", "Item", {"Name": name, "Type": "Category"})

    def add_account(self, name: str, account_type: str, **fields) -> dict:
        return self.do("create", "Account", {"Name": name, "AccountType": account_type, **fields})

    def add_term(self, name: str, days: int | None = None, **fields) -> dict:
        return self.do("create", "Term", {"Name": name, **({} if days is None else {"DueDays": days}), **fields})

    def add_payment_method(self, name: str, **fields) -> dict:
        return self.do("create", "PaymentMethod", {"Name": name, **fields})

    def add_class(self, name: str, **fields) -> dict:
        return self.do("create", "Class", {"Name": name, **fields})

    def add_location(self, name: str, **fields) -> dict:
        return self.do("create", "Department", {"Name": name, **fields})

    def change(self, entity: str, name: str, **fields) -> dict:
        """Change fields on the page of a list element; None empties one."""
        return self._change(entity, self.record(entity, name), fields)

    def _change(self, entity: str, row: dict, fields: dict) -> dict:
        with self.company.at_once(BOOKKEEPER):
            body = {"Id": row["Id"], "SyncToken": row["SyncToken"]}
            return self.company._execute("update", entity, {**body, **fields}, {})

    def rename(self, entity: str, name: str, new_name: str) -> dict:
        field = "DisplayName" if entity in ("Customer", "Vendor", "Employee") else "Name"
        return self.change(entity, name, **{field: new_name})

    def set_active(self, entity: str, name: str, active: bool = True) -> dict:
        """A balance is settled by an entry of the books' own before a record is put away (facts 2.4)."""
        row = self.record(entity, name)
        with self.company.at_once(BOOKKEEPER):
            if not active and row.get("Balance") and entity in ("Customer", "Vendor"):
                self._settle(entity, row)
            return self.change(entity, row["Id"], Active=active)

    def _settle(self, entity: str, row: dict):
        purpose, amount = ("receivable", -row["Balance"]) if entity == "Customer" else ("payable", row["Balance"])
        control = accounts.control(self.company, purpose, row["CurrencyRef"]["value"])["Id"]
        party = {"Type": entity, "EntityRef": {"value": row["Id"]}}
        sides = ("Debit", "Credit") if amount > 0 else ("Credit", "Debit")
        opening = accounts.own(self.company, "opening")
        lines = [
            _entry(sides[0], abs(amount), control, Entity=party),
            _entry(sides[1], abs(amount), opening),
        ]
        home = {"CurrencyRef": {"value": self.company.home}}
        self.do("create", "JournalEntry", {"Line": lines, "PrivateNote": "Balance written off", **home})

    def merge(self, entity: str, loser: str, survivor: str):
        """Give one record the name of another and say Yes: only the other is left (facts 4.6)."""
        rows = self.record(entity, loser), self.record(entity, survivor)
        with self.company.at_once(BOOKKEEPER):
            merging.merge(self.company, entity, *rows)

    # --- documents ---

    def enter_invoice(self, customer: str, lines, number=None, date=None, **fields) -> dict:
        """Type in an invoice; a line is (item, quantity, price), with a tax code behind, or a dict of the API."""
        return self._enter("Invoice", customer, lines, number, date, fields)

    def enter_credit_memo(self, customer: str, lines, number=None, date=None, **fields) -> dict:
        return self._enter("CreditMemo", customer, lines, number, date, fields)

    def enter_refund_receipt(self, customer: str, lines, number=None, date=None, account="Checking", **fields) -> dict:
        fields = {"DepositToAccountRef": self._reference("Account", account), **fields}
        return self._enter("RefundReceipt", customer, lines, number, date, fields)

    def _enter(self, entity, customer, lines, number, date, fields):
        party = self.record("Customer", customer)
        body = {
            "CustomerRef": {"value": party["Id"]},
            "CurrencyRef": {"value": party["CurrencyRef"]["value"]},
            "Line": [self._line(line) for line in lines],
            **({"DocNumber": number} if number else {}),
            **({"TxnDate": date} if date else {}),
        }
        if not self.company.profile.american:
            body["GlobalTaxCalculation"] = "TaxExcluded"
        return self.do("create", entity, {**body, **fields})

    def _line(self, line) -> dict:
        if isinstance(line, dict):
            return line
        item, quantity, price, *code = line
        quantity, price = Decimal(quantity), Decimal(price)
        detail = {"ItemRef": self._reference("Item", item), "Qty": quantity, "UnitPrice": price}
        if code:
            found = self.company.find("TaxCode", code[0])
            detail["TaxCodeRef"] = {"value": found["Id"] if found else code[0]}
        elif not self.company.profile.american:
            default = self.company.store.get("#marks", "TaxCode/0/default")
            detail.update({"TaxCodeRef": {"value": default}} if default else {})
        amount = (quantity * price).quantize(Decimal("0.01"))
        return {"DetailType": "SalesItemLineDetail", "Amount": amount, "SalesItemLineDetail": detail}

    def enter_bill(self, vendor: str, lines, number=None, date=None, **fields) -> dict:
        """Type in a bill; a line is (account, amount) or a dict of the API."""
        party = self.record("Vendor", vendor)
        body = {
            "VendorRef": {"value": party["Id"]},
            "CurrencyRef": {"value": party["CurrencyRef"]["value"]},
            "Line": [self._expense(line) for line in lines],
            **({"DocNumber": number} if number else {}),
            **({"TxnDate": date} if date else {}),
        }
        if not self.company.profile.american:
            body["GlobalTaxCalculation"] = "NotApplicable"
        return self.do("create", "Bill", {**body, **fields})

    def _expense(self, line) -> dict:
        if isinstance(line, dict):
            return line
        account, amount = line
        detail = {"AccountRef": self._reference("Account", account)}
        kind = "AccountBasedExpenseLineDetail"
        return {"DetailType": kind, "Amount": Decimal(amount), kind: detail}

    def enter_journal(self, lines, number=None, date=None, **fields) -> dict:
        """Type in a journal entry; a line is (account, debit, credit)."""
        typed = [
            _entry("Debit" if debit else "Credit", Decimal(debit or credit), self.record("Account", account)["Id"])
            for account, debit, credit in lines
        ]
        body = {"Line": typed, "CurrencyRef": {"value": self.company.home}}
        body |= {"DocNumber": number} if number else {}
        body |= {"TxnDate": date} if date else {}
        return self.do("create", "JournalEntry", {**body, **fields})

    def edit(self, entity: str, number: str, **fields) -> dict:
        """Change fields of a document; tax is reckoned anew when lines change."""
        return self._change(entity, self.document(entity, number), fields)

    def edit_line(self, number: str, position: int = 0, entity: str = "Invoice", amount=None, **detail) -> dict:
        """Change one line, counted from 0; the others stay as they are."""
        row = self.document(entity, number)
        lines = [line for line in row["Line"] if line["DetailType"] != "SubTotalLineDetail"]
        line = dict(lines[position])
        kind = line["DetailType"]
        if kind in line:
            line[kind] = {**line[kind], **detail}
        if amount is not None:
            line["Amount"] = Decimal(amount)
            line[kind].pop("UnitPrice", None)
        lines[position] = line
        return self._change(entity, row, {"Line": lines})

    def void(self, entity: str, number: str) -> dict:
        return self._end("void", entity, number)

    def delete(self, entity: str, number: str) -> dict:
        return self._end("delete", entity, number)

    def _end(self, operation: str, entity: str, number: str) -> dict:
        row = self.document(entity, number)
        return self.do(operation, entity, {"Id": row["Id"], "SyncToken": row["SyncToken"]})

    # --- money ---

    def receive_payment(self, number: str, amount=None, date=None, account=None, reference=None, **fields) -> dict:
        """A payment of the invoice of this number: all that is open unless an amount is given."""
        row = self.document("Invoice", number)
        amount = row["Balance"] if amount is None else Decimal(amount)
        line = [links.link("Invoice", row, amount)]
        return self._receive(row["CustomerRef"], row["CurrencyRef"], amount, line, date, account, reference, fields)

    def receive_on_account(self, customer: str, amount, date=None, account=None, reference=None, **fields) -> dict:
        """Money of a customer that pays nothing yet."""
        party = self.record("Customer", customer)
        owner = {"value": party["Id"]}
        return self._receive(owner, party["CurrencyRef"], Decimal(amount), [], date, account, reference, fields)

    def _receive(self, customer, currency, amount, lines, date, account, reference, fields):
        body = {"CustomerRef": {"value": customer["value"]}, "CurrencyRef": {"value": currency["value"]}}
        body |= {"TotalAmt": amount, "Line": lines}
        body |= {"TxnDate": date} if date else {}
        body |= {"PaymentRefNum": reference} if reference else {}
        body |= {"DepositToAccountRef": self._reference("Account", account)} if account else {}
        return self.do("create", "Payment", {**body, **fields})

    def apply_credit(self, credit_number: str, number: str, amount=None) -> dict:
        """Use a credit memo for an invoice: as much as there is and is open unless an amount is given."""
        credit, row = self.document("CreditMemo", credit_number), self.document("Invoice", number)
        amount = min(credit["Balance"], row["Balance"]) if amount is None else Decimal(amount)
        pair = [links.link("Invoice", row, amount), links.link("CreditMemo", credit, amount)]
        return self._receive(row["CustomerRef"], row["CurrencyRef"], Decimal(0), pair, None, None, None, {})

    def deposit(self, *payments: str, account="Checking", date=None) -> dict:
        """Take payments, by id or reference, from Undeposited Funds to the bank."""
        rows = [self.document("Payment", one) for one in payments]
        lines = [links.link("Payment", row, row["TotalAmt"]) for row in rows]
        body = {"DepositToAccountRef": self._reference("Account", account), "Line": lines}
        return self.do("create", "Deposit", {**body, **({"TxnDate": date} if date else {})})

    def undo_deposit(self, deposit_id: str):
        self.delete("Deposit", deposit_id)

    def reconcile(self, entity: str, number: str):
        """Match a document to a line of the bank's statement; that is a change of it (facts 4.6)."""
        self._mark_reconciled(entity, number, True)

    def undo_reconcile(self, entity: str, number: str):
        self._mark_reconciled(entity, number, None)

    def _mark_reconciled(self, entity, number, mark):
        row = self.document(entity, number)
        with self.company.at_once(BOOKKEEPER):
            self.company.set_mark(entity, row["Id"], "reconciled", mark)
            self.company.touch(entity, row["Id"], {})

    # --- the company ---

    def set_preference(self, section: str, name: str, value):
        """By the names that Preferences have: ``("SalesFormsPrefs", "CustomTxnNumbers", False)``."""
        with self.company.at_once(BOOKKEEPER):
            old = self.company.preferences
            known = old.get(section, {})
            if section == "OtherPrefs":
                pairs = [pair for pair in known["NameValue"] if pair["Name"] != name]
                part = {"NameValue": [*pairs, {"Name": name, "Value": value}]}
            else:
                part = {key: one for key, one in {**known, name: value}.items() if one is not None}
            self.company.write("Preferences", {**old, section: part}, old)

    def close_books(self, date: str, password: bool = False):
        """With a password people can still work before that date, programs cannot."""
        self.set_preference("AccountingInfoPrefs", "BookCloseDate", date)
        self.company.set_mark("Preferences", "1", "closing_password", password or None)

    def open_books(self):
        self.set_preference("AccountingInfoPrefs", "BookCloseDate", None)

    def allow_duplicate_numbers(self, allowed: bool = True):
        """The warning of repeated numbers of sales forms: a setting of the pages that the API does not show."""
        self.company.set_mark("Preferences", "1", "duplicates_allowed", allowed or None)

    def change_plan(self, plan: str):
        """Another subscription: what it lacks is refused from now on (facts 2.3)."""
        company = self.company
        company.profile = replace(company.profile, plan=plan)
        with company.at_once(BOOKKEEPER):
            old = company.row("CompanyInfo", "1")
            pairs = [pair for pair in old["NameValue"] if pair["Name"] != "OfferingSku"]
            sku = {"Name": "OfferingSku", "Value": PLANS[plan]}
            company.write("CompanyInfo", {**old, "NameValue": [sku, *pairs]}, old)

    def use_currencies(self, *codes: str):
        """Switch multicurrency on, for ever, and add currencies (facts 2.11)."""
        self.set_preference("CurrencyPrefs", "MultiCurrencyEnabled", True)
        for code in codes:
            self.do("create", "CompanyCurrency", {"Code": code})

    def set_rate(self, code: str, date: str, rate):
        currencies.set_rate(self.company, code, date, Decimal(rate))

    # --- taxes ---

    def add_agency(self, name: str) -> str:
        return self.do("create", "TaxAgency", {"DisplayName": name})["Id"]

    def add_tax_code(self, name: str, rates, agency: str, sides=("Sales",), places=(), description="") -> str:
        """A code with its rates, ``[(name, percent)]``; the engine charges it for ``places``: CA, CA/oakland."""
        company = self.company
        with company.at_once(BOOKKEEPER):
            made = []
            for rate_name, percent in rates:
                for side in sides:
                    label = f"{rate_name} ({side})" if len(sides) > 1 else rate_name
                    made.append((tax_service.make_rate(company, label, Decimal(percent), agency)["Id"], side))
            code = tax_service.make_code(company, name, made, description)["Id"]
            for place in places:
                company.store.put("#engine", place, code)
        return code


_STOCK_ACCOUNTS = {"IncomeAccountRef": "sales", "ExpenseAccountRef": "cost", "AssetAccountRef": "inventory"}


def _entry(side: str, amount, account_id: str, **detail) -> dict:
    detail = {"PostingType": side, "AccountRef": {"value": account_id}, **detail}
    return {"DetailType": "JournalEntryLineDetail", "Amount": amount, "JournalEntryLineDetail": detail}
