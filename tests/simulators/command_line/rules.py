"""``rules``: everything the simulators demand, with the section of the fact sheet it comes from."""

import importlib

from .exits import FINE

HELP = "list every rule of the simulators with its source"
#: Title -> (module, fact sheet). Each has an iterable RULES of objects with id, source and summary or meaning.
_MODULES = {
    "QuickBooks Web Connector": ("tests.simulators.web_connector.rules", "quickbooks_desktop"),
    "QuickBooks Desktop company file": ("tests.simulators.quickbooks_desktop.rules", "quickbooks_desktop"),
    "QuickBooks Online books": ("tests.simulators.quickbooks_online.books.rules", "quickbooks_online"),
    "Xero books": ("tests.simulators.xero.books.rules", "xero"),
}


def add_arguments(_parser):
    pass


def run(_arguments) -> int:
    for title, (name, facts) in _MODULES.items():
        rules = list(importlib.import_module(name).RULES)
        print(f"{title}: {len(rules)} rules, sections of facts/{facts}.md")
        width = max((len(rule.id) for rule in rules), default=0)
        for rule in rules:
            words = getattr(rule, "summary", "") or rule.meaning
            print(f"  {rule.id:<{width}}  {words}  ({rule.source})")
        print()
    return FINE
