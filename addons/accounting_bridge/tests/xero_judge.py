"""Xero's own OpenAPI file as the judge of every request that is sent to the simulated service, and of every answer.

The file may not enter the repository: where it is not beside it, or what reads it is not installed, nothing is judged,
and the test that exists for the judgement alone is skipped by name. To be imported only where the simulators are.
"""

import json
from importlib.util import find_spec

MISSING = "Xero's OpenAPI file is not beside the repository, or openapi-core is not installed"
_NEEDED = ("openapi_core", "openapi_schema_validator", "pytest", "yaml")
if all(map(find_spec, _NEEDED)):
    from tests.simulators.tests.xero.service import judge as reference
else:
    reference = None

_NO_FIELD = "has no such field"


def is_there():
    return reference is not None and reference.is_there()


class Judge:
    """A listener of the service's journal.

    ``found`` are its complaints; ``requests`` and ``answers`` count what was judged as a whole, ``elements`` what was
    sent to be written.
    """

    def __init__(self):
        self._whole = reference.Judge() if is_there() else None
        self._found = []
        self.elements = 0

    def __call__(self, request, reply, entry):
        if self._whole is None:
            return
        self._whole(request, reply, entry)
        if entry.host == "api" and request.method in ("PUT", "POST"):
            # What reads the file is not for several threads.
            with self._whole._lock:
                self._names(request, entry)

    def _names(self, request, entry):
        """Fields that we send and that the file does not know, which openapi-core lets pass."""
        schemas = reference.schema().schemas
        for wrapper, rows in json.loads(request.body).items():
            listing = schemas.get(wrapper, {}).get("properties", {}).get(wrapper)
            if not isinstance(rows, list) or listing is None:
                # A payment is ended by its status alone.
                continue
            name = listing["items"]["$ref"].rpartition("/")[2]
            self.elements += len(rows)
            for row in rows:
                complaints = reference.schema()._walk(name, schemas[name], row, "")
                self._found += [f"{entry.number} {entry.path}, sent: {one}" for one in complaints if _NO_FIELD in one]

    def forget(self):
        """What was found so far was meant to be."""
        self._found.clear()
        if self._whole is not None:
            self._whole.found.clear()

    @property
    def requests(self):
        return self._whole.requests if self._whole else 0

    @property
    def answers(self):
        return self._whole.answers if self._whole else 0

    @property
    def found(self):
        return self._found + (self._whole.found if self._whole else [])
