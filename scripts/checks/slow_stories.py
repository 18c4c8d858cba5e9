"""What is told on several ledgers is told on one of them by every run of ``scripts/test``."""

import ast
import re

from .tree import Finding

about = "what is tested on several ledgers is slow on all but some, and never on all"

SLOW = "slow"
_LEDGERS = re.compile(r"^Test(Desktop|Online|Xero)")
_TESTS = re.compile(r"addons/\w+/tests/\w+\.py")


def check(tree):
    """Look at every class of tests that several ledgers tell: one of those that tell it must not be slow."""
    classes = {
        node.name: (name, node)
        for name in tree.files
        if _TESTS.fullmatch(name)
        for node in ast.walk(tree.parsed(name) or ast.Module([], []))
        if isinstance(node, ast.ClassDef)
    }
    tellers = {}
    for name, (_path, node) in classes.items():
        if _LEDGERS.match(name):
            for told in _line(classes, name) - {name}:
                tellers.setdefault(told, []).append(_is_slow(node))
    for told, slow in sorted(tellers.items()):
        path, node = classes[told]
        if all(slow) and any(getattr(each, "name", "").startswith("test_") for each in node.body):
            yield Finding(path, node.lineno, f"{told} is slow on every ledger: no run of scripts/test would tell it")


def _line(classes, name):
    """Return a class and those that it stands on, as far as they are among these."""
    found, left = set(), [name]
    while left:
        each = left.pop()
        if each in classes and each not in found:
            found.add(each)
            left += [getattr(base, "id", "") for base in classes[each][1].bases]
    return found


def _is_slow(node):
    """Return whether a class is left out of a run of ``scripts/test`` without ``--all``."""
    said = (each for decorator in node.decorator_list if isinstance(decorator, ast.Call) for each in decorator.args)
    return any(isinstance(each, ast.Constant) and each.value == SLOW for each in said)
