from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.reinvoice_stories import ForceStories, ReinvoiceStories

from .documents_case import DocumentsCase


@tagged("post_install", "-at_install")
class TestDesktopForced(ForceStories, DocumentsCase):
    """*Set Flags* forces into the next run what was sent before."""


@tagged("post_install", "-at_install")
class TestDesktopReinvoice(ReinvoiceStories, DocumentsCase):
    """*Credit and re-invoice* leaves both sides equal."""

    def close_books(self):
        self.book.set_closing_date(self.last_month().isoformat())
