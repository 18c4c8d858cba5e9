"""Which ledger companies have bills, and what is read besides where they are sent."""

import pytest

from odoo.addons.accounting_bridge.ledgers.documents import PURCHASES, Kind
from odoo.addons.accounting_bridge.ledgers.quickbooks_online.ledger import QuickBooksOnline
from odoo.addons.accounting_bridge.ledgers.xero.ledger import Xero
from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop.ledger import QuickBooksDesktop

LEDGERS = (QuickBooksDesktop, QuickBooksOnline, Xero)


@pytest.mark.parametrize(
    ("ledger", "plan", "has_bills"),
    [
        (QuickBooksOnline, "", True),
        (QuickBooksOnline, "QuickBooks Online Simple Start", False),
        (QuickBooksOnline, "QuickBooks Online Essentials", True),
        (QuickBooksOnline, "QuickBooks Online Plus", True),
        (Xero, "", True),
        (Xero, "PREMIUM", True),
        (Xero, "LEDGER", False),
        (Xero, "GST_CASHBOOK", False),
        (QuickBooksDesktop, "", True),
    ],
)
def test_a_plan_may_have_no_bills(ledger, plan, has_bills):
    assert ledger({"plan": plan} if plan else {}).has_bills is has_bills


@pytest.mark.parametrize("ledger", LEDGERS)
def test_what_bills_need_is_read_only_besides(ledger):
    can = ledger.capabilities
    assert can.purchase_reads == PURCHASES == (Kind.VENDOR, Kind.BILL, Kind.JOURNAL_ENTRY)
    assert not set(PURCHASES) & {*can.first_reads, *can.refreshed_reads}
    assert set(PURCHASES) <= set(can.all_reads)
