"""The check of Xero's OpenAPI file, which stands beside the repository."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from openapi_schema_validator import OAS30Validator

from tests.simulators import exact_json

REFERENCE = Path(__file__).resolve().parents[6] / "shared" / "reference" / "xero"
missing = pytest.mark.skipif(not REFERENCE.exists(), reason="../shared/reference/xero is not here")
_DATE = re.compile(r"/Date\(-?\d+(\+0000)?\)/")
_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
#: What Xero shows in many places without saying so in its file (the file's own examples and recordings have it).
#: RoundingAmount came with a later one (facts 2.5).
UNDESCRIBED = frozenset(
    ("DateString", "DueDateString", "ID", "ValidationErrors", "HasValidationErrors", "HasErrors", "RoundingAmount")
)


@cache
def components() -> dict:
    text = (REFERENCE / "xero_accounting.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["components"]["schemas"]


class Schema:
    """Judges an object as it leaves: after it was JSON."""

    def __init__(self):
        self.schemas = components()

    def findings(self, name: str, shown: dict) -> list[str]:
        """What there is to say against an object of the schema ``name``; nothing when all is well."""
        value = json.loads(exact_json.dumps(shown))
        validator = OAS30Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": self.schemas}})
        found = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(value)]
        return found + list(self._walk(name, self.schemas[name], value, ""))

    def _walk(self, name: str, schema: dict, value, path: str):
        """Names that the file does not have, dates and ids that are none."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = self.schemas[name]
        if isinstance(value, list):
            for place, one in enumerate(value):
                yield from self._walk(name, schema.get("items", {}), one, f"{path}[{place}]")
        elif isinstance(value, dict):
            properties = schema.get("properties", {})
            for field, one in value.items():
                if field not in properties:
                    if field not in UNDESCRIBED:
                        yield f"{path}.{field}: {name} has no such field"
                else:
                    yield from self._walk(name, properties[field], one, f"{path}.{field}")
        elif schema.get("x-is-msdate") or schema.get("x-is-msdate-time"):
            if not _DATE.fullmatch(value):
                yield f"{path}: {value} is no date of the API"
        elif schema.get("format") == "uuid" and not _GUID.fullmatch(value):
            yield f"{path}: {value} is no id"
