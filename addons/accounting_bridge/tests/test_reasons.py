"""The table of reasons: every code that is used is in it, every cure works, every sentence is filled."""

import ast
import re
from pathlib import Path

from odoo.tests import tagged

from ..ledgers import reasons
from ..ledgers.reasons import CURES, REASONS, Level, Retry
from .common import BridgeCommon

ADDON = Path(__file__).parent.parent
ADDONS = ADDON.parent
PLACE = re.compile(r"%\((\w+)\)s")
# Given to every sentence by ``_reason_words``.
ALWAYS = {"ledger", "words"}
# Kinds joined to the end of a code in engine/matching.py.
JOINED = {"customer", "vendor", "item"}
GIVEN_BY_LEDGERS = {
    "answer_unreadable",
    "busy_there",
    "closed_period",
    "feature_off",
    "line_item_refused",
    "mark_used",
    "not_opened",
    "not_supported",
    "permission_there",
    "reference_gone",
    "trouble_there",
}
# Cures of what only another addon of ours meets: it brings their methods.
OF_ADDONS = {
    "new_password",
    "open_order",
    "invoice_delivery",
    "deduct_down_payment",
    "make_credit_note",
    "leave_delivery",
    "open_job",
    "open_order_of_job",
    "invoice_job",
    "leave_job",
    "open_pay_run",
    "release_pay_run",
    "map_pay_code",
    "send_difference",
    "leave_difference",
}
# Begin as what matching gives, and are given by somebody else.
TOLD_OTHERWISE = ("customer_none", "customer_conflict", "customer_merged_here")
# In the table before anything gives them. Nothing is added here: a new reason comes with what gives it.
NOT_GIVEN_YET = {"text_shortened"}


@tagged("post_install", "-at_install")
class TestReasons(BridgeCommon):
    """Code and table agree."""

    def sources(self):
        """Yield ``(path, parsed module)`` of all that may use a reason, in every addon of ours."""
        for addon in sorted(ADDONS.glob("accounting_bridge*")):
            for folder in ("engine", "models", "wizards", "ledgers", "."):
                pattern = "*.py" if folder == "." else "**/*.py"
                for path in sorted((addon / folder).glob(pattern)):
                    if path.name != "reasons.py" and path.parent.name != "reason_table":
                        yield path, ast.parse(path.read_text(encoding="utf-8"))

    def named(self):
        """Return every text that some code names, and the codes that are put together of two."""
        names = {
            node.value
            for _path, module in self.sources()
            for node in ast.walk(module)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        ends = {
            "missing",
            "asked",
            "ambiguous",
            "inactive",
            "created",
            "gone",
            "keeps_stock",
            "key_missing",
            "key_shared",
            "name_taken",
            "name_empty",
            "value_refused",
        }
        return names | {f"{kind}_{end}" for kind in JOINED for end in ends & names}

    def test_every_reason_is_given_by_some_code(self):
        """A reason that nothing gives is dead; what only ledgers give needs their addons to be here."""
        unused = REASONS.keys() - self.named()
        if not (ADDONS / "accounting_bridge_qbd").is_dir():
            unused -= GIVEN_BY_LEDGERS
        self.assertEqual(unused, NOT_GIVEN_YET)

    def test_every_code_used_is_in_the_table(self):
        for path, module in self.sources():
            for code, line in self.codes_used(module):
                with self.subTest(place=f"{path.relative_to(ADDONS)}:{line}", code=code):
                    self.assertIn(code, REASONS)

    def codes_used(self, module):
        """Yield the constants that stand where only a reason can stand."""
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                places = {
                    "Finding": 0,
                    "about": 0,
                    "_about": 1,
                    "_stop": 1,
                    "_reject": 1,
                    "_ask": 1,
                    "_finding": 1,
                    "_file": 0,
                }
                index = places.get(name)
                if index is not None and len(node.args) > index:
                    yield from self._constant(node.args[index])
                for keyword in node.keywords:
                    if keyword.arg in ("reason", "problem"):
                        yield from self._constant(keyword.value)
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in ("reason", "problem"):
                        yield from self._constant(value)

    def _constant(self, node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value, node.lineno

    def test_the_scan_sees_something(self):
        found = {code for _path, module in self.sources() for code, _line in self.codes_used(module)}
        self.assertTrue({"total_zero", "outcome_unknown", "unwritable", "database_copied", "not_run"} <= found)

    def test_every_cure_has_its_method(self):
        cures = self.env["bridge.cure"]
        for reason in REASONS.values():
            for code in reason.cures:
                with self.subTest(reason=reason.code, cure=code):
                    self.assertIn(code, CURES)
                    if code not in OF_ADDONS:
                        self.assertTrue(callable(getattr(cures, f"_cure_{code}", None)))
        methods = {name.removeprefix("_cure_") for name in dir(type(cures)) if name.startswith("_cure_")}
        self.assertTrue(methods <= CURES.keys(), "a method without a button")

    def test_who_acts_can(self):
        """What a person must settle has a cure or says what to do; what is tried again needs none."""
        for reason in REASONS.values():
            with self.subTest(reason=reason.code):
                self.assertTrue(reason.title and reason.words.endswith((".", "?", "s")), reason.words)
                if reason.level is Level.BLOCKING and reason.retry is Retry.NEVER:
                    self.assertTrue(reason.cures or reason.code in ("not_an_invoice", "company_taken"))
                if reason.level is Level.WAITING:
                    self.assertTrue(reason.cures or reason.retry is not Retry.NEVER)

    def test_places_are_filled_where_a_sentence_is_made(self):
        """Every place of a sentence is given by every call that names its arguments."""
        always = ALWAYS | {"document"}
        for path, module in self.sources():
            for node in ast.walk(module):
                if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "about"):
                    continue
                codes = {
                    code for part in ast.walk(node.args[0]) for code, _line in self._constant(part)
                } & REASONS.keys()
                self.assertTrue(codes, f"{path.name}:{node.lineno} names no reason")
                given = {keyword.arg for keyword in node.keywords}
                for code in codes:
                    with self.subTest(place=f"{path.name}:{node.lineno}", reason=code):
                        self.assertLessEqual(set(PLACE.findall(REASONS[code].words)), given | always)

    def test_places_are_filled_where_a_ledger_or_a_match_gives_the_reason(self):
        """Names that the engine always gives with what a ledger answered, and with who is who."""
        from_ledgers = {"name", "document"} | ALWAYS
        from_matching = {"name", "candidates"} | ALWAYS
        of_shared_keys = {"key", "others"}
        for code, reason in REASONS.items():
            places = set(PLACE.findall(reason.words))
            if code in GIVEN_BY_LEDGERS:
                with self.subTest(reason=code):
                    self.assertLessEqual(places, from_ledgers)
            elif code.partition("_")[0] in JOINED and code not in TOLD_OTHERWISE:
                with self.subTest(reason=code):
                    shared = of_shared_keys if code.endswith("_key_shared") else set()
                    self.assertLessEqual(places, from_matching | shared)

    def test_a_place_left_open_does_not_break_the_page(self):
        connection = self.connection(enabled=False)
        for reason in REASONS.values():
            with self.subTest(reason=reason.code):
                self.assertNotIn("%(", connection._reason_words(reason.code, {}))
        self.assertTrue(connection._reason_words("a_code_of_the_future", {"words": "Hm."}))

    def test_percent_signs_and_markup_in_arguments_stay(self):
        connection = self.connection(enabled=False)
        words = connection._reason_words("customer_missing", {"name": "100 % <b>Wool</b> %(ledger)s"})
        self.assertIn("100 % <b>Wool</b> %(ledger)s", words)

    def test_back_off_grows(self):
        self.assertEqual(sorted(set(reasons.BACK_OFF_MINUTES)), list(reasons.BACK_OFF_MINUTES))

    def test_titles_are_those_of_every_ledger(self):
        """What is said otherwise of a ledger that we call has one title for all: there are no files to be opened."""
        for reason in REASONS.values():
            with self.subTest(reason=reason.code):
                self.assertFalse(reason.words_called and "file" in reason.title)
