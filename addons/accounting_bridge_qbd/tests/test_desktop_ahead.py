from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.ahead_stories import AheadStories

from .desktop_case import DesktopCase


@tagged("post_install", "-at_install")
class TestDesktopAhead(AheadStories, DesktopCase):
    """Both by name, in a visit of the Web Connector."""

    key_is_name = True
