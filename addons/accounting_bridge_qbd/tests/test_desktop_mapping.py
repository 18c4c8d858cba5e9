"""Mappings of products, categories and accounts, as the company file holds them."""

from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.mapping_stories import MappingStories

from .documents_case import DocumentsCase


@tagged("post_install", "-at_install", "slow")
class TestDesktopMapping(MappingStories, DocumentsCase):
    """Lines of QuickBooks Desktop name an item."""

    default = "Various"

    def place(self, line):
        return line["item"]
