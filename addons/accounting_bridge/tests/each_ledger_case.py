"""The cases of every ledger, for addons whose documents go into all of them."""

from importlib.util import find_spec

from .common import BridgeCommon
from .online_company_case import OnlineCompanyCase
from .xero_company_case import XeroCompanyCase

__all__ = ["DesktopCase", "NotebookCase", "OnlineCompanyCase", "XeroCompanyCase"]

if find_spec("odoo.addons.accounting_bridge_qbd") and find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.accounting_bridge_qbd.tests.desktop_case import DesktopCase
    from odoo.addons.test_accounting_bridge.tests.common import BridgeCase as NotebookCase
else:

    class DesktopCase(BridgeCommon):
        """Stands where the other addons would."""

        def setUp(self):
            super().setUp()
            self.skipTest("the addons of the other ledgers are not on the addons path")

    NotebookCase = DesktopCase
