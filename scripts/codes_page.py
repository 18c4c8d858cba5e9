"""Make ``docs/web_connector_codes.rst`` from the table ``diagnoses.py``: ``python3 -m scripts.codes_page`` (``--check``
only compares).
"""

import importlib
import sys
import textwrap
import types
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
LEDGER = "addons/accounting_bridge_qbd/ledgers/quickbooks_desktop"
PAGE = "docs/web_connector_codes.rst"
HEAD = """\
.. Made from addons/accounting_bridge_qbd/ledgers/quickbooks_desktop/diagnoses.py by: python3 -m scripts.codes_page

=========================================
Codes of QuickBooks and its Web Connector
=========================================

What can stand in the window or the log of the Web Connector, in the steps of a visit in Odoo, or on a rejected
document, and what to do. The same list can be searched in Odoo: *What does this error mean?* on the page **Web
Connector** of the connection. Nothing is lost by any of these: what waits keeps waiting, and what was under way is
asked about before it is sent again.

.. contents::
   :local:
"""
INTRODUCTIONS = {
    "opening": "Reported where QuickBooks could not be opened, or broke off; the steps of the visit show them.",
    "connector": "Shown by the Web Connector on the Windows computer and written into its log.",
    "status": "QuickBooks' answer about one record. The name at the end is the `reason <reasons.rst>`__ under which "
    "the document waits in Odoo, where QuickBooks' own words say nothing more exact.",
    "window": "Shown by the Web Connector without a number.",
}


def load(repo: Path) -> tuple[types.ModuleType, types.ModuleType]:
    """Return the modules ``diagnoses`` and ``faults``, read from this repository and without Odoo."""
    name = "scripts.codes_of_the_page"
    package = types.ModuleType(name)
    package.__path__ = [str(repo / LEDGER)]
    sys.modules[name] = package
    try:
        return importlib.import_module(f"{name}.diagnoses"), importlib.import_module(f"{name}.faults")
    finally:
        for loaded in [key for key in sys.modules if key == name or key.startswith(f"{name}.")]:
            del sys.modules[loaded]


def text(repo: Path = REPO) -> str:
    """What the page must contain."""
    diagnoses, faults = load(repo)
    parts = [HEAD]
    for kind, title in diagnoses.KINDS.items():
        parts.append(f"\n{title}\n{'=' * len(title)}\n\n{_fill(INTRODUCTIONS[kind])}\n")
        parts.extend(_entry(diagnosis, faults) for diagnosis in diagnoses.DIAGNOSES if diagnosis.kind == kind)
    return "".join(parts)


def _entry(diagnosis, faults):
    codes = ", ".join(f"``{code}``" for code in diagnosis.codes)
    meaning = diagnosis.meaning
    if diagnosis.fails:
        reason = faults.judge(int(diagnosis.codes[0].partition("-")[0]), "").reason
        meaning += f" `{reason} <reasons.rst#{reason.replace('_', '-')}>`__"
    lines = [codes, _fill(meaning, 4), "", _fill(f"*What to do:* {diagnosis.cure}", 4)]
    return "\n" + "\n".join(lines).replace("\\", "\\\\") + "\n"


def _fill(words, indent=0):
    blank = " " * indent
    return textwrap.fill(
        words, 118, initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False, break_long_words=False
    )


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
