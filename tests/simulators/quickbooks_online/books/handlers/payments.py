"""Payments: what they pay, what stays unapplied, where the money goes (facts 2.7)."""

from .. import accounts, currencies, documents, links, parties, references
from ..faults import business, gone, refuse, required
from ..money import ZERO, cents
from ..shapes import check_length
from . import line_ex

_MONEY_ACCOUNTS = ("Bank", "Other Current Asset", "Credit Card", "Other Current Liability")


def create(company, entity, new, options):
    new["Id"] = company.next_id("document")
    return _store(company, new, None)


def update(company, entity, new, old, options):
    documents.check_locks(company, entity, old)
    return _store(company, new, old)


def _store(company, new, old):
    documents.settle_date(company, new, old)
    parties.customer(company, new)
    currencies.settle_document(company, new, company.row("Customer", new["CustomerRef"]["value"]))
    if new.get("TotalAmt") is None:
        raise required("TotalAmt")
    new["TotalAmt"] = cents(new["TotalAmt"])
    if new["TotalAmt"] < 0:
        raise refuse(2140, f"{new['TotalAmt']} is below zero", "TotalAmt")
    if new.get("PaymentRefNum") is not None:
        check_length(new["PaymentRefNum"], company.switches.payment_reference_limit, "PaymentRefNum")
    references.resolve_all(company, new, ("PaymentMethodRef",))
    references.account_of(company, new, "ARAccountRef", ("Accounts Receivable",))
    currencies.check_account(company, new, "ARAccountRef")
    _settle_account(company, new)
    new["Line"] = _settle_lines(company, new)
    rest = links.unapplied(new["TotalAmt"], new["Line"])
    if rest < 0:
        raise business(f"more is applied than the payment of {new['TotalAmt']} and its credits come to")
    if rest > new["TotalAmt"]:
        raise business("credits are used for what is paid with them, and for no more")
    _apply_alone(company, new)
    new["UnappliedAmt"] = links.unapplied(new["TotalAmt"], new["Line"])
    new["ProcessPayment"] = False
    new["Line"] = [line_ex.dressed(company, line, new["Id"]) for line in new["Line"]]
    links.note(company, new["Id"], new["Line"], old["Line"] if old else [])
    return company.write("Payment", new, old)


def _settle_account(company, new):
    """Without an account the money waits in Undeposited Funds (facts 2.7)."""
    if new.get("DepositToAccountRef") is None:
        account = company.row("Account", company.mark("Account", "0", "undeposited"))
        new["DepositToAccountRef"] = references.named(account, "Account")
        return
    references.account_of(company, new, "DepositToAccountRef", _MONEY_ACCOUNTS)
    account = company.row("Account", new["DepositToAccountRef"]["value"])
    kept = account["CurrencyRef"]["value"]
    if company.switches.deposit_account_currency == "any" or account["AccountSubType"] == "UndepositedFunds":
        return
    if kept != new["CurrencyRef"]["value"]:
        raise business(f"{account['Name']} is kept in {kept}, the payment is in {new['CurrencyRef']['value']}")


def _settle_lines(company, new):
    lines, used = [], {}
    for line in new.get("Line") or ():
        if line.get("Amount") is None:
            raise required("Line.Amount")
        amount = cents(line["Amount"])
        if amount < 0:
            raise refuse(2140, f"{amount} is below zero", "Line.Amount")
        entity, row = _linked(company, new, line)
        left = links.open_amount(company, entity, row, new["Id"]) - used.get(row["Id"], ZERO)
        if left <= 0 and amount:
            raise refuse(620, f"{entity} {row['Id']} has nothing open", "Line.LinkedTxn")
        if amount > left:
            if company.switches.over_application == "refused":
                raise business(f"{amount} is more than the {left} that is open of {entity} {row['Id']}")
            amount = left
        used[row["Id"]] = used.get(row["Id"], ZERO) + amount
        if amount:
            lines.append(links.link(entity, row, amount))
    return lines


def _linked(company, new, line):
    """The document that a line pays or uses (610, 620)."""
    found = line.get("LinkedTxn")
    if not found:
        raise required("Line.LinkedTxn")
    if len(found) > 1:
        raise business("a line of a payment is linked to one transaction")
    for field in ("TxnId", "TxnType"):
        if not found[0].get(field):
            raise required(f"Line.LinkedTxn.{field}")
    entity, record_id = found[0]["TxnType"], found[0]["TxnId"]
    if entity not in links.SIDES:
        raise refuse(620, f"a payment cannot be linked to {entity}", "Line.LinkedTxn.TxnType")
    if not record_id.isdigit():
        raise refuse(2030, f"Invalid ID : {record_id}", "Line.LinkedTxn.TxnId")
    row = company.row(entity, record_id)
    if row is None:
        raise gone(f"{entity} {record_id} is not there")
    owner = row["CustomerRef"]["value"]
    if not parties.pays_for(company, new["CustomerRef"]["value"], owner):
        raise refuse(620, f"{entity} {record_id} belongs to another customer", "Line.LinkedTxn")
    if row["CurrencyRef"]["value"] != new["CurrencyRef"]["value"]:
        raise business(f"{entity} {record_id} is in {row['CurrencyRef']['value']}")
    if company.switches.payment_receivable == "refused" and _receivable(company, row) != _receivable(company, new):
        raise business(f"{entity} {record_id} is kept on another receivable account")
    return entity, row


def _receivable(company, row) -> str:
    if row.get("ARAccountRef"):
        return row["ARAccountRef"]["value"]
    return accounts.control(company, "receivable", row["CurrencyRef"]["value"])["Id"]


# --- what the books do by themselves ---


def _apply_alone(company, new):
    """AutoApplyPayments: what is not linked pays the oldest invoices (facts 2.7)."""
    if not company.preferences["SalesFormsPrefs"].get("AutoApplyPayments"):
        return
    left = min(links.unapplied(new["TotalAmt"], new["Line"]), new["TotalAmt"])
    linked = {links.key_of(line) for line in new["Line"]}
    for row in links.open_documents(company, "Invoice", new["CustomerRef"]["value"]):
        if left <= 0:
            return
        if ("Invoice", row["Id"]) not in linked:
            amount = min(left, row["Balance"])
            new["Line"].append(links.link("Invoice", row, amount))
            left -= amount


def apply_credits_alone(company, customer_id):
    """AutoApplyCredit: open credit memos pay the oldest invoices, by payments of nothing (facts 2.6)."""
    if not company.preferences["SalesFormsPrefs"].get("AutoApplyCredit"):
        return
    for credit in links.open_documents(company, "CreditMemo", customer_id):
        invoice = next(iter(links.open_documents(company, "Invoice", customer_id)), None)
        while invoice is not None and credit["Balance"] > 0:
            amount = min(credit["Balance"], invoice["Balance"])
            pair = [links.link("Invoice", invoice, amount), links.link("CreditMemo", credit, amount)]
            new = {"CustomerRef": {"value": customer_id}, "TotalAmt": ZERO, "Line": pair}
            new["CurrencyRef"] = {"value": credit["CurrencyRef"]["value"]}
            create(company, "Payment", new, {})
            credit = company.row("CreditMemo", credit["Id"])
            invoice = next(iter(links.open_documents(company, "Invoice", customer_id)), None)


# --- the end of a payment ---


def delete(company, entity, old, options):
    documents.check_open(company, old["TxnDate"])
    documents.check_locks(company, entity, old)
    links.note(company, old["Id"], [], old["Line"])


def void(company, entity, old, options):
    documents.check_open(company, old["TxnDate"])
    documents.check_locks(company, entity, old)
    links.note(company, old["Id"], [], old["Line"])
    new = {**old, "Line": [], "TotalAmt": ZERO, "UnappliedAmt": ZERO, "PrivateNote": documents.voided_note(old)}
    return company.write(entity, new, old, "Void")
