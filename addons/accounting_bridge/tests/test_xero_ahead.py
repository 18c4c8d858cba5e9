from odoo.tests import tagged

from .ahead_stories import AheadStories
from .xero_company_case import XeroCompanyCase


@tagged("post_install", "-at_install", "slow")
class TestXeroAhead(AheadStories, XeroCompanyCase):
    """Contacts by e-mail, items by code."""
