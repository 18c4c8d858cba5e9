from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import translate

from .common import BridgeCommon

GERMAN = "accounting_bridge/tests/german.po"


@tagged("post_install", "-at_install")
class TestTranslation(BridgeCommon):
    """What reasons.py only marks is shown in the reader's language.

    The German sentences leave the ledger out: the double is no choice of the database, which has the labels.
    """

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("de_DE")
        self.enterContext(patch.object(translate, "code_translations", translate.CodeTranslations()))
        self.enterContext(
            patch.object(
                translate,
                "get_po_paths",
                lambda module, lang: [GERMAN] if (module, lang) == ("accounting_bridge", "de_DE") else [],
            )
        )

    def german(self, record):
        return record.with_context(lang="de_DE")

    def test_sentences(self):
        connection = self.connection()
        for code, arguments, words in (
            ("customer_missing", {"name": "Baker"}, "Den Kunden „Baker“ gibt es dort nicht."),
            ("customer_none", {"document": "INV/1"}, "INV/1 hat keinen Kunden."),
            ("refused", {"words": "Nein."}, "Dort abgelehnt: Nein."),
        ):
            with self.subTest(code):
                self.assertEqual(self.german(connection)._reason_words(code, arguments), words)
                self.assertNotEqual(connection._reason_words(code, arguments), words)

    def test_where_they_are_shown(self):
        """On the issue, its group, the transfer, the invoice and its ribbon."""
        connection = self.connection(create_missing_customer="never")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        words = "Den Kunden „Baker Bros“ gibt es dort nicht."
        issue = self.open_issue(connection)
        self.assertIn("There is no customer", issue.reason_text)
        self.assertIn("There is no customer", move.bridge_ribbon)
        issue, move = self.german(issue), self.german(move)
        self.assertEqual(issue.reason_text, words)
        self.assertEqual(move.bridge_transfer_id.reason_text, words)
        self.assertEqual(move.bridge_reason, words)
        self.assertIn(words, move.bridge_ribbon)
        titles = dict(issue.fields_get(["reason"])["reason"]["selection"])
        self.assertEqual(titles[issue.reason], "Kunde fehlt dort")

    def test_no_translation(self):
        """A reason that nobody has translated yet reads in English."""
        words = self.german(self.connection())._reason_words("lines_none", {"document": "INV/1"})
        self.assertEqual(words, "INV/1 has no line with an amount.")
