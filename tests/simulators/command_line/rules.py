"""``rules``: everything the simulators demand, with the section of the fact sheet it comes from."""

import importlib

from .exits import FINE

HELP = "list every rule of the simulators with its source"
# Each has an iterable RULES of objects with id, source and summary.
_MODULES = {
    "QuickBooks Web Connector": "tests.simulators.web_connector.rules",
    "QuickBooks Desktop company file": "tests.simulators.quickbooks_desktop.rules",
}


def add_arguments(_parser):
    pass


def run(_arguments) -> int:
    for title, name in _MODULES.items():
        rules = list(importlib.import_module(name).RULES)
        print(f"{title}: {len(rules)} rules, sections of facts/quickbooks_desktop.md")
        width = max(len(rule.id) for rule in rules)
        for rule in rules:
            print(f"  {rule.id:<{width}}  {rule.summary}  ({rule.source})")
        print()
    return FINE
