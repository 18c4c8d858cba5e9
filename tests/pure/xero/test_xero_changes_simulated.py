"""Changes against strict books: what Odoo has no longer is emptied there, not left out (facts 1.8, 2.4)."""

import dataclasses
from decimal import Decimal

import pytest
from test_xero_simulated import UPDATE, Office, World, reference, tax_of

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from tests.simulators.xero.books import Switches


@pytest.mark.parametrize("line_update", ["merged", "replaced"])
def test_what_is_no_more_is_emptied(line_update):
    """The customer's reference, and the option of a line that keeps its id, whatever becomes of what is left out."""
    office = Office("many", Switches(line_update=line_update))
    with office.service:
        world = World.of(office)
        code = world.codes()[0]
        rates = {code.id: Decimal(code.details["rate"])}
        option = next(each for each in world.lists[Kind.TRACKING] if each.active)
        lines = (world.line("Widget", "2", "20.00", code, tracking=reference(option)),)
        document = world.document("INV/1", lines, tax_of(lines, rates, True), purchase_order="PO-7")
        invoice = office.create(document)
        assert (invoice.details["memo"], invoice.details["lines"][0]["tracking"]) == ("PO-7", option.id)
        bare = dataclasses.replace(document, lines=(dataclasses.replace(lines[0], tracking=None),), purchase_order="")
        change = office.make(Kind.INVOICE, UPDATE, bare, invoice, frozenset(("lines", "purchase_order")))
        (changed,) = office.write(change)
        (line,) = changed.details["lines"]
        assert (changed.details["memo"], line["tracking"]) == ("", "")
        assert line["id"] == invoice.details["lines"][0]["id"]
    assert office.service.mistakes == []
