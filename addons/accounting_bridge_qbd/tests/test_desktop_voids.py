from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.void_stories import GoneStories, VoidStories

from .documents_case import DocumentsCase


@tagged("post_install", "-at_install")
class TestDesktopVoids(VoidStories, DocumentsCase):
    """A document that is cancelled in Odoo is voided there, and nothing is taken out of the books unseen."""


@tagged("post_install", "-at_install", "slow")
class TestDesktopGone(GoneStories, DocumentsCase):
    """What the bookkeeper voided or deleted reads *gone*; a person says whether it goes there once more."""
