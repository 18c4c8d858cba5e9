"""POST /batch (QBO 4.3): items one by one, each its own transaction, an answer to each under its bId."""

from ..books.catalogue import ENTITIES
from ..books.faults import Fault
from . import query
from .request_ids import Outcome
from .tenant import Tenant, refused, unsupported

LARGEST = 30
#: All queries of a batch together.
MOST_OBJECTS = 1000
_OPERATIONS = ("create", "update", "delete")


class Batch:
    """``after_item(number)`` is called when an item was committed: a fault on order may strike there."""

    def __init__(self, tenant: Tenant, switches, requestid: str = "", options: dict | None = None, after_item=None):
        self._tenant = tenant
        self._switches = switches
        self._requestid = requestid
        self._options = options or {}
        self._after_item = after_item or (lambda number: None)
        self._room = MOST_OBJECTS

    def answer(self, body) -> dict:
        """{"BatchItemResponse": [...]}.

        :raise Fault: the batch as a whole.
        """
        items = body.get("BatchItemRequest") if isinstance(body, dict) else None
        if not isinstance(items, list) or not items or not all(isinstance(one, dict) for one in items):
            raise Fault(2010, "Request has invalid or unsupported property", "BatchItemRequest is missing")
        if len(items) > LARGEST:
            raise Fault(1040, "Batch size exceeded", f"A batch has {LARGEST} items at most, this one {len(items)}")
        answers = []
        for number, item in enumerate(items, 1):
            answers.append(self._item(item))
            self._after_item(number)
        if self._switches.batch_order == "reversed":
            answers.reverse()
        return {"BatchItemResponse": answers}

    def _item(self, item) -> dict:
        try:
            outcome = self._query(item["Query"]) if "Query" in item else self._write(item)
        except Fault as problem:
            outcome = refused(problem)
        bid = {"bId": item["bId"]} if "bId" in item else {}
        return {**outcome.value, **bid}

    def _query(self, statement) -> Outcome:
        asked = query.parse(str(statement))
        found = query.run(asked, ENTITIES, self._tenant.company.objects, self._switches, self._room)
        self._room -= found.get("maxResults", 0)
        return Outcome(200, {"QueryResponse": found})

    def _write(self, item) -> Outcome:
        operation = item.get("operation", "")
        names = [name for name in item if name not in ("bId", "operation", "optionsData")]
        if len(names) != 1 or names[0] not in ENTITIES or names[0] == "TaxService":
            raise Fault(2000, "Invalid Object Name", f"{', '.join(names) or 'nothing'} in an item of a batch")
        entity, body = names[0], item[names[0]]
        voids = ("void",) if self._switches.batch_void == "accepted" else ()
        if operation not in _OPERATIONS + voids:
            raise unsupported(operation or "(none)", entity)
        if not isinstance(body, dict):
            raise Fault(2010, "Request has invalid or unsupported property", f"{entity} is no object")
        key = self._tenant.request_ids.key_of_item(self._requestid, str(item.get("bId", "")))
        options = dict(self._options)
        if item.get("optionsData") == "allowduplicatedocnum":
            options["allow_duplicate_number"] = True
        return self._tenant.write(operation, entity, body, options, key)
