"""Journal entries (facts 2.8)."""

from .. import currencies, documents, references
from .. import lines as line_rules
from ..faults import business, refuse, required
from ..money import ZERO, cents

_DETAIL = "JournalEntryLineDetail"
#: Whose name a line on such an account needs.
_PARTIES = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


def create(company, entity, new, options):
    new["Id"] = company.next_id("document")
    return _store(company, entity, new, None, options)


def update(company, entity, new, old, options):
    documents.check_locks(company, entity, old)
    return _store(company, entity, new, old, options)


def _store(company, entity, new, old, options):
    documents.settle_date(company, new, old)
    new.setdefault("Adjustment", False)
    if currencies.enabled(company) and new.get("CurrencyRef") is None:
        raise required("CurrencyRef")
    currencies.settle_document(company, new, None)
    documents.settle_number(company, entity, new, old, options)
    lines = [_settled(company, dict(line)) for line in new.get("Line") or ()]
    entries = [line for line in lines if line["DetailType"] == _DETAIL]
    if len(entries) < 2:
        raise required("Line")
    sides = {"Debit": ZERO, "Credit": ZERO}
    for line in entries:
        sides[line[_DETAIL]["PostingType"]] += line["Amount"]
    if sides["Debit"] != sides["Credit"]:
        words = f"Transaction is not in balance: debits {sides['Debit']}, credits {sides['Credit']}"
        raise refuse(2300, words, "Line")
    documents.check_size(company, lines, 0)
    line_rules.give_ids(company, entity, new["Id"], lines, old)
    new["Line"] = lines
    # The reference says so: always nothing.
    new["TotalAmt"] = ZERO
    documents.keep_number(company, entity, new, old)
    return company.write(entity, new, old)


def _settled(company, line):
    if line_rules.kind_of(line, (_DETAIL, "DescriptionOnly")) == "DescriptionOnly":
        line["DescriptionLineDetail"] = dict(line.get("DescriptionLineDetail") or {})
        return line
    if line.get("Amount") is None:
        raise required("Line.Amount")
    line["Amount"] = cents(line["Amount"])
    if line["Amount"] < 0:
        raise refuse(2290, f"{line['Amount']} is below zero", "Line.Amount")
    detail = line[_DETAIL] = dict(line.get(_DETAIL) or {})
    if detail.get("PostingType") is None:
        raise refuse(2260, "PostingType is Debit or Credit", f"Line.{_DETAIL}.PostingType")
    if detail.get("AccountRef") is None:
        raise required(f"Line.{_DETAIL}.AccountRef")
    references.resolve_all(company, detail, ("AccountRef",), f"Line.{_DETAIL}.")
    references.tracking(company, detail, f"Line.{_DETAIL}.")
    _settle_party(company, detail)
    _settle_tax(company, detail)
    return line


def _settle_party(company, detail):
    account = company.row("Account", detail["AccountRef"]["value"])
    party = detail.get("Entity")
    if party is not None:
        kind = party.get("Type")
        if kind not in ("Customer", "Vendor", "Employee"):
            raise required(f"Line.{_DETAIL}.Entity.Type")
        reference = references.resolve(company, party.get("EntityRef"), kind, f"Line.{_DETAIL}.Entity.EntityRef")
        detail["Entity"] = {"Type": kind, "EntityRef": reference}
    wanted = _PARTIES.get(account["AccountType"])
    if wanted and (party or {}).get("Type") != wanted:
        words = f"When you use {account['AccountType']}, you must choose a {wanted.lower()} in the Name field"
        raise business(words)


def _settle_tax(company, detail):
    if detail.get("TaxCodeRef") is None:
        return
    references.resolve(company, detail["TaxCodeRef"], "TaxCode", f"Line.{_DETAIL}.TaxCodeRef")
    detail["TaxCodeRef"] = {"value": detail["TaxCodeRef"]["value"]}
    if detail.get("TaxApplicableOn") is None:
        raise refuse(2270, "a line with tax says whether it is Sales or Purchase", f"Line.{_DETAIL}.TaxApplicableOn")
    if detail.get("TaxAmount") is None:
        raise refuse(2280, "a line with tax says how much it is", f"Line.{_DETAIL}.TaxAmount")


def delete(company, entity, old, options):
    documents.check_open(company, old["TxnDate"])
    documents.check_locks(company, entity, old)
    documents.keep_number(company, entity, None, old)
