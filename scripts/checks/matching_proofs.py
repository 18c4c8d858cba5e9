"""``docs/matching_proofs.rst`` names a test for every reason of matching and every ledger."""

import ast
import re

from scripts import reasons_page

from .tree import Finding

about = "docs/matching_proofs.rst names a test of every reason of matching on every ledger, and each is there"

PAGE = "docs/matching_proofs.rst"
REASONS = f"{reasons_page.LEDGERS}/reasons.py"
# The columns after the reason, in their order: what a test class of each stands on.
LEDGERS = {
    "the Notebook": {"BridgeCase", "AheadCase"},
    "QuickBooks Desktop": {"DesktopCase"},
    "QuickBooks Online": {"OnlineCompanyCase"},
    "Xero": {"XeroCompanyCase"},
}
# What is asked about entries of the ledger, and not about a record that waits for one.
ABOUT_ENTRIES = ("customer_unclear", "customer_merged_here")
# They are looked for as customers are, and by name alone: TestDesktopVendors has their stories.
VENDORS = "vendor_"
IMPOSSIBLE = "cannot be"
_CODE = re.compile(r"``(\w+)``")
_TEST = re.compile(r"``(\w+)\.(test_\w+)``")


def check(tree):
    """Compare the table with the reasons, and what it names with the tests that there are."""
    family = _family(tree)
    if family is None or PAGE not in tree.files:
        if family:
            yield Finding(REASONS, 1, f"{family[0]} has no row, since {PAGE} is missing")
        return
    rows = list(_rows(tree.text(PAGE)))
    proven = {code for _line, code, _cells in rows}
    for code in family:
        if code not in proven:
            yield Finding(REASONS, 1, f"{code} has no row in {PAGE}")
    classes = _Classes(tree)
    for line, code, cells in rows:
        if code not in family:
            yield Finding(PAGE, line, f"{code} is no reason of matching")
        elif len(cells) != len(LEDGERS):
            yield Finding(PAGE, line, f"{code} has {len(cells)} cells for {len(LEDGERS)} ledgers")
        for ledger, cell in zip(LEDGERS, cells, strict=False):
            for said in classes.faults(code, ledger, cell):
                yield Finding(PAGE, line, f"{code}, {ledger}: {said}")


def _family(tree):
    """Return the codes of the reasons of matching; ``None`` where the table of reasons cannot be read."""
    if REASONS not in tree.files:
        return None
    try:
        table = reasons_page.load(tree.root)
        family = (code for code in getattr(table, "MATCHING", ()) if not code.startswith(VENDORS))
        return (*family, *(code for code in ABOUT_ENTRIES if code in table.REASONS))
    except Exception:  # noqa: BLE001 - another check says so
        return None


def _rows(text):
    """Yield ``(line, code, cells)`` of the rows whose first cell is a code."""
    row = None
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if row and line.startswith("     - "):
            row[2].append(line[7:])
        elif row and line.startswith("       ") and row[2]:
            row[2][-1] += f" {line.strip()}"
        else:
            if row:
                yield row
            found = _CODE.fullmatch(line[7:]) if line.startswith("   * - ") else None
            row = (number, found[1], []) if found else None


class _Classes:
    """The test classes of the addons, by name."""

    def __init__(self, tree):
        self.bases, self.tests, self.impossible = {}, {}, {}
        for name in tree.files:
            if re.fullmatch(r"addons/\w+/tests/\w+\.py", name):
                for node in ast.walk(tree.parsed(name) or ast.Module([], [])):
                    if isinstance(node, ast.ClassDef):
                        self._read(node)

    def _read(self, node):
        self.bases[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
        self.tests[node.name] = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
        said = [each.value for each in node.body if isinstance(each, ast.Assign) and _names(each) == ["impossible"]]
        self.impossible[node.name] = {each.value for value in said for each in ast.walk(value) if _is_text(each)}

    def _line(self, name):
        """Return a class and all that it stands on."""
        found, left = set(), [name]
        while left:
            each = left.pop()
            if each not in found:
                found.add(each)
                left += self.bases.get(each, ())
        return found

    def faults(self, code, ledger, cell):
        """Yield what is wrong with one cell."""
        named = _TEST.findall(cell)
        if not named and not cell.startswith(IMPOSSIBLE):
            yield f'names no test, and does not say why it "{IMPOSSIBLE}"'
        for name, test in named:
            line = self._line(name)
            if not any(test in self.tests.get(each, ()) for each in line):
                yield f"{name}.{test} is no test"
            elif not line & LEDGERS[ledger]:
                yield f"{name} is no test of this ledger"
            elif any(code in self.impossible.get(each, ()) for each in line):
                yield f"{name} says of itself that it leaves this one out"


def _names(assign):
    return [target.id for target in assign.targets if isinstance(target, ast.Name)]


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
