from odoo.tests import tagged

from .ahead_stories import AheadStories
from .online_company_case import OnlineCompanyCase


@tagged("post_install", "-at_install", "slow")
class TestOnlineAhead(AheadStories, OnlineCompanyCase):
    """Customers by e-mail, items by SKU."""
