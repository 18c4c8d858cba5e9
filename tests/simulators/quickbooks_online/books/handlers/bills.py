"""Bills and vendor credits (facts 2.8)."""

from .. import accounts, currencies, documents, global_taxes, parties, references, stock
from .. import lines as line_rules
from ..faults import business, refuse, required
from ..money import cents, total

_KINDS = ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "DescriptionOnly")


def create(company, entity, new, options):
    new["Id"] = company.next_id("document")
    return _store(company, entity, new, None, options)


def update(company, entity, new, old, options):
    documents.check_locks(company, entity, old)
    return _store(company, entity, new, old, options)


def _store(company, entity, new, old, options):
    sent = options.get("sent", set(new))
    plan = company.profile.plan
    company.check_plan(plan != "simple_start", entity)
    documents.settle_date(company, new, old)
    party = parties.vendor(company, new)
    currencies.settle_document(company, new, party)
    references.tracking(company, new)
    _settle_payable(company, new)
    if entity == "Bill":
        documents.settle_terms(company, new, party, "TermRef", old, sent)
    documents.settle_number(company, entity, new, old, options, "VendorRef")
    if not new.get("Line"):
        raise required("Line")
    lines = [_settled(company, new, dict(line)) for line in new["Line"]]
    _tax, new["TotalAmt"] = _settle_tax(company, new, lines, sent)
    if new["TotalAmt"] < 0:
        raise refuse(2290, f"the total of the transaction is {new['TotalAmt']}, below zero", "Line")
    documents.check_size(company, lines, 0)
    line_rules.give_ids(company, entity, new["Id"], lines, old)
    new["Line"] = lines
    paid = company.mark(entity, new["Id"], "paid") or 0
    if paid > new["TotalAmt"]:
        raise business(f"{paid} of this transaction has been paid")
    new["Balance"] = new["TotalAmt"] - paid
    currencies.settle_home(company, entity, new)
    stock.move(company, entity, old, new)
    documents.keep_number(company, entity, new, old, "VendorRef")
    return company.write(entity, new, old)


def _settle_payable(company, new):
    if new.get("APAccountRef") is None:
        account = accounts.control(company, "payable", new["CurrencyRef"]["value"])
        new["APAccountRef"] = references.named(account, "Account")
    references.account_of(company, new, "APAccountRef", ("Accounts Payable",))
    currencies.check_account(company, new, "APAccountRef")


def _settled(company, new, line):
    kind = line_rules.kind_of(line, _KINDS)
    if kind == "DescriptionOnly":
        line["DescriptionLineDetail"] = dict(line.get("DescriptionLineDetail") or {})
        line.pop("Amount", None)
        return line
    if line.get("Amount") is None:
        raise required("Line.Amount")
    line["Amount"] = cents(line["Amount"])
    if line["Amount"] < 0 and company.switches.negative_bill_lines == "refused":
        raise refuse(2290, f"{line['Amount']} is below zero", "Line.Amount")
    detail = line[kind] = dict(line.get(kind) or {})
    if kind == "ItemBasedExpenseLineDetail":
        company.check_plan(company.profile.plan in ("plus", "advanced"), "a bill with item lines")
        line_rules.settle_item(company, new, detail, kind, "buying")
        line_rules.settle_price(company, line, detail)
        detail.pop("ItemAccountRef", None)
    elif detail.get("AccountRef") is None:
        raise refuse(6440, "the line has an amount and no account", f"Line.{kind}.AccountRef")
    else:
        references.resolve_all(company, detail, ("AccountRef",), f"Line.{kind}.")
    references.resolve_all(company, detail, ("CustomerRef",), f"Line.{kind}.")
    if detail.get("BillableStatus") == "Billable" and detail.get("CustomerRef") is None:
        raise refuse(6310, "a billable line needs a customer", f"Line.{kind}.CustomerRef")
    detail.setdefault("BillableStatus", "NotBillable")
    references.tracking(company, detail, f"Line.{kind}.")
    return line


def _settle_tax(company, new, lines, sent):
    if company.profile.american:
        new.pop("GlobalTaxCalculation", None)
        new.pop("TxnTaxDetail", None)
        for line in lines:
            detail = line.get(line["DetailType"]) or {}
            if detail.get("TaxCodeRef") and detail["TaxCodeRef"].get("value") not in ("TAX", "NON"):
                raise refuse(6100, "the tax code of a line is TAX or NON", "Line.TaxCodeRef")
            if "Amount" in line:
                detail.setdefault("TaxCodeRef", {"value": "NON"})
        return 0, total(line["Amount"] for line in lines if "Amount" in line)
    detail = new.get("TxnTaxDetail") if "TxnTaxDetail" in sent else None
    return global_taxes.settle(company, new, lines, detail or {}, "PurchaseTaxRateList")


def delete(company, entity, old, options):
    documents.check_open(company, old["TxnDate"])
    documents.check_locks(company, entity, old)
    stock.move(company, entity, old, None)
    documents.keep_number(company, entity, None, old, "VendorRef")
