"""Webhooks out (XERO 5): intent to receive, events of the books, signed, retried, given up and taken up again."""

import base64
import hashlib
import hmac
import random
import string
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.simulators import exact_json

from .apps import App

#: "200 with an empty body, no cookies, within 5 s".
PATIENCE = 5
#: At once, then every quarter of an hour for a day; after that the subscription is disabled.
RETRY = timedelta(minutes=15)
GIVE_UP = timedelta(hours=24)
#: Events are kept so long and sent when the subscription works again.
KEPT = timedelta(days=31)
MOST_EVENTS = 100
CATEGORY_OF = {
    "Contacts": "CONTACT",
    "Invoices": "INVOICE",
    "CreditNotes": "CREDITNOTE",
    "Prepayments": "PREPAYMENT",
    "Overpayments": "OVERPAYMENT",
}
OK, FAILED, DISABLED, REQUIRED = "ok", "intent failed", "disabled", "intent required"
#: How the bodies of an intent to receive are signed.
_INTENTS = (True, False, True, False)


@dataclass(frozen=True)
class Event:
    tenant: str
    #: The endpoint: Contacts, Invoices ...
    entity: str
    id: str
    #: CREATE or UPDATE.
    operation: str
    at: datetime
    #: Of a credit note: {"Type": ..., "Status": ...}.
    data: dict | None = None


@dataclass
class Post:
    """One call of an app's address, tried until it is acknowledged."""

    app: App
    body: bytes
    made: datetime
    due: datetime
    first: datetime | None = None
    attempts: int = 0
    #: The status of every attempt; 0: no answer in time, -1: 200 with a body or a cookie.
    statuses: list[int] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return bool(self.statuses) and self.statuses[-1] == 200


def signature(body: bytes, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


class Webhooks:
    """``tick()`` sends what is due; ``start()`` lets a thread do so.

    ``wanting(tenant, category)`` gives the apps that are told of an event; ``resource(entity, id)`` its address.
    """

    def __init__(self, clock, switches, wanting, resource):
        self._clock = clock
        self._switches = switches
        self._wanting = wanting
        self._resource = resource
        self._fresh: dict[str, list[Event]] = {}
        self._posts: list[Post] = []
        self._sequence: dict[str, int] = {}
        self._lock = threading.RLock()
        self._sending = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._apps: dict[str, App] = {}
        #: Every attempt: {"app", "url", "status", "body", "at", "attempt", "intent"}
        self.sent: list[dict] = []

    # --- what happens in the books ---

    def notify(self, event: Event) -> None:
        category = CATEGORY_OF.get(event.entity)
        for app in self._wanting(event.tenant, category) if category else ():
            with self._lock:
                self._apps[app.client_id] = app
                self._fresh.setdefault(app.client_id, []).append(event)

    def pending(self) -> list[Post]:
        """What was not acknowledged yet, fresh events included."""
        with self._lock:
            self._bundle()
            return [post for post in self._posts if not post.acknowledged]

    def _bundle(self):
        now = self._clock.now()
        for client, events in self._fresh.items():
            app = self._apps[client]
            for start in range(0, len(events), MOST_EVENTS):
                body = self.shaped(app, events[start : start + MOST_EVENTS])
                self._posts.append(Post(app, body, now, now))
        self._fresh.clear()
        self._posts = [one for one in self._posts if now - one.made < KEPT]

    def shaped(self, app: App, events: list[Event]) -> bytes:
        """The body of events; of none that of an intent to receive."""
        first = last = 0
        if events:
            first = self._sequence.get(app.client_id, 0) + 1
            last = self._sequence[app.client_id] = first + len(events) - 1
        value = {
            "events": [self._shown(one) for one in events],
            "firstEventSequence": first,
            "lastEventSequence": last,
            "entropy": "".join(random.choices(string.ascii_uppercase, k=20)),
        }
        return exact_json.dumps(value).encode()

    def _shown(self, event) -> dict:
        kind = event.operation if self._switches.event_case == "upper" else event.operation.title()
        shown = {
            "resourceUrl": self._resource(event.entity, event.id),
            "resourceId": event.id,
            "tenantId": event.tenant,
            "tenantType": "ORGANISATION",
            "eventCategory": CATEGORY_OF[event.entity],
            "eventType": kind,
            "eventDateUtc": event.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds"),
        }
        return {**shown, "data": event.data} if event.data else shown

    # --- intent to receive ---

    def intent(self, app: App) -> list[int]:
        """Bodies without events, some wrongly signed; the subscription works when all were judged rightly."""
        statuses = []
        for right in _INTENTS:
            body = self.shaped(app, [])
            mark = signature(body, app.webhook_key if right else app.webhook_key[::-1] + "x")
            statuses.append(self.send(app, body, mark, intent=True))
        good = all(status == (200 if right else 401) for status, right in zip(statuses, _INTENTS, strict=True))
        app.webhook_status = OK if good else FAILED
        if good:
            with self._lock:
                for post in self._posts:
                    # Kept events are replayed in order.
                    post.due, post.first = self._clock.now(), None
        return statuses

    # --- sending ---

    def tick(self, apps=()) -> int:
        """Send what is due now; how many calls were made. ``apps``: those whose intent is asked for at first."""
        with self._sending:
            made = 0
            for app in apps:
                if app.webhook_url and app.webhook_status == REQUIRED:
                    made += len(self.intent(app))
            pending, now = self.pending(), self._clock.now()
            held = set()
            for post in pending:
                client = post.app.client_id
                if client in held or post.app.webhook_status != OK:
                    continue
                if post.due <= now:
                    self._attempt(post)
                    made += 1
                if not post.acknowledged:
                    # What happened later waits its turn.
                    held.add(client)
            with self._lock:
                self._posts = [post for post in self._posts if not post.acknowledged]
            return made

    def _attempt(self, post):
        now = self._clock.now()
        post.first = post.first or now
        post.attempts += 1
        status = self.send(post.app, post.body, attempt=post.attempts)
        post.statuses.append(status)
        # The first repeat comes at once.
        post.due = now if post.attempts == 1 else now + RETRY
        if status != 200 and now - post.first >= GIVE_UP:
            post.app.webhook_status = DISABLED

    def send(self, app: App, body: bytes, signed: str | None = None, attempt: int = 1, intent: bool = False) -> int:
        """One call; ``signed`` in place of the right signature, "" for none. The status, 0 for no answer in time."""
        mark = signature(body, app.webhook_key) if signed is None else signed
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Xero-Webhooks-Simulated"}
        if mark:
            headers["x-xero-signature"] = mark
        request = urllib.request.Request(app.webhook_url, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                status = answer.status
                if status == 200 and (answer.read(1) or answer.headers.get("Set-Cookie")):
                    status = -1
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
                "at": self._clock.now().isoformat(timespec="milliseconds"),
                "body": body.decode("utf-8", "replace"),
                "intent": intent,
            }
        )
        return status

    # --- senders for tests ---

    def forged(self, app: App, events: list[Event]) -> int:
        """Signed with the client secret, which is the usual mistake, or somebody's attempt."""
        body = self.shaped(app, events)
        return self.send(app, body, signature(body, app.client_secret))

    def unsigned(self, app: App, events: list[Event]) -> int:
        return self.send(app, self.shaped(app, events), "")

    def repeated(self, app: App) -> int:
        """The last body of events once more, byte for byte."""
        last = next(one for one in reversed(self.sent) if one["app"] == app.name and not one["intent"])
        return self.send(app, last["body"].encode())

    def out_of_order(self) -> list[int]:
        """Fresh events one by one, the last one first."""
        with self._lock:
            fresh, self._fresh = self._fresh, {}
        return [
            self.send(self._apps[client], self.shaped(self._apps[client], [event]))
            for client, events in fresh.items()
            for event in reversed(events)
        ]

    def oversized(self, app: App, megabytes: int = 5) -> int:
        """Signed as it should be, and far larger than anything that Xero sends."""
        return self.send(app, b'{"events":[' + b" " * (megabytes * 1024 * 1024) + b"]}")

    def of_stranger(self, app: App, tenant: str = "99999999-9999-4999-8999-999999999999") -> int:
        """A well-signed event of an organisation that the receiver does not know."""
        event = Event(tenant, "Contacts", "88888888-8888-4888-8888-888888888888", "UPDATE", self._clock.now())
        return self.send(app, self.shaped(app, [event]))

    # --- the thread ---

    def start(self, apps, every: float = 0.1) -> None:
        """``apps()`` gives all of them: who has given an address anew is asked for its intent."""

        def run():
            while not self._stopped.wait(every):
                self.tick(list(apps()))

        self._thread = threading.Thread(target=run, name="xero-webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(PATIENCE + 1)
