"""A Xero organisation: its books, and what the API lets programs do with them.

Objects are plain dicts that look as the API shows them.  They belong to the books: whoever reads one must not
change it.
"""

import threading
import uuid
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from ... import exact_json
from ...store import Store
from . import endpoints, faults, founding, money, shapes
from .bulk import Bulk
from .call import Call
from .clock import Clock
from .faults import Invalid
from .profile import Profile
from .switches import Switches
from .views import Views

BOOKKEEPER = "bookkeeper"
_NAMESPACE = uuid.UUID("5a1d0c1e-2f5b-4a63-9f0e-8a4b6c1d7e90")


@dataclass(frozen=True)
class Event:
    """What webhooks tell (facts 5): CREATE or UPDATE of the row ``id`` of ``endpoint``."""

    endpoint: str
    id: str
    operation: str
    moment: datetime


class Organisation(Views):
    """``clock`` gives the time: a function, or something with ``now()``.

    ``listeners`` are called with an :class:`Event` after every write that stands, side effects included.
    """

    def __init__(self, tenant_id: str, profile: Profile | None = None, clock=None, switches: Switches | None = None):
        self._equip(tenant_id, profile or Profile(), clock, switches or Switches())
        founding.found(self)

    def _equip(self, tenant_id, profile, clock, switches):
        self.tenant_id = str(tenant_id).lower()
        self.profile = profile
        self.switches = switches
        self.clock = Clock(profile.zone, clock)
        self.store = Store()
        self.lock = threading.RLock()
        self.listeners = []
        self._events: list | None = None
        self._shown: dict = {}
        #: Who is at it: requests of the API, or the bookkeeper's hands.
        self.hand = "api"

    # --- the interface of the service ---

    def write(self, method: str, endpoint: str, identifier: str | None, elements: list, options=None) -> list[dict]:
        """Write elements, each for itself (facts 3.2); what became of them, in their order (``faults.result``).

        ``options``: ``unitdp``, ``allow_backorders``, ``sub`` and ``sub_id`` (a sub-resource of ``identifier``).

        :raise Fault: the request as a whole is refused, and nothing has changed.
        """
        options = dict(options or {})
        with self.at_once():
            return self._write(method, self._module(endpoint), identifier, elements, options)

    def read(self, endpoint: str, identifier: str | None = None, options=None) -> dict:
        """One object as a GET of it shows it.

        :raise Fault: 404, there is none.
        """
        with self.lock:
            module, options = self._module(endpoint), dict(options or {})
            row = self.find(endpoint, identifier)
            if row is None:
                raise faults.not_found()
            return self._show(module, row, options)

    def objects(self, endpoint: str, options=None) -> list[dict]:
        """Every object of an endpoint that a listing may show, in the order of their making.

        ``options``: ``unitdp``; ``view`` ("full", "list", "summary"); ``includeArchived``; ``since`` (a datetime, or
        the text of one in UTC: what was written then or later).  Paging, where and order are the service's.
        """
        with self.lock:
            module, options = self._module(endpoint), dict(options or {})
            found = self.rows(endpoint, options)
            since = options.pop("since", None)
            if since is not None:
                text = since if isinstance(since, str) else since.replace(tzinfo=None).isoformat(timespec="seconds")
                found = [row for row in found if row.get("UpdatedDateUTC", text) >= text]
            return [self._show(module, row, options) for row in found]

    # --- the whole of it ---

    def snapshot(self):
        with self.lock:
            return self.store.snapshot()

    def restore(self, snapshot):
        with self.lock:
            self.store.restore(snapshot)

    def save(self, path):
        """Write everything to one JSON file: the books, and what kind of organisation it is."""
        with self.lock:
            kept = {
                "tenant_id": self.tenant_id,
                "profile": asdict(self.profile),
                "switches": asdict(self.switches),
                "store": self.store.kept(),
            }
            text = exact_json.dumps(kept)
        target = Path(path)
        written = target.with_name(target.name + ".part")
        written.write_text(text, encoding="utf-8")
        written.replace(target)

    @classmethod
    def open(cls, path, clock=None) -> "Organisation":
        """The organisation of a file that ``save`` wrote."""
        kept = exact_json.loads(Path(path).read_text(encoding="utf-8"))
        books = cls.__new__(cls)
        books._equip(kept["tenant_id"], Profile(**kept["profile"]), clock, Switches(**kept["switches"]))
        books.store.take(kept["store"])
        return books

    def fill(self, customers: int = 0, items: int = 0):
        """Fill the books fast, for benches."""
        with self.lock:
            Bulk(self).fill(customers, items)

    # --- what the endpoints' modules work with ---

    @contextmanager
    def at_once(self, hand: str = "api"):
        """Everything within happens, or nothing; listeners hear of it at the end."""
        with self.lock:
            before, outer = self.hand, self._events
            # What is part of a person's act is a person's, even where it goes through the API's words.
            self.hand, self._events = (BOOKKEEPER if before == BOOKKEEPER else hand), []
            try:
                with self.store.attempt():
                    yield
                told = self._events
            finally:
                self.hand, self._events = before, outer
            if outer is not None:
                # Part of something larger, which may still be undone.
                outer.extend(told)
                return
            moment = self.clock.now()
        created = {(endpoint, row_id) for endpoint, row_id, operation in told if operation == "CREATE"}
        for endpoint, row_id in dict.fromkeys((endpoint, row_id) for endpoint, row_id, _operation in told):
            operation = "CREATE" if (endpoint, row_id) in created else "UPDATE"
            for listener in self.listeners:
                listener(Event(endpoint, row_id, operation, moment))

    @property
    def settings(self) -> dict:
        """The row of the organisation itself."""
        return self.store.get("Organisation", self.tenant_id)

    @property
    def base_currency(self) -> str:
        return self.settings["BaseCurrency"]

    @property
    def by_hand(self) -> bool:
        return self.hand == BOOKKEEPER

    def new_id(self, endpoint: str) -> str:
        """A new id: of the same organisation and count always the same one."""
        return str(uuid.uuid5(_NAMESPACE, f"{self.tenant_id}/{endpoint}/{self.store.count('id:' + endpoint)}"))

    def row(self, endpoint: str, row_id: str | None) -> dict | None:
        return self.store.get(endpoint, row_id)

    def find(self, endpoint: str, identifier: str | None) -> dict | None:
        """The row that an identifier in a path names: by its id, or by its number or code."""
        module = self._module(endpoint)
        if hasattr(module, "find"):
            return module.find(self, identifier)
        row_id = shapes.guid(identifier or "")
        if row_id is not None and self.row(endpoint, row_id):
            return self.row(endpoint, row_id)
        number = module.ENDPOINT.number
        if not number or not identifier:
            return None
        return next((row for row in self.store.table(endpoint).values() if row.get(number) == identifier), None)

    def rows(self, endpoint: str, options=None) -> list[dict]:
        """The rows that a listing has."""
        module = self._module(endpoint)
        if hasattr(module, "rows"):
            return list(module.rows(self, options or {}))
        return list(self.store.table(endpoint).values())

    def keep(self, endpoint: str, row: dict, bump: bool = True, tell: bool = True) -> dict:
        """Store a row; ``bump`` moves its UpdatedDateUTC and, with ``tell``, tells the webhooks (facts 3.4, 5)."""
        row_id = row[self._module(endpoint).ENDPOINT.id]
        operation = "UPDATE" if self.row(endpoint, row_id) else "CREATE"
        row = {name: value for name, value in row.items() if value is not None}
        if bump:
            row["UpdatedDateUTC"] = self.clock.stamp()
            if tell:
                self.tell(endpoint, row_id, operation)
        self.store.put(endpoint, row_id, row)
        return row

    def tell(self, endpoint: str, row_id: str, operation: str = "UPDATE"):
        """Outside of a request or a person's act (the founding, bulk) nobody hears of it."""
        if self._events is not None:
            self._events.append((endpoint, row_id, operation))

    def round(self, value, digits: int = 2) -> Decimal:
        """Rounded as the switch ``half_cents`` says."""
        return money.rounded(value, digits, self.switches.half_cents)

    # --- requests ---

    def _module(self, endpoint: str):
        try:
            return endpoints.ENDPOINTS[endpoint]
        except KeyError:
            raise faults.not_found() from None

    def _show(self, module, row: dict, options: dict) -> dict:
        depends = getattr(module, "depends", None)
        if depends is None:
            return module.show(self, row, options)
        key = (module.ENDPOINT.name, row[module.ENDPOINT.id], options.get("unitdp"), options.get("view"))
        leaning, kept = depends(self, row), self._shown.get(key)
        if kept is None or kept[0] is not row or kept[1] != leaning:
            kept = self._shown[key] = (row, leaning, module.show(self, row, options))
        return kept[2]

    def _write(self, method, module, identifier, elements, options) -> list[dict]:
        definition = module.ENDPOINT
        known = self._verbs(definition, options)
        verb = method if (known is definition.verbs and not identifier) or method == "PUT" else f"{method}/id"
        if verb not in known or (identifier and method == "PUT" and not options.get("sub")):
            raise faults.not_supported(method, definition.name)
        target = None
        if identifier:
            target = self.find(definition.name, identifier)
            if target is None:
                raise module.absent(options) if hasattr(module, "absent") else faults.not_found()
        shape = definition.subs[options["sub"]].shape if options.get("sub") else definition.shape
        elements = [{}] if method == "DELETE" else self._elements(definition, elements, target, options)
        name = options.get("sub") or definition.name
        read = [shapes.read(shape, one, f"{name}[{place}]") for place, one in enumerate(elements)]
        elements = [{field: value for field, value in one.items() if field in shape} for one in elements]
        return [
            self._one(module, sent, body, self._call(method, options, definition, target, body, problems))
            for sent, (body, problems) in zip(elements, read, strict=True)
        ]

    def _call(self, method, options, definition, target, body, problems) -> Call:
        # The target as the elements before this one have left it; what a person types in may be longer (1.8).
        target = target and self.row(definition.name, target[definition.id])
        return Call(method, options, target, body, () if self.by_hand else problems)

    def _verbs(self, definition, options) -> tuple:
        if not options.get("sub"):
            return definition.verbs
        try:
            return definition.subs[options["sub"]].verbs
        except KeyError:
            raise faults.not_found() from None

    def _elements(self, definition, elements, target, options) -> list:
        if not isinstance(elements, list) or not elements:
            raise faults.no_data()
        if options.get("sub"):
            return elements
        if target is not None:
            # The path names the one that is meant.
            return elements[:1]
        if definition.most and len(elements) > definition.most:
            raise faults.unparsable(f"No more than {definition.most} of {definition.name} can be given in a request.")
        if definition.single and len(elements) > 1:
            if self.switches.several_in_single == "refused":
                raise faults.unparsable(f"Only one of {definition.name} can be given in a request.")
            return elements[:1]
        return elements

    def _one(self, module, sent: dict, body: dict, call: Call) -> dict:
        told = len(self._events)
        try:
            with self.store.attempt():
                if call.sub:
                    shown = module.write_sub(self, body, call)
                else:
                    row = module.write(self, body, call)
                    call.settle()
                    shown = self._show(module, row, {"unitdp": call.unitdp})
                call.settle()
        except Invalid as invalid:
            del self._events[told:]
            return faults.result(self._refused(module, sent, call), invalid.messages, call.warnings)
        return faults.result(shown, (), call.warnings)

    def _refused(self, module, sent: dict, call: Call) -> dict:
        """The element as it was sent, with its id or the all-zero one (facts 3.2)."""
        definition = module.ENDPOINT
        if call.sub:
            own = definition.subs[call.sub].id
            return {own: call.sub_id or faults.ZERO_ID, **sent}
        known = call.target[definition.id] if call.target else faults.ZERO_ID
        return {definition.id: known, **{name: value for name, value in sent.items() if value is not None}}
