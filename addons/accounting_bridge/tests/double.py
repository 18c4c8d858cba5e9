"""The double: a ledger in memory that takes everything, for tests that are not about ledgers."""

import json
from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal

from ..ledgers.documents import Kind, Party
from ..ledgers.protocol import (
    Capabilities,
    Ledger,
    Memory,
    Operation,
    Outcome,
    Page,
    Reading,
    RemoteRecord,
    Unreachable,
    Verdict,
)

WRITABLE = (Kind.CUSTOMER, Kind.ITEM, Kind.INVOICE)
HOME = RemoteRecord(Kind.COMPANY, "double", name="Double", details={"currency": "USD"})


class DoubleLedger(Ledger):
    """``entries`` is what it holds, ``sent`` the texts that reached it; ``reset`` empties both."""

    code = "double"
    capabilities = Capabilities(
        writes_per_exchange=25,
        operations={
            **{kind: frozenset((Operation.CREATE, Operation.UPDATE)) for kind in WRITABLE},
            Kind.ACCOUNT: frozenset((Operation.CREATE,)),
        },
        first_reads=(Kind.COMPANY, Kind.ACCOUNT, Kind.TERM, Kind.TAX, *WRITABLE),
        refreshed_reads=(Kind.COMPANY, *WRITABLE),
        leading_keys={Kind.CUSTOMER: "name", Kind.ITEM: "name"},
        key_lifetime=timedelta(days=1),
        name_lengths={Kind.CUSTOMER: 80, Kind.ITEM: 80},
        number_length=16,
    )
    entries: dict = {}
    sent: list = []
    refused: dict = {}  # number or name -> reason
    changes_totals_by = Decimal(0)
    closed = False

    @classmethod
    def reset(cls):
        cls.entries, cls.sent, cls.refused = {}, [], {}
        cls.changes_totals_by, cls.closed = Decimal(0), False

    @classmethod
    def put(cls, kind, name="", **values):
        """A person enters something there. :return: the ``RemoteRecord``."""
        count = len(cls.entries) + 1
        record = RemoteRecord(kind, f"{kind}-{count}", name=name, version="1", modified=f"{count:06d}", **values)
        cls.entries[record.id] = record
        return record

    @classmethod
    def change(cls, id_, **values):
        """A person changes an entry there. ``party`` is what of a customer becomes something else."""
        record = cls.entries[id_]
        party = values.pop("party", {})
        details = {**record.details, "party": {**record.details.get("party", {}), **party}} if party else record.details
        version = str(int(record.version) + 1)
        cls.entries[id_] = replace(record, details=details, version=version, **values)
        return cls.entries[id_]

    def encode_reads(self, requests):
        return json.dumps({"read": [request.kind for request in requests]})

    def encode_writes(self, pushes, key, previous_key):
        return json.dumps({"set": key, "writes": [self._plain(push) for push in pushes]})

    def encode_recovery(self, payload, key):
        return json.dumps({"ask": key})

    def _plain(self, push):
        document = push.document
        total, tax = getattr(document, "total", None), getattr(document, "tax_amount", None)
        return {
            "key": push.key,
            "kind": push.kind,
            "id": push.remote_id,
            "trace": push.trace,
            "name": getattr(document, "name", ""),
            "number": getattr(document, "number", ""),
            "total": total and str(total),
            "tax": None if tax is None else str(tax),
            **(
                {"says": _says(push), "version": push.version, "party": _told(document)}
                if isinstance(document, Party)
                else {}
            ),
        }

    def perform(self, payload, not_after, access=None):
        if self.closed:
            raise Unreachable("the double is closed")
        self.sent.append(payload)
        asked = json.loads(payload)
        for write in asked.get("writes", ()):
            label = write["number"] or write["name"]
            write["stale"] = self._is_stale(write)
            if label not in self.refused and not write["stale"]:
                write["id"] = write["id"] or f"{write['kind']}-{len(self.entries) + 1}"
                self.entries[write["id"]] = self._record(write)
        return json.dumps({"pages": asked.get("read", ()), "writes": asked.get("writes", ())})

    def _is_stale(self, write):
        """Of customers it is checked that nobody changed them since they were read."""
        known = self.entries.get(write["id"]) if "party" in write else None
        return bool(known) and known.version != write["version"]

    def decode(self, answer, requests):
        said = json.loads(answer)
        if not requests:
            return Reading(memory=Memory.FORGOTTEN)
        return Reading(
            tuple(Page(Kind(kind), self._page(kind)) for kind in said["pages"]),
            tuple(self._outcome(write) for write in said["writes"]),
        )

    def _page(self, kind):
        return (HOME,) if kind == Kind.COMPANY else tuple(r for r in self.entries.values() if r.kind == kind)

    def _outcome(self, write):
        reason = self.refused.get(write["number"] or write["name"])
        if reason:
            return Outcome(write["key"], Verdict.REFUSED, reason=reason, words="The double says no.")
        if write["stale"]:
            return Outcome(write["key"], Verdict.REFUSED, reason="changed_there", words="Somebody was faster.")
        record = self.entries[write["id"]] if "party" in write else self._record(write)
        return Outcome(write["key"], Verdict.ACCEPTED, record)

    def _record(self, write):
        if "party" in write:
            return self._customer(write)
        total = write["total"] and Decimal(write["total"]) + self.changes_totals_by
        return RemoteRecord(
            Kind(write["kind"]),
            write["id"],
            name=write["name"],
            version="1",
            modified=f"{len(self.entries):06d}",
            number=write["number"],
            total=total or None,
            tax_amount=None if write["tax"] is None else Decimal(write["tax"]),
            trace=write["trace"],
        )

    def _customer(self, write):
        """What the entry of a customer is after a write: what the write does not say stays as it is."""
        before = self.entries.get(write["id"])
        if before is None:
            before = RemoteRecord(Kind.CUSTOMER, write["id"], version="0", trace=write["trace"])
        says, told = write["says"], write["party"]
        party = {name: told[name] for name in told if name != "name" and (says is None or name in says)}
        return replace(
            before,
            name=write["name"] if says is None or "name" in says else before.name,
            email=party.get("email", before.email),
            version=str(int(before.version) + 1),
            modified=f"{len(self.entries):06d}",
            details={"party": {**before.details.get("party", {}), **party}},
        )


def _says(push):
    return None if push.changed is None else sorted(push.changed)


def _told(party):
    """Return a customer as this ledger tells it (``ledgers/merging.py``)."""
    told = {name: getattr(party, name) for name in ("company_name", "email", "phone")}
    addresses = {name: asdict(getattr(party, name)) for name in ("billing", "delivery")}
    return {"name": party.name, **told, **addresses, "term": party.term.id if party.term else ""}
