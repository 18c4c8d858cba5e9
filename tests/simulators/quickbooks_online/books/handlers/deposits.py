"""Deposits: only the bookkeeper makes them here; what stands in one is locked (facts 2.7, 6540)."""

from .. import currencies, documents, references
from .. import lines as line_rules
from ..faults import business, required
from ..money import total


def create(company, entity, new, options):
    new["Id"] = company.next_id("document")
    documents.settle_date(company, new, None)
    if new.get("DepositToAccountRef") is None:
        raise required("DepositToAccountRef")
    references.account_of(company, new, "DepositToAccountRef", ("Bank", "Other Current Asset"))
    lines = [_settled(company, new, dict(line)) for line in new.get("Line") or ()]
    if not lines:
        raise required("Line")
    currencies.settle_document(company, new, None)
    line_rules.give_ids(company, entity, new["Id"], lines, None)
    new["Line"] = lines
    new["TotalAmt"] = total(line["Amount"] for line in lines)
    currencies.settle_home(company, entity, new)
    return company.write(entity, new, None)


def _settled(company, new, line):
    link = line["LinkedTxn"][0]
    row = company.row(link["TxnType"], link["TxnId"])
    waiting = company.mark("Account", "0", "undeposited")
    if row is None or row["DepositToAccountRef"]["value"] != waiting:
        raise business("only what waits in Undeposited Funds can be deposited")
    if company.mark(link["TxnType"], link["TxnId"], "deposited"):
        raise business("this payment stands in another deposit")
    company.set_mark(link["TxnType"], link["TxnId"], "deposited", new["Id"])
    line["Amount"] = row["TotalAmt"]
    line["LinkedTxn"] = [{**link, "TxnLineId": "0"}]
    line["DetailType"] = "DepositLineDetail"
    line["DepositLineDetail"] = {}
    return line


def delete(company, entity, old, options):
    documents.check_open(company, old["TxnDate"])
    documents.check_locks(company, entity, old)
    for line in old["Line"]:
        link = line["LinkedTxn"][0]
        company.set_mark(link["TxnType"], link["TxnId"], "deposited", None)
