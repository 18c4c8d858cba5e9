"""The settings of a connection as the pages of its ledger have them: where they stand, and in whose words."""

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..ledgers.documents import Kind
from .online_company_case import OnlineCompanyCase


@tagged("post_install", "-at_install")
class TestOnlineSettings(OnlineCompanyCase):
    def setUp(self):
        super().setUp()
        self.link = self.connection(enabled=False)

    def page_of(self, field):
        """Return the pages on which a field stands in the form."""
        form = etree.fromstring(self.env["bridge.connection"].get_view(view_type="form")["arch"])
        return {page.get("name") for page in form.xpath(f"//page[.//field[@name='{field}']]")}

    def shown(self, connection, field):
        """Return whether a form of a connection shows a field."""
        return not Form(connection)._get_modifier(field, "invisible")

    def test_accounts_stand_under_invoices_and_payments(self):
        for field, page in (
            ("income_account_id", "invoices"),
            ("expense_account_id", "invoices"),
            ("line_item_id", "invoices"),
            ("deposit_account_id", "payments"),
            ("deposit_mapping_ids", "payments"),
            ("default_term_id", "general"),
        ):
            with self.subTest(field=field):
                self.assertEqual(self.page_of(field), {page})

    def test_what_this_ledger_does_not_keep_is_not_asked_for(self):
        self.connect(self.link)
        self.turn(self.link)
        self.assertTrue(self.link.first_read_at)
        self.assertTrue(self.shown(self.link, "deposit_account_id"))
        self.assertFalse(self.shown(self.link, "discount_account_id"))
        self.assertFalse(self.shown(self.link, "backup_confirmed"))

    def test_the_set_up_names_the_button_that_signs_in(self):
        form = etree.fromstring(self.env["bridge.connection"].get_view(view_type="form")["arch"])
        labels = {button.get("string") for button in form.xpath("//button[@name='action_sign_in']")}
        (wanted,) = self.link._setup_problems_connect()
        self.assertIn(wanted.partition("and press ")[2], labels)

    def test_nobody_speaks_of_files(self):
        """QuickBooks Online has companies."""
        self.link.remote_company_name = "Acme Inc."
        words = self.link._reason_words("wrong_company", {"name": "Other Inc.", "expected": "Acme Inc."})
        for word in ("Other Inc.", "Acme Inc.", "QuickBooks Online"):
            self.assertIn(word, words)
        self.assertNotIn("file", words)
        self.assertNotIn("file", "\n".join(self.link._missing_for_enable()))
        form = etree.fromstring(self.env["bridge.connection"].get_view(view_type="form")["arch"])
        for button in form.xpath("//button[@name='action_confirm_company']"):
            if "file" in button.get("string"):
                self.assertIn("is_called", button.get("invisible"))
                self.assertNotIn("not is_called", button.get("invisible"))

    def test_payments_only_under_invoices(self):
        self.connect(self.link)
        self.turn(self.link)
        self.link.sends_payments = True
        invoices = self.link.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE.value)
        invoices.enabled = False
        self.assertFalse(self.link.sends_payments)
        self.assertIn("✘ Payments", self.link.flow_summary)
        self.assertTrue(Form(self.link)._get_modifier("sends_payments", "readonly"))
        with self.assertRaisesRegex(ValidationError, "switch on Invoices first"):
            self.link.sends_payments = True
        invoices.enabled = True
        self.link.sends_payments = True
        self.assertTrue(self.link.sends_payments)

    def test_required_accounts_stop_enable(self):
        self.connect(self.link)
        self.turn(self.link)
        self.link.sends_payments = True
        missing = "\n".join(self.link._missing_for_enable())
        for words in ("revenue account", "item expense account", "deposited to"):
            self.assertIn(words, missing)
        bank = self.mirrored(self.link, Kind.ACCOUNT, "Sales")
        self.link.write(dict.fromkeys(("income_account_id", "expense_account_id", "deposit_account_id"), bank.id))
        self.assertFalse(self.link._missing_for_enable())
