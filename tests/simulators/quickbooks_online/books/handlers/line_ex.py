"""LineEx of payment lines: what a JAXB dump of the real service looks like (facts 2.7)."""

from .. import links

_SPACE = "http://schema.intuit.com/finance/v3"


def dressed(company, line: dict, payment_id: str) -> dict:
    """A payment line as replies have it."""
    entity, record_id = links.key_of(line)
    row = company.row(entity, record_id)
    pairs = {
        "txnId": record_id,
        "txnOpenBalance": f"{links.open_amount(company, entity, row, payment_id):f}",
        "txnReferenceNumber": row.get("DocNumber", ""),
    }
    return {**line, "LineEx": {"any": [_pair(name, value) for name, value in pairs.items()]}}


def _pair(name: str, value: str) -> dict:
    return {
        "name": f"{{{_SPACE}}}NameValue",
        "declaredType": "com.intuit.schema.finance.v3.NameValue",
        "scope": "javax.xml.bind.JAXBElement$GlobalScope",
        "value": {"Name": name, "Value": value},
        "nil": False,
        "globalScope": True,
        "typeSubstituted": False,
    }
