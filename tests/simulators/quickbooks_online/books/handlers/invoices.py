"""Invoices, credit memos, refund receipts (facts 2.6)."""

from .. import addresses, currencies, documents, lines, links, parties, references, stock, taxes
from ..faults import business, refuse, required
from ..money import ZERO, total
from . import payments

_MONEY_ACCOUNTS = ("Bank", "Other Current Asset", "Credit Card", "Other Current Liability")
_DEFAULTS = {"PrintStatus": "NeedToPrint", "EmailStatus": "NotSet"}


def create(company, entity, new, options):
    new["Id"] = company.next_id("document")
    row = _store(company, entity, new, None, options)
    if entity != "RefundReceipt":
        payments.apply_credits_alone(company, row["CustomerRef"]["value"])
    return company.row(entity, row["Id"])


def update(company, entity, new, old, options):
    documents.check_locks(company, entity, old)
    return _store(company, entity, new, old, options)


def _store(company, entity, new, old, options):
    sent = options.get("sent", set(new))
    documents.settle_date(company, new, old)
    party = parties.customer(company, new)
    _check_owner(company, entity, new, old)
    currencies.settle_document(company, new, party)
    references.tracking(company, new)
    references.resolve_all(company, new, ("PaymentMethodRef",))
    references.account_of(company, new, "ARAccountRef", ("Accounts Receivable",))
    currencies.check_account(company, new, "ARAccountRef")
    _settle_money_account(company, entity, new)
    if entity == "Invoice":
        documents.settle_terms(company, new, party, "SalesTermRef", old, sent)
    addresses.settle_document(company, new, party, old, sent)
    documents.settle_number(company, entity, new, old, options)
    for field, value in _DEFAULTS.items():
        new.setdefault(field, value)
    if new["EmailStatus"] == "NeedToSend" and not (new.get("BillEmail") or {}).get("Address"):
        raise refuse(6420, "BillEmail is needed to send the document", "BillEmail")
    _settle_lines(company, entity, new, old, party, sent)
    if entity == "RefundReceipt":
        new["Balance"] = ZERO
    else:
        links.check_total(company, entity, new)
        links.settle_balance(company, entity, new)
    currencies.settle_home(company, entity, new)
    stock.move(company, entity, old, new)
    documents.keep_number(company, entity, new, old)
    return company.write(entity, new, old)


def _check_owner(company, entity, new, old):
    if old is None or old["CustomerRef"]["value"] == new["CustomerRef"]["value"]:
        return
    if not links.applied(company, entity, old["Id"]):
        return
    if company.switches.owner_of_paid_document == "refused":
        raise business("the customer of a transaction with payments cannot be changed")
    links.release(company, entity, old["Id"])


def _settle_money_account(company, entity, new):
    if entity != "RefundReceipt":
        new.pop("DepositToAccountRef", None)
        return
    if new.get("DepositToAccountRef") is None:
        raise required("DepositToAccountRef")
    references.account_of(company, new, "DepositToAccountRef", _MONEY_ACCOUNTS)


def _settle_lines(company, entity, new, old, party, sent):
    """Lines, tax and total; of an update that names none of them they stay as they were, an override too."""
    if not new.get("Line"):
        raise required("Line")
    moved = {"Line", "TxnTaxDetail", "GlobalTaxCalculation", "ApplyTaxAfterDiscount", "CustomerRef", "ShipAddr"} & sent
    same = not moved and old is not None and new["TxnDate"] == old["TxnDate"]
    if same or _keeps_override(company, old, moved):
        for field in ("Line", "TxnTaxDetail", "TotalAmt"):
            if field in old:
                new[field] = old[field]
        return
    kept = lines.settle_sales(company, new, old)
    detail = new.get("TxnTaxDetail") if "TxnTaxDetail" in sent else None
    _tax, new["TotalAmt"] = taxes.settle(company, new, party, kept, detail, updated=old is not None)
    if new["TotalAmt"] < 0:
        words = f"the total of the transaction is {new['TotalAmt']}, below zero"
        if company.switches.negative_document == 6000:
            raise business(words)
        raise refuse(2290, words, "Line")
    taxable = [line for line in kept if _is_taxed(line)]
    documents.check_size(company, kept, len(taxable))
    lines.give_ids(company, entity, new["Id"], kept, old)
    items = lines.items_of(kept)
    new["Line"] = lines.with_subtotal(kept, total(line["Amount"] for line in items))


def _keeps_override(company, old, moved) -> bool:
    """Facts 2.10 do not say whether tax that was typed outlives another date or address of the document."""
    if old is None or moved - {"ShipAddr"} or company.switches.override_on_change == "lost":
        return False
    return (old.get("TxnTaxDetail") or {}).get("TaxReviewStatus") == "AST_TAX_OVERRIDE"


def _is_taxed(line):
    code = (line.get("SalesItemLineDetail") or {}).get("TaxCodeRef") or {}
    return code.get("value") not in (None, "NON")


# --- the end of a document ---


def delete(company, entity, old, options):
    documents.check_open(company, old["TxnDate"])
    documents.check_locks(company, entity, old)
    if entity != "RefundReceipt":
        links.release(company, entity, old["Id"])
    stock.move(company, entity, old, None)
    documents.keep_number(company, entity, None, old)


def void(company, entity, old, options):
    """Amounts become nothing, payments stay without it (facts 2.1, 2.7)."""
    documents.check_open(company, old["TxnDate"])
    documents.check_locks(company, entity, old)
    links.release(company, entity, old["Id"])
    new = {**old, "Line": [_emptied(line) for line in old["Line"]], "TotalAmt": ZERO}
    new["PrivateNote"] = documents.voided_note(old)
    if "TxnTaxDetail" in new:
        new["TxnTaxDetail"] = {"TotalTax": ZERO}
    links.settle_balance(company, entity, new)
    currencies.settle_home(company, entity, new)
    stock.move(company, entity, old, new)
    return company.write(entity, new, old, "Void")


def _emptied(line: dict) -> dict:
    line = {**line, **({"Amount": ZERO} if "Amount" in line else {})}
    detail = line.get("SalesItemLineDetail")
    if detail is not None:
        changes = {name: ZERO for name in ("Qty", "TaxInclusiveAmt") if name in detail}
        line["SalesItemLineDetail"] = {**detail, **changes}
    return line
