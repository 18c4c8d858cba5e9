"""Intuit's own schema as the judge of every body that is sent to the simulated service, and of every answer of it.

The schema may not enter the repository: where it is not beside it nothing is judged, and the test that exists for the
judgement alone is skipped by name. To be imported only where the simulators are.
"""

import json
from decimal import Decimal

from tests.simulators.tests.quickbooks_online.service import judge as reference

MISSING = reference.MISSING
WRITES = ("create", "update", "delete", "void")


def is_there():
    return reference.checker() is not None


class Judge:
    """A listener of the service's journal. ``found`` are its complaints, ``bodies`` and ``answers`` what it judged."""

    def __init__(self):
        self._answers = reference.Judge()
        self.bodies = 0
        self._found = []

    def __call__(self, request, reply, entry):
        if entry.host not in ("sandbox", "production") or not is_there():
            return
        self._answers(request, reply, entry)
        if entry.kind in WRITES or entry.kind == "batch":
            # One schema for all threads of the service.
            with self._answers._lock:
                self._judge_body(request, entry)

    def _judge_body(self, request, entry):
        value = json.loads(request.body, parse_float=Decimal)
        self.bodies += 1
        complaints = reference.complaints(value, None if entry.kind == "batch" else entry.entity)
        self._found += [f"{entry.number} {entry.kind} {entry.entity}, sent: {one}" for one in complaints]

    def forget(self):
        """What was found so far was meant to be."""
        self._found.clear()
        self._answers.found.clear()

    @property
    def answers(self):
        return self._answers.judged

    @property
    def found(self):
        return self._found + self._answers.found
