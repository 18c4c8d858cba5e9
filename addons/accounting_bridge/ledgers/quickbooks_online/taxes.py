"""Taxes as they are read: codes and rates (facts 2.10).

===========================  =====================================  ===============================================
what QuickBooks keeps        in a company of the US                 everywhere else
===========================  =====================================  ===============================================
TaxCode TAX and NON          tax code: whether a line is taxed      there are none
every other TaxCode          tax: the rate of a whole document      tax code: the rate of a line
TaxRate                      a part of a tax                        tax: a part of a code
===========================  =====================================  ===============================================

What a code comes to is the sum of its rates for sales. Of one that taxes a tax it is not known, so that nothing is
foreseen of it and its parts are never written out.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from ..documents import Kind
from ..protocol import RemoteRecord
from . import reading
from .moments import utc

TAXED, NOT_TAXED = "TAX", "NON"
_PSEUDO = (TAXED, NOT_TAXED)
# What a code for what is not taxed at all may be called, the plainest first. Only codes that come to nothing are asked.
_UNTAXED_NAMES = (r"out.of.scope", r"\bno\b|\bnot\b|\bnon\b|\bnone\b", r"exempt|\bfree\b", r"zero|\b0")


class Taxes(NamedTuple):
    """The codes and rates of one answer."""

    codes: tuple[dict, ...] = ()
    rates: tuple[dict, ...] = ()

    def percentages(self) -> dict[str, Decimal]:
        """Return the percentage of each rate, by its id."""
        found = ((reading.text(rate, "Id"), _percentage(rate)) for rate in self.rates)
        return {identity: percent for identity, percent in found if identity and percent is not None}

    def table(self) -> dict[str, list]:
        """Return the parts of each code, by its id, as plain values: ``[[id of the rate, percentage], ...]``."""
        percentages = self.percentages()
        parts = ((reading.text(code, "Id"), _parts(code, percentages)) for code in self.codes)
        return {
            identity: [[rate, format(percent, "f")] for rate, percent in several]
            for identity, several in parts
            if identity and several is not None
        }

    def untaxed(self, before: str = "") -> dict | None:
        """Return the code for what is not taxed, where lines say how much: one that comes to nothing.

        :param before: id of the one chosen so far, kept where it still fits.
        """
        percentages = self.percentages()
        fitting = {}
        for code in self.codes:
            parts = _parts(code, percentages)
            if reading.flag(code, "Active", True) and parts is not None and not sum(percent for _id, percent in parts):
                fitting[reading.text(code, "Id")] = reading.text(code, "Name")
        if not fitting:
            return None
        chosen = before if before in fitting else min(fitting, key=lambda each: _plainness(each, fitting[each]))
        return {"id": chosen, "name": fitting[chosen]}

    def records(self, kind: Kind, settings) -> list[RemoteRecord]:
        """Return the records of one of the two kinds."""
        if kind is Kind.TAX and not settings.is_us:
            return [record for rate in self.rates if (record := _rate_record(rate))]
        percentages = self.percentages()
        codes = [code for code in self.codes if reading.text(code, "Id")]
        if settings.is_us:
            codes = [code for code in codes if (reading.text(code, "Id") in _PSEUDO) is (kind is Kind.TAX_CODE)]
        records = [_code_record(kind, code, percentages) for code in codes]
        if kind is Kind.TAX:
            _note_members(records)
        return records


def _plainness(identity, name):
    place = next((place for place, names in enumerate(_UNTAXED_NAMES) if re.search(names, name, re.IGNORECASE)), 99)
    return place, len(identity), identity


def _percentage(rate):
    value = reading.number(rate, "RateValue")
    if value is not None:
        return value
    # A rate that changes with the years tells its percentages by date; the one without an end is today's.
    open_ended = [each for each in reading.rows(rate, "EffectiveTaxRate") if not reading.text(each, "EndDate")]
    return reading.number(open_ended[-1], "RateValue") if open_ended else None


def _parts(code, percentages):
    """Return ``[(id of the rate, percentage)]``, ``None`` where the code cannot be added up."""
    parts = []
    for detail in reading.rows(reading.inner(code, "SalesTaxRateList"), "TaxRateDetail"):
        identity = reading.reference_id(detail, "TaxRateRef")
        if identity not in percentages or reading.text(detail, "TaxTypeApplicable") not in ("", "TaxOnAmount"):
            return None
        parts.append((identity, percentages[identity]))
    return parts


def _code_record(kind, code, percentages):
    parts = _parts(code, percentages)
    details = {
        "taxable": reading.flag(code, "Taxable", True),
        "description": reading.text(code, "Description"),
        "rate": _total(parts) if reading.text(code, "Id") not in _PSEUDO else None,
        "rates": [identity for identity, _percent in parts or ()],
        "group": reading.flag(code, "TaxGroup"),
    }
    return _record(kind, code, details)


def _total(parts):
    return None if parts is None else format(sum((percent for _id, percent in parts), Decimal(0)), "f")


def _rate_record(rate):
    if not reading.text(rate, "Id"):
        return None
    percent = _percentage(rate)
    details = {
        "description": reading.text(rate, "Description"),
        "rate": None if percent is None else format(percent, "f"),
        "agency": reading.reference(rate, "AgencyRef"),
        "group": False,
    }
    return _record(Kind.TAX, rate, details)


def _record(kind, found, details):
    name = reading.text(found, "Name")
    return RemoteRecord(
        kind,
        reading.text(found, "Id"),
        name=name,
        full_name=name,
        version=reading.text(found, "SyncToken"),
        modified=utc(reading.inner(found, "MetaData").get("LastUpdatedTime")),
        active=reading.flag(found, "Active", True) and not reading.flag(found, "Hidden"),
        details=details,
    )


def _note_members(records):
    """Name in each code of several rates the codes that hold one of these alone: several taxes of Odoo may be it."""
    alone = {}
    for record in records:
        if len(record.details["rates"]) == 1:
            alone.setdefault(record.details["rates"][0], {"id": record.id, "name": record.name})
    for record in records:
        rates = record.details["rates"]
        record.details["group"] = len(rates) > 1
        record.details["members"] = [alone[rate] for rate in rates if rate in alone] if len(rates) > 1 else []
        if len(record.details["members"]) != len(rates):
            record.details["members"] = []
