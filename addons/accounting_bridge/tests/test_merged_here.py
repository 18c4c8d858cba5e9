"""Customers that are merged in Odoo, with ledgers in the cloud: links move, and the ledger's side is asked about."""

from importlib.util import find_spec

from odoo.tests import tagged

from .no_scenarios import NoScenarios
from .online_company_case import OnlineCompanyCase
from .xero_company_case import XeroCompanyCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.question_scenarios import MergeScenarios
else:
    MergeScenarios = NoScenarios


@tagged("post_install", "-at_install", "slow")
class TestOnlineMergedHere(MergeScenarios, OnlineCompanyCase):
    """QuickBooks Online keeps two customers whom Odoo has as one."""

    # Customers that are changed there have stories of their own (TestOnlineCustomers).
    test_what_was_merged_away_does_not_come_back = None


@tagged("post_install", "-at_install", "slow")
class TestXeroMergedHere(MergeScenarios, XeroCompanyCase):
    """Xero keeps two contacts whom Odoo has as one."""

    # Customers that are changed there have stories of their own (TestXeroCustomers).
    test_what_was_merged_away_does_not_come_back = None
