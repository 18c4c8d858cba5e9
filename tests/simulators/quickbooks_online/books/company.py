"""A company of QuickBooks Online: its books, and what its API lets programs do with them.

Objects are plain dicts that look as the API shows them.  They belong to the books: whoever reads one must not
change it.
"""

import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from . import attachments, balances, exact_json, founding, handlers, reading, updates
from .bulk import Bulk
from .catalogue import ENTITIES, NOT_IN_CHANGES
from .clock import Clock
from .faults import Fault, gone, refuse, required
from .profile import Profile
from .shapes import Reader
from .store import Store
from .switches import Switches
from .views import Views

BOOKKEEPER = "bookkeeper"


@dataclass(frozen=True)
class Event:
    """What webhooks tell (facts 4.2): Create, Update, Delete, Void or Merge; then ``deleted_id`` is the loser's."""

    entity: str
    id: str
    operation: str
    moment: datetime
    deleted_id: str = ""


class Company(Views):
    """``clock`` gives the time: a function, or something with ``now()``.

    ``listeners`` are called with an :class:`Event` after every write that stands, side effects included.
    """

    def __init__(self, realm: str, profile: Profile | None = None, clock=None, switches: Switches | None = None):
        self._equip(realm, profile or Profile(), clock, switches or Switches())
        founding.found(self)

    def _equip(self, realm, profile, clock, switches):
        self.realm = str(realm)
        self.profile = profile
        self.switches = switches
        self.clock = Clock(self.profile.zone, clock)
        self.store = Store()
        self.lock = threading.RLock()
        self.listeners = []
        self._events: list | None = None
        #: Who is at it: requests of the API, or the bookkeeper's hands.
        self.hand = "api"

    # --- the interface of the service ---

    def execute(self, operation: str, entity: str, body: dict, options: dict | None = None) -> dict:
        """Create, update, delete or void; the object as the API shows it afterwards.

        :raise Fault, Faults: refused, and nothing has changed.
        """
        with self.at_once():
            return self._execute(operation, entity, body, dict(options or {}))

    def read(self, entity: str, record_id: str) -> dict:
        """:raise Fault: 610 when there is none of this id, or there was one."""
        with self.lock:
            self._entity(entity)
            if ENTITIES[entity].kind == "single":
                record_id = "1" if str(record_id) == self.realm else record_id
            if not str(record_id).isdigit() and entity not in ("TaxCode", "ExchangeRate"):
                raise refuse(2030, f"Invalid ID : {record_id}", "Id")
            found = reading.shown(self, entity).get(str(record_id))
            if found is None:
                raise gone()
            return found

    def objects(self, entity: str) -> list[dict]:
        """Every object of an entity that is there, inactive ones included, in the order of their making."""
        with self.lock:
            self._entity(entity)
            return list(reading.shown(self, entity).values())

    def changes(self, entities, since: datetime) -> dict[str, list[dict]]:
        """What was written at ``since`` or later, by entity, oldest first; of what is gone only a stub (facts 4.1)."""
        with self.lock:
            wanted = {name: [] for name in entities if self._entity(name) and name not in NOT_IN_CHANGES}
            shown = {name: reading.shown(self, name) for name in wanted}
            for table, key in self.store.since(self.clock.epoch(since)):
                if table in wanted:
                    found = shown[table].get(key) or self.store.get("#deleted", f"{table}/{key}")
                    if found is not None:
                        wanted[table].append(found)
            return wanted

    def upload(self, metadata: dict | None, content: bytes, file_name: str = "", content_type: str = "") -> dict:
        """One file of an upload; the Attachable (facts 2.9)."""
        with self.at_once():
            return attachments.upload(self, metadata, content, file_name, content_type)

    def file(self, attachable_id: str) -> bytes:
        """The content of an attachment."""
        with self.lock:
            return attachments.content(self, attachable_id)

    # --- the whole of it ---

    def snapshot(self):
        with self.lock:
            return self.store.snapshot()

    def restore(self, snapshot):
        with self.lock:
            self.store.restore(snapshot)

    def save(self, path):
        """Write everything to one JSON file: the books, and what kind of company it is."""
        with self.lock:
            kept = {
                "realm": self.realm,
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
    def open(cls, path, clock=None) -> "Company":
        """The company of a file that ``save`` wrote."""
        kept = exact_json.loads(Path(path).read_text(encoding="utf-8"))
        company = cls.__new__(cls)
        company._equip(kept["realm"], Profile(**kept["profile"]), clock, Switches(**kept["switches"]))
        company.store.take(kept["store"])
        return company

    def fill(self, customers: int = 0, items: int = 0, invoices: int = 0):
        """Fill the books fast, for benches."""
        with self.lock:
            Bulk(self).fill(customers, items, invoices)

    # --- what the handlers work with ---

    @contextmanager
    def at_once(self, hand: str = "api"):
        """Everything within happens, or nothing; listeners hear of it at the end."""
        with self.lock:
            before, outer = self.hand, self._events
            self.hand, self._events = hand, []
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
        for entity, record_id, operation, deleted_id in dict.fromkeys(told):
            for listener in self.listeners:
                listener(Event(entity, record_id, operation, moment, deleted_id))

    @property
    def preferences(self) -> dict:
        return self.store.get("Preferences", "1")

    @property
    def home(self) -> str:
        return self.preferences["CurrencyPrefs"]["HomeCurrency"]["value"]

    @property
    def by_hand(self) -> bool:
        return self.hand == BOOKKEEPER

    def row(self, entity: str, record_id: str | None) -> dict | None:
        return self.store.get(entity, record_id)

    def mark(self, entity: str, record_id: str, name: str):
        """What the books know of a record but do not show: deposited, reconciled ..."""
        return self.store.get("#marks", f"{entity}/{record_id}/{name}")

    def set_mark(self, entity: str, record_id: str, name: str, value):
        key = f"{entity}/{record_id}/{name}"
        if value is None:
            self.store.drop("#marks", key)
        else:
            self.store.put("#marks", key, value)

    def next_id(self, family: str) -> str:
        return str(self.store.count(f"id:{family}"))

    def write(self, entity: str, new: dict, old: dict | None, operation: str = "") -> dict:
        """Store an object with its next SyncToken and times."""
        now = self.clock.shown()
        token = "0" if old is None else str(int(old["SyncToken"]) + 1)
        created = now if old is None else old["MetaData"]["CreateTime"]
        row = {
            **{name: value for name, value in new.items() if value is not None},
            "SyncToken": token,
            "MetaData": {"CreateTime": created, "LastUpdatedTime": now},
            "domain": "QBO",
            "sparse": False,
        }
        self._keep(entity, row)
        self.tell(entity, row["Id"], operation or ("Create" if old is None else "Update"))
        return row

    def touch(self, entity: str, record_id: str, changes: dict, moves: str = "token") -> dict:
        """Change fields as a side effect: with token and time, with the time alone, or with neither."""
        old = self.row(entity, record_id)
        if moves == "token":
            return self.write(entity, {**old, **changes}, old)
        row = {name: value for name, value in {**old, **changes}.items() if value is not None}
        if moves == "time":
            row["MetaData"] = {**row["MetaData"], "LastUpdatedTime": self.clock.shown()}
            self._keep(entity, row)
            self.tell(entity, record_id, "Update")
        else:
            self.store.put(entity, record_id, row)
        return row

    def remove(self, entity: str, row: dict, told: bool = True) -> dict:
        """Take an object away and leave the stub that changes show (facts 4.1)."""
        stub = {
            "domain": "QBO",
            "status": "Deleted",
            "Id": row["Id"],
            "MetaData": {"LastUpdatedTime": self.clock.shown()},
        }
        balances.move(self, entity, self.row(entity, row["Id"]), None)
        self.store.drop(entity, row["Id"])
        self.store.put("#deleted", f"{entity}/{row['Id']}", stub)
        self.store.stamp(self.clock.epoch(), entity, row["Id"])
        if told:
            self.tell(entity, row["Id"], "Delete")
        return stub

    def tell(self, entity: str, record_id: str, operation: str, deleted_id: str = ""):
        """Outside of a request or a person's act (the founding, bulk) nobody hears of it."""
        if self._events is None:
            return
        self._events.append((entity, record_id, operation, deleted_id))

    def _keep(self, entity: str, row: dict):
        balances.move(self, entity, self.row(entity, row["Id"]), row)
        self.store.put(entity, row["Id"], row)
        self.store.stamp(self.clock.epoch(), entity, row["Id"])

    def check_plan(self, feature: bool, words: str):
        if not feature:
            raise refuse(5020, f"Permission Denied Error : {words} is not part of this subscription")

    # --- requests ---

    def _entity(self, entity: str):
        try:
            return ENTITIES[entity]
        except KeyError:
            raise Fault(500, "Unsupported Operation", f"{entity} is not an entity of these books") from None

    def _execute(self, operation: str, entity: str, body: dict, options: dict) -> dict:
        definition = self._entity(entity)
        if operation == "create" and isinstance(body, dict) and body.get("Id"):
            operation = "update"
        allowed = {
            "create": definition.created or self.by_hand,
            "update": definition.updated or self.by_hand,
            "delete": definition.deleted,
            "void": definition.voided,
        }
        if not allowed.get(operation):
            raise refuse(500, f"Operation {operation} is not supported for {entity}")
        return getattr(self, f"_{operation}")(entity, body, options)

    def _body(self, entity: str, body) -> dict:
        if isinstance(body, dict):
            body = dict(body)
            for stale in ("time", "requestid"):
                body.pop(stale, None)
        return Reader(entity, self.switches, self.profile.american).read(body)

    def _create(self, entity: str, body, options: dict) -> dict:
        read = self._body(entity, body)
        new = {k: v for k, v in updates.writable(entity, read).items() if v is not None}
        return handlers.HANDLERS[entity].create(self, entity, new, options)

    def _update(self, entity: str, body, options: dict) -> dict:
        read = self._body(entity, body)
        old = self._current(entity, read)
        sparse = updates.is_sparse(self, entity, read)
        new = updates.merged(self, entity, old, read, body, sparse)
        options["sent"] = {name for name, value in read.items() if value is not None}
        options["sparse"] = sparse
        new["Id"] = old["Id"]
        return handlers.HANDLERS[entity].update(self, entity, new, old, options)

    def _delete(self, entity: str, body, options: dict) -> dict:
        old = self._current(entity, self._id_and_token(body))
        handlers.HANDLERS[entity].delete(self, entity, old, options)
        self.remove(entity, old)
        return {"domain": "QBO", "status": "Deleted", "Id": old["Id"]}

    def _void(self, entity: str, body, options: dict) -> dict:
        old = self._current(entity, self._id_and_token(body))
        return handlers.HANDLERS[entity].void(self, entity, old, options)

    def _id_and_token(self, body) -> dict:
        """Of a delete or void only these two are read, whatever else the client sends along."""
        if not isinstance(body, dict):
            raise refuse(2010, "the body is not an object")
        return {name: str(body[name]) for name in ("Id", "SyncToken") if body.get(name) not in (None, "")}

    def _current(self, entity: str, body: dict) -> dict:
        """The stored object that this body is about, if its SyncToken is the last one (facts 4.6)."""
        if entity == "ExchangeRate":
            return handlers.HANDLERS[entity].current(self, body)
        if ENTITIES[entity].kind == "single" and body.get("Id") in (None, self.realm):
            body = {**body, "Id": "1"}
        if not body.get("Id"):
            raise required("Id")
        if not body["Id"].isdigit() and entity != "TaxCode":
            raise refuse(2030, f"Invalid ID : {body['Id']}", "Id")
        row = self.row(entity, body["Id"])
        if row is None:
            raise gone()
        if body.get("SyncToken") is None:
            raise required("SyncToken")
        if body["SyncToken"] != row["SyncToken"]:
            raise refuse(5010, "You and somebody else were working on this at the same time.")
        return row
