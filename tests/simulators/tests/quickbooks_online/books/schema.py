"""The check of Intuit's schemas, which stand beside the repository and may not enter it."""

import importlib.util
from pathlib import Path

import pytest
from lxml import etree

REFERENCE = Path(__file__).resolve().parents[6] / "shared" / "reference" / "quickbooks_online"
missing = pytest.mark.skipif(not REFERENCE.exists(), reason="../shared/reference/quickbooks_online is not here")


class Schema:
    def __init__(self):
        spec = importlib.util.spec_from_file_location("check_json_against_xsd", REFERENCE / "check_json_against_xsd.py")
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        self.model = self.module.Model(str(REFERENCE / "xsd"))
        self.limits = self.module.load_limits(str(REFERENCE / "api_reference_fields.csv"))

    def findings(self, entity: str, shown: dict) -> list:
        """What the checker has to say against an object; nothing when all is well."""
        converter = self.module.Converter(self.model, self.limits)
        kind = self.model.elems[entity].get("type")
        element = etree.fromstring(etree.tostring(converter.element(entity, kind, shown, entity, entity)))
        hard = [note for note in converter.notes if note[0] != "QUIRK"]
        valid = self.model.schema.validate(element)
        return hard + ([] if valid else [str(error) for error in self.model.schema.error_log])
