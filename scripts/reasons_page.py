"""Make ``docs/reasons.rst`` from ``ledgers/reasons.py``: ``python3 -m scripts.reasons_page`` (``--check`` only
compares).
"""

import importlib
import re
import sys
import textwrap
import types
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
LEDGERS = "addons/accounting_bridge/ledgers"
PAGE = "docs/reasons.rst"
HEAD = """\
.. Made from addons/accounting_bridge/ledgers/reasons.py by: python3 -m scripts.reasons_page

=================
Reasons and cures
=================

Everything for which a document can be refused, be late or need a person. The invoice, the issue and the report show
the sentence; the code stands in filters and exports and never changes. A word in ‹angle quotes› is replaced by the
name, number or date in question.

*Who acts next* is who has to do something before it goes on: **Odoo** (nothing to do, it goes on by itself), the
**user** who works on invoices, the **bookkeeper** of the ledger, the **administrator** of the connection, the
**ledger** itself. A button that one's group may not press reads *Ask the bookkeeper* or *Ask the administrator* and
gives them a task.

.. contents:: All reasons
   :local:
"""
ACTORS = {
    "system": "Odoo",
    "user": "the user",
    "bookkeeper": "the bookkeeper",
    "administrator": "the administrator",
    "ledger": "the ledger",
}
EFFECTS = {
    "blocking": "the document is not sent, or was refused",
    "waiting": "the document stays queued",
    "warning": "the document travels; it is worth knowing",
}
RETRIES = {
    "never": "after a cure, or when it is released again",
    "next_run": "by itself, with the next run",
    "back_off": "by itself after {minutes} minutes; then a person",
}
RANKS = {"user": "", "bookkeeper": " (bookkeeper)", "manager": " (manager)"}


def load(repo: Path) -> types.ModuleType:
    """Return the module of the reasons, read from this repository and without Odoo."""
    name = "scripts.ledgers_of_the_page"
    package = types.ModuleType(name)
    package.__path__ = [str(repo / LEDGERS)]
    sys.modules[name] = package
    try:
        return importlib.import_module(f"{name}.reasons")
    finally:
        for loaded in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
            del sys.modules[loaded]


def text(repo: Path = REPO) -> str:
    """What the page must contain."""
    table = load(repo)
    minutes = [str(number) for number in table.BACK_OFF_MINUTES]
    between = f"{', '.join(minutes[:-1])} and {minutes[-1]}"
    return HEAD + "".join(_entry(reason, table.CURES, between) for reason in table.REASONS.values())


def _entry(reason, cures, minutes):
    heading = f"{reason.title} (``{reason.code}``)"
    facts = [
        ("Who acts next", ACTORS[reason.actor]),
        ("Effect", EFFECTS[reason.level]),
        ("Tried again", RETRIES[reason.retry].format(minutes=minutes)),
    ]
    buttons = [f"*{cures[code].label}*{RANKS[cures[code].rank]}" for code in reason.cures]
    if buttons:
        facts.append(("Buttons", " · ".join(buttons)))
    lines = [
        "",
        f".. _{reason.code}:",
        "",
        heading,
        "-" * len(heading),
        "",
        textwrap.fill(re.sub(r"%\((\w+)\)s", r"‹\1›", reason.words), 118, break_on_hyphens=False),
        "",
        *(f":{name}: {value}" for name, value in facts),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the file, or compare it; exit code 1 when it is not current."""
    path = REPO / PAGE
    if "--check" in sys.argv[1:]:
        current = path.exists() and path.read_text(encoding="utf-8") == text()
        print(f"{PAGE} is current" if current else f"{PAGE} is not current")
        return 0 if current else 1
    path.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
