"""``docs/what_it_does.rst`` names a test of everything that a person can do, and each is there."""

import ast
import re

from .tree import Finding

about = "docs/what_it_does.rst names a test in every row from 1 to 156, and each is there"

PAGE = "docs/what_it_does.rst"
ROWS = range(1, 157)
_ROW = re.compile(r"^   \* - (\d+)$")
_TEST = re.compile(r"``(\w+)\.(test_\w+)``")
_FILES = re.compile(r"(addons/\w+/tests|tests)/.*\w+\.py")


def check(tree):
    """Compare the rows with those that there must be, and what they name with the tests that there are."""
    if PAGE not in tree.files:
        return
    known = _tests(tree)
    seen, row, named = [], None, {}
    for line, text in enumerate(tree.text(PAGE).splitlines(), 1):
        if found := _ROW.match(text):
            row = int(found[1])
            seen.append(row)
            named[row] = line, 0
        for name, test in _TEST.findall(text):
            if row is not None:
                named[row] = named[row][0], named[row][1] + 1
            if test not in known.get(name, ()):
                yield Finding(PAGE, line, f"{name}.{test} is no test")
    if seen != list(ROWS):
        wrong = sorted(set(ROWS) ^ set(seen)) or "rows in another order"
        yield Finding(PAGE, 1, f"rows {ROWS[0]} to {ROWS[-1]} stand here once and in order; not so: {wrong}")
    for number, (line, count) in named.items():
        if not count:
            yield Finding(PAGE, line, f"row {number} names no test")


def _tests(tree):
    """Return ``{class, or module without one: names of its tests}``."""
    known = {}
    for name in tree.files:
        if not _FILES.fullmatch(name):
            continue
        body = (tree.parsed(name) or ast.Module([], [])).body
        known.setdefault(name.rpartition("/")[2].removesuffix(".py"), set()).update(_named(body))
        for node in body:
            if isinstance(node, ast.ClassDef):
                known.setdefault(node.name, set()).update(_named(node.body))
    return known


def _named(body):
    return {each.name for each in body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}
