"""Answers that were right and are not any more: what each order of ``AFTER`` does to a reply."""

from dataclasses import replace

from tests.simulators import exact_json
from tests.simulators.cloud.messages import Reply

from . import answers
from .catalogue import ENDPOINTS
from .misbehaviour import Order

#: Fields whose values are enumerations; their new value is one of next year's (XERO 1.8).
_ENUMS = (
    *("Status", "ContactStatus", "Class", "CurrencyCode", "TaxNumberType", "SystemAccount", "PaymentType"),
    *("LineAmountTypes", "AddressType", "PhoneType", "SalesTaxBasis", "OrganisationType"),
)
_UNHEARD = "INTRODUCEDNEXTYEAR"
_LISTS = {one.wrapper for one in ENDPOINTS.values()} | {"Allocations"}


def spoil(reply: Reply, order: Order) -> Reply:
    if order.kind == "html_after_commit":
        return answers.html_in_place()
    if order.kind == "empty_after_commit":
        return Reply(204, b"")
    if order.kind == "truncated":
        return replace(reply, body=reply.body[: len(reply.body) * 2 // 3])
    if order.kind == "broken_off":
        return replace(reply, cut=len(reply.body) // 2)
    value = reply.value
    if not isinstance(value, dict):
        return reply
    if order.kind == "xml":
        return replace(reply, body=answers.in_xml(value), kind="text/xml; charset=utf-8")
    _WORK[order.kind](value, order)
    return replace(reply, body=exact_json.dumps(value).encode())


def _objects(value):
    """Every object, wherever it stands."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _objects(one)
    elif isinstance(value, list):
        for one in value:
            yield from _objects(one)


def _unknown_fields(value, _order):
    for record in list(_objects(value)):
        record["IntroducedNextYear"] = {"Value": "7", "Nested": [{"Deep": True}]}


def _unknown_enums(value, _order):
    for record in list(_objects(value))[1:]:
        for name in _ENUMS:
            if isinstance(record.get(name), str):
                record[name] = _UNHEARD


def _elements(value) -> list:
    return next((one for name, one in value.items() if name in _LISTS and isinstance(one, list)), [])


def _missing_element(value, _order):
    del _elements(value)[:1]


def _duplicated_element(value, _order):
    found = _elements(value)
    found.extend(found[:1])


def _reversed_elements(value, _order):
    _elements(value).reverse()


def _huge(value, order):
    value["Padding"] = "x" * (order.megabytes * 1024 * 1024)


_WORK = {
    "unknown_fields": _unknown_fields,
    "unknown_enums": _unknown_enums,
    "missing_element": _missing_element,
    "duplicated_element": _duplicated_element,
    "reversed_elements": _reversed_elements,
    "huge": _huge,
}
