"""Intuit's own schema as the judge of every answer that the service gives.

The reference stands beside the repository and may not enter it: where it is missing nothing is judged, and the tests
that exist for the judgement alone are skipped by name.
"""

import importlib.util
import threading
from functools import cache
from pathlib import Path

from lxml import etree

REFERENCE = Path(__file__).resolve().parents[6] / "shared" / "reference" / "quickbooks_online"
MISSING = "the reference texts are not beside the repository"


@cache
def checker():
    """(module, schema model, documented lengths), None where they are missing."""
    path = REFERENCE / "check_json_against_xsd.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("check_json_against_xsd", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.Model(str(REFERENCE / "xsd")), module.load_limits(str(REFERENCE / "api_reference_fields.csv"))


def complaints(value: dict, entity: str | None = None) -> list[str]:
    """What the schema has against an answer, or against the bare body of an entity."""
    module, model, limits = checker()
    converter = module.Converter(model, limits)
    found = []
    for label, element in converter.docs(value, entity):
        parsed = etree.fromstring(etree.tostring(element))
        if not model.schema.validate(parsed):
            found.append(f"{label}: {model.schema.error_log[0].message}")
    return found + [f"{kind} {path}: {words}" for kind, path, words in converter.notes if kind != "QUIRK"]


class Judge:
    """A listener of the journal: keeps what it has against answers until it is asked."""

    def __init__(self):
        self.found: list[str] = []
        self.judged = 0
        # lxml's schema and the notes of the checker are not for several threads.
        self._lock = threading.Lock()

    def __call__(self, request, reply, entry):
        if checker() is None or entry.host not in ("sandbox", "production") or reply.cut is not None:
            return
        value = reply.value
        if entry.note or not isinstance(value, dict):
            # Spoiled on order, or of a gateway that knows no schema.
            return
        entity = "TaxService" if entry.entity == "TaxService" and "Fault" not in value else None
        with self._lock:
            self.judged += 1
            self.found += [f"{entry.number} {entry.kind} {entry.entity}: {one}" for one in complaints(value, entity)]

    def verdict(self) -> None:
        assert not self.found, "\n".join(self.found[:20])
