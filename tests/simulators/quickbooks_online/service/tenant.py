"""A company in the service: its books, their lock, what the service remembers of them."""

from collections.abc import Callable
from dataclasses import dataclass

from ..books.faults import Fault, Faults
from .answers import fault
from .request_ids import Outcome, RequestIds


@dataclass
class Tenant:
    #: books.Company
    company: object
    environment: str
    request_ids: RequestIds
    #: Called with (realm, entity) for every write that was committed.
    written: Callable[[str, str], None]

    @property
    def realm(self) -> str:
        return self.company.realm

    @property
    def name(self) -> str:
        return self.company.objects("CompanyInfo")[0]["CompanyName"]

    @property
    def lock(self):
        """One request at a time changes the books."""
        return self.company.lock

    def write(self, operation: str, entity: str, body: dict, options: dict, key: str = "") -> Outcome:
        """One write, under its requestid if there is one; refusals are outcomes too."""
        with self.lock:
            try:
                return self.request_ids.once(key, lambda: self._execute(operation, entity, body, options))
            except Fault as problem:
                return refused(problem)

    def _execute(self, operation, entity, body, options) -> Outcome:
        try:
            stored = self.company.execute(operation, entity, body, options)
        except (Fault, Faults) as problem:
            return refused(problem)
        self.written(self.realm, entity)
        return Outcome(200, stored if entity == "TaxService" else {entity: stored})


def refused(problem: Fault | Faults) -> Outcome:
    return Outcome(problem.status, {"Fault": fault([one.shown() for one in problem.errors], problem.kind)})


def unsupported(operation: str, entity: str = "") -> Fault:
    """500: the API has no such operation for this entity."""
    return Fault(500, "Unsupported Operation", f"Operation {operation} {entity} is not supported.".replace("  ", " "))
