"""Which person has connected which organisation to which app (XERO 1.4)."""

import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from .apps import App

#: "An org may have at most two uncertified apps connected" (XERO 1.4).
UNCERTIFIED = 2


class Refused(Exception):
    """The consent page says why this organisation cannot be connected."""


@dataclass
class Connection:
    id: str
    app: App
    #: "" of a custom connection.
    person: str
    tenant: str
    event: str
    created: datetime
    updated: datetime

    def shown(self, name: str) -> dict:
        return {
            "id": self.id,
            "authEventId": self.event,
            "tenantId": self.tenant,
            "tenantType": "ORGANISATION",
            "tenantName": name,
            "createdDateUtc": _bare(self.created),
            "updatedDateUtc": _bare(self.updated),
        }


def _bare(moment: datetime) -> str:
    """Without a zone, with seven digits: 2019-12-07T18:46:19.5165400."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "0"


class Connections:
    def __init__(self, clock):
        self._clock = clock
        self._kept: list[Connection] = []
        self._lock = threading.RLock()

    def connect(self, app: App, person: str, tenant: str, event: str) -> Connection:
        """:raise Refused: the plan of the app, or the organisation, takes no more."""
        with self._lock:
            now = self._clock.now()
            known = self.of(app=app, person=person, tenant=tenant)
            if known:
                known[0].event, known[0].updated = event, now
                return known[0]
            self._check(app, tenant)
            made = Connection(str(uuid.uuid4()), app, person, tenant, event, now, now)
            self._kept.append(made)
            return made

    def _check(self, app, tenant):
        if app.kind == "custom":
            return
        most = app.most_connections
        tenants = {one.tenant for one in self.of(app=app)}
        if most is not None and tenant not in tenants and len(tenants) >= most:
            raise Refused(f"{app.name} has reached its limit of {most} connections.")
        strangers = {one.app.client_id for one in self.of(tenant=tenant) if self._counts(one.app)} - {app.client_id}
        if self._counts(app) and len(strangers) >= UNCERTIFIED:
            raise Refused(f"This organisation is connected to {UNCERTIFIED} uncertified apps already.")

    @staticmethod
    def _counts(app) -> bool:
        return not app.certified and app.kind != "custom"

    def of(self, **like) -> list[Connection]:
        """Those with these values, oldest first."""
        with self._lock:
            return [one for one in self._kept if all(getattr(one, name) == value for name, value in like.items())]

    def remove(self, **like) -> int:
        """How many there were."""
        with self._lock:
            gone = self.of(**like)
            self._kept = [one for one in self._kept if one not in gone]
            return len(gone)
