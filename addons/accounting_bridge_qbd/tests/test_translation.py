from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import translate

from ..ledgers.quickbooks_desktop import faults

GERMAN = "accounting_bridge_qbd/tests/german.po"


@tagged("post_install", "-at_install")
class TestTranslation(TransactionCase):
    """What faults.py and qwc.py only mark is shown in the reader's language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["ir.config_parameter"].set_param("web.base.url", "https://192.0.2.7")
        company = cls.env["res.company"].create({"name": "Acme Field Services"})
        cls.connection = (
            cls.env["bridge.connection"]
            .create({"ledger": "quickbooks_desktop", "company_id": company.id})
            .with_context(lang="de_DE")
        )

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(translate, "code_translations", translate.CodeTranslations()))
        self.enterContext(
            patch.object(
                translate,
                "get_po_paths",
                lambda module, lang: [GERMAN] if (module, lang) == ("accounting_bridge_qbd", "de_DE") else [],
            )
        )

    def test_what_to_do_there(self):
        fault = faults.judge_hresult("0x80040414")
        words = self.connection._reason_words(fault.reason, {"words": fault.words})
        self.assertIn("Ein Fenster in QuickBooks wartet auf eine Antwort.", words)

    def test_words_of_quickbooks_stay_as_they_are(self):
        words = self.connection._reason_words("refused", {"words": "100 % wrong: %(name)s"})
        self.assertIn("100 % wrong: %(name)s", words)

    def test_address(self):
        self.assertEqual(self.connection.qbd_address_text, "Die Adresse braucht einen Namen.")
