from odoo.tests import tagged

from .online_documents_case import OnlineDocumentsCase
from .reinvoice_stories import ForceStories, ReinvoiceStories


@tagged("post_install", "-at_install")
class TestOnlineForced(ForceStories, OnlineDocumentsCase):
    """*Set Flags* forces into the next run what was sent before."""


@tagged("post_install", "-at_install")
class TestOnlineReinvoice(ReinvoiceStories, OnlineDocumentsCase):
    """*Credit and re-invoice* leaves both sides equal."""

    def close_books(self):
        self.desk.close_books(self.last_month().isoformat(), password=True)
