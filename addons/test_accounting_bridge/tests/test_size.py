import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parent.parent
LIMIT, WIDTH = 150, 120


@tagged("post_install", "-at_install")
class TestSize(BaseCase):
    """A third party adds a ledger in under 150 lines, written as everything else here is."""

    def files(self):
        return [
            *sorted(ADDON.glob("ledgers/*.py")),
            *sorted(ADDON.glob("models/*.py")),
            ADDON / "__manifest__.py",
            ADDON / "__init__.py",
        ]

    def test_under_150_lines(self):
        lines = [
            line for path in self.files() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
        self.assertLess(len(lines), LIMIT)
        self.assertGreater(len(lines), LIMIT // 2, "the files were found")

    def test_lines_are_not_crammed(self):
        """No line is wider than the formatter makes it, and no two statements share one."""
        for path in self.files():
            text = path.read_text(encoding="utf-8")
            with self.subTest(file=path.name):
                self.assertLessEqual(max(map(len, text.splitlines()), default=0), WIDTH)
                starts = [node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
                self.assertEqual(len(starts), len(set(starts)))

    def test_nothing_else_is_needed(self):
        """Views, data, rights: a ledger needs none of them."""
        folders = {path.name for path in ADDON.iterdir() if path.is_dir() and not path.name.startswith("__")}
        self.assertEqual(folders - {"tests", "static", "readme", "i18n"}, {"ledgers", "models"})
