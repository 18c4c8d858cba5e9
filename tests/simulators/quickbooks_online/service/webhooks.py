"""Webhooks out (QBO 4.2): events of the books, signed, sent, sent again until they are acknowledged."""

import base64
import hashlib
import hmac
import threading
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ..books import exact_json
from .apps import App

#: "200 within 3 s; anything else is retried" (policy of February 2026), then every six hours.
PATIENCE = 3
RETRIES = (10, 20, 30, 300, 1200, 7200, 14400, 21600)
MOST_EVENTS = 100
#: The words of the older shape -> those of CloudEvents.
_TYPES = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Merge": "merged",
    "Void": "voided",
    "Emailed": "emailed",
}


@dataclass(frozen=True)
class Event:
    realm: str
    entity: str
    #: Of a merge the survivor.
    id: str
    operation: str
    at: datetime
    #: Of a merge the loser.
    deleted_id: str = ""
    key: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass
class Post:
    """One call of an app's address, tried until it is acknowledged."""

    app: App
    body: bytes
    due: datetime
    attempts: int = 0
    #: The status of every attempt; 0: no answer.
    statuses: list[int] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return bool(self.statuses) and self.statuses[-1] == 200


def signature(body: bytes, verifier_token: str) -> str:
    return base64.b64encode(hmac.new(verifier_token.encode(), body, hashlib.sha256).digest()).decode()


def cloud_events(events: list[Event]) -> bytes:
    """The newer shape: a list of CloudEvents."""
    return exact_json.dumps([_cloud_event(one) for one in events]).encode()


def _cloud_event(event: Event) -> dict:
    return {
        "specversion": "1.0",
        "id": event.key,
        "source": "intuit.quickbooks.simulated",
        "type": f"qbo.{event.entity.lower()}.{_TYPES[event.operation]}.v1",
        "datacontenttype": "application/json",
        "time": _utc(event.at),
        "intuitentityid": event.id,
        "intuitaccountid": event.realm,
        "data": {"deletedid": event.deleted_id} if event.deleted_id else {},
    }


def older_shape(events: list[Event]) -> bytes:
    """``eventNotifications``, one per company."""
    realms: dict[str, list] = {}
    for event in events:
        entity = {
            "name": event.entity,
            "id": event.id,
            "operation": event.operation,
            "lastUpdated": _utc(event.at),
        }
        if event.deleted_id:
            entity["deletedId"] = event.deleted_id
        realms.setdefault(event.realm, []).append(entity)
    notifications = [
        {"realmId": realm, "dataChangeEvent": {"entities": entities}} for realm, entities in realms.items()
    ]
    return exact_json.dumps({"eventNotifications": notifications}).encode()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Webhooks:
    """``tick()`` sends what is due; ``start()`` lets a thread do so.

    ``wanting(realm, entity)`` gives the apps that are told of an event.
    """

    def __init__(self, clock, switches, wanting):
        self._clock = clock
        self._switches = switches
        self._wanting = wanting
        self._fresh: dict[str, list[Event]] = {}
        self._posts: list[Post] = []
        self._lock = threading.RLock()
        self._sending = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._apps: dict[str, App] = {}
        #: Every attempt: {"app", "url", "status", "body", "at", "attempt"}
        self.sent: list[dict] = []

    # --- what happens in the books ---

    def notify(self, event: Event) -> None:
        for app in self._wanting(event.realm, event.entity):
            with self._lock:
                self._apps[app.client_id] = app
                self._fresh.setdefault(app.client_id, []).append(event)

    def pending(self) -> list[Post]:
        """What was not acknowledged yet, fresh events included."""
        with self._lock:
            self._bundle()
            return [post for post in self._posts if not post.acknowledged]

    def _bundle(self):
        for client, events in self._fresh.items():
            for start in range(0, len(events), MOST_EVENTS):
                body = self._shaped(events[start : start + MOST_EVENTS])
                self._posts.append(Post(self._apps[client], body, self._clock.now()))
        self._fresh.clear()

    def _shaped(self, events) -> bytes:
        return older_shape(events) if self._switches.webhook_shape == "older" else cloud_events(events)

    # --- sending ---

    def tick(self) -> int:
        """Send what is due; how many attempts were made."""
        with self._sending:
            made, held = 0, set()
            for post in self.pending():
                client = post.app.client_id
                if client in held:
                    continue
                if post.due <= self._clock.now():
                    made += 1
                    self._attempt(post)
                if not post.acknowledged and self._switches.webhook_order == "held back":
                    held.add(client)
            with self._lock:
                self._posts = [post for post in self._posts if not post.acknowledged]
            return made

    def _attempt(self, post):
        status = self.send(post.app, post.body, attempt=post.attempts + 1)
        wait = RETRIES[min(post.attempts, len(RETRIES) - 1)]
        post.attempts += 1
        post.statuses.append(status)
        post.due = self._clock.now() + timedelta(seconds=wait)

    def send(self, app: App, body: bytes, signed: str | None = None, attempt: int = 1) -> int:
        """One call; ``signed`` in place of the right signature, "" for none. The status, 0 for no answer in time."""
        mark = signature(body, app.verifier_token) if signed is None else signed
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Intuit-Webhooks-Simulated"}
        if mark:
            headers["intuit-signature"] = mark
        request = urllib.request.Request(app.webhook_url, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        self.sent.append(
            {
                "app": app.name,
                "url": app.webhook_url,
                "status": status,
                "attempt": attempt,
                "at": _utc(self._clock.now()),
                "body": body.decode("utf-8", "replace"),
            }
        )
        return status

    # --- senders for tests ---

    def forged(self, app: App, events: list[Event]) -> int:
        """Signed with the client secret, which is the usual mistake, or somebody's attempt (QBO 8.26)."""
        body = self._shaped(events)
        return self.send(app, body, signature(body, app.client_secret))

    def unsigned(self, app: App, events: list[Event]) -> int:
        return self.send(app, self._shaped(events), "")

    def repeated(self, app: App) -> int:
        """The last body once more, byte for byte."""
        last = next(one for one in reversed(self.sent) if one["app"] == app.name)
        return self.send(app, last["body"].encode())

    def out_of_order(self) -> list[int]:
        """Fresh events one by one, the last one first."""
        with self._lock:
            fresh, self._fresh = self._fresh, {}
        return [
            self.send(self._apps[client], self._shaped([event]))
            for client, events in fresh.items()
            for event in reversed(events)
        ]

    def oversized(self, app: App, megabytes: int = 5) -> int:
        """Signed as it should be, and far above the megabyte that Intuit sends at most."""
        return self.send(app, b"[" + b" " * (megabytes * 1024 * 1024) + b"]")

    def of_stranger(self, app: App, realm: str = "9999999999999999999") -> int:
        """A well-signed event of a company that the receiver does not know."""
        return self.send(app, self._shaped([Event(realm, "Customer", "1", "Update", self._clock.now())]))

    # --- the thread ---

    def start(self, every: float = 0.1) -> None:
        def run():
            while not self._stopped.wait(every):
                self.tick()

        self._thread = threading.Thread(target=run, name="quickbooks-online-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(PATIENCE + 1)
