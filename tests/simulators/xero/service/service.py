"""The service: organisations, apps, consents and everything that is asked of them, at one address.

with Service() as service:
    books = service.found("c0ffee00-0000-4000-8000-000000000001", Profile(country="AU"))
    app = service.add_app(App("Acme", ["http://localhost:8069/callback"]))
    service.url            # http://127.0.0.1:<port>; service.addresses has the single ones
"""

import time
import uuid
from dataclasses import replace

from tests.simulators.cloud.clock import Clock
from tests.simulators.cloud.http_server import HttpServer

from ..books import Organisation, Profile
from . import listing
from .addresses import Addresses
from .apps import CUSTOM_COUNTRIES, App
from .connections import Connections, Refused
from .control import Control
from .front import Front
from .grants import Grant, Grants
from .idempotency import Memory
from .journal import Journal
from .misbehaviour import Misbehaviour
from .rates import Limits, Rates
from .scopes import CONSENT
from .switches import ServiceSwitches
from .tenant import Tenant
from .token_host import mint
from .webhooks import REQUIRED, Event, Webhooks

OWNER = "owner@example.com"


class Service:
    """``port`` 0 takes a free one. ``webhooks_by_themselves`` False: events leave with ``webhooks.tick()`` only."""

    def __init__(
        self,
        port: int = 0,
        clock: Clock | None = None,
        switches: ServiceSwitches | None = None,
        limits: Limits | None = None,
        people: tuple[str, ...] = (OWNER, "bookkeeper@example.com"),
        webhooks_by_themselves: bool = True,
        listing_limit: int = listing.MOST,
        sleep=time.sleep,
    ):
        self.clock = clock or Clock()
        self.switches = switches or ServiceSwitches()
        #: Who may sign in at the authorise page.
        self.people = list(people)
        #: How many records a listing gives without pages.
        self.listing_limit = listing_limit
        #: By tenant id.
        self.organisations: dict[str, Tenant] = {}
        #: By client id.
        self.apps: dict[str, App] = {}
        self.grants = Grants(self.clock, self.switches, lambda grant, expires: mint(self, grant, expires))
        self.connections = Connections(self.clock)
        self.misbehaviour = Misbehaviour(self.clock, sleep)
        self.journal = Journal(self.clock)
        self.rates = Rates(self.clock, self.switches, limits or Limits())
        self.memory = Memory(self.clock, self.switches)
        self.webhooks = Webhooks(self.clock, self.switches, self._told, self._resource)
        self._webhooks_by_themselves = webhooks_by_themselves
        self._front = Front(self, Control(self))
        self._server = HttpServer(port, self._front.answer, "xero")
        self.addresses = Addresses(f"http://127.0.0.1:{self._server.port}")

    @property
    def url(self) -> str:
        return self.addresses.base

    @property
    def mistakes(self) -> list[str]:
        """Tracebacks of the simulator's own mistakes; a test that leaves some has proved nothing."""
        return self._server.mistakes

    # --- running ---

    def start(self) -> "Service":
        self._server.start()
        if self._webhooks_by_themselves:
            self.webhooks.start(lambda: list(self.apps.values()))
        return self

    def stop(self) -> None:
        self.webhooks.stop()
        self._server.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    def time(self) -> str:
        return self.clock.now().isoformat(timespec="milliseconds")

    # --- organisations ---

    def found(self, tenant_id: str, profile: Profile | None = None, switches=None) -> Organisation:
        """A new organisation, without contacts and documents."""
        books = Organisation(tenant_id, profile, self.clock, switches)
        self.add_organisation(books)
        return books

    def add_organisation(self, books: Organisation, rebuild=None) -> Tenant:
        """An organisation whose clock is the service's; ``rebuild()`` makes the books of a demo company anew."""
        tenant = Tenant(books, rebuild)
        self.organisations[tenant.id] = tenant
        self._listen(tenant)
        return tenant

    def _listen(self, tenant):
        books = tenant.books

        def told(event):
            data = None
            if event.endpoint == "CreditNotes":
                shown = books.read("CreditNotes", event.id)
                data = {"Type": shown["Type"], "Status": shown["Status"]}
            self.webhooks.notify(Event(tenant.id, event.endpoint, event.id, event.operation, event.moment, data))

        books.listeners.append(told)

    def reset_demo(self, tenant_id: str) -> None:
        """As every 28 days: other books, and whoever was connected is not any more (XERO 1.4)."""
        tenant = self.organisations[tenant_id]
        self.connections.remove(tenant=tenant_id)
        if tenant.rebuild is not None:
            tenant.books = tenant.rebuild()
            self._listen(tenant)
        tenant.own.clear()
        tenant.files.clear()

    # --- apps and consents ---

    def add_app(self, app: App) -> App:
        """A custom connection names the organisation that has authorised it.

        :raise ValueError: custom connections are not sold in that country.
        """
        if app.kind == "custom" and app.tenant:
            country = self.organisations[app.tenant].books.profile.country
            if country not in CUSTOM_COUNTRIES:
                raise ValueError(f"there are no custom connections in {country}")
            self.connections.connect(app, "", app.tenant, str(uuid.uuid4()))
        self.apps[app.client_id] = app
        return app

    def change_app(self, client_id: str, **values) -> App:
        """Other addresses, another plan or key for an app; the app stays the same object."""
        app = self.apps[client_id]
        replace(app, **values)
        if values.get("webhook_url", app.webhook_url) != app.webhook_url:
            values.setdefault("webhook_status", REQUIRED)
        for name, value in values.items():
            setattr(app, name, value)
        return app

    def app_named(self, name: str) -> App | None:
        return next((app for app in self.apps.values() if app.name == name), None)

    def consented(self, app: App, tenants, person: str, scopes, redirect_uri: str, challenge: str = "") -> str:
        """A person allowed access to these organisations: the code.

        :raise connections.Refused: an organisation cannot be connected.
        """
        event = str(uuid.uuid4())
        for tenant in tenants:
            if tenant not in self.organisations:
                raise Refused("Select an organisation.")
            self.connections.connect(app, person, tenant, event)
        return self.grants.issue_code(app, person, redirect_uri, scopes, event, challenge)

    def consent(self, app: App, tenant: str, person: str = "", scopes=CONSENT, challenge: str = "") -> str:
        """The code of a person who pressed Allow access, without the page."""
        return self.consented(app, [tenant], person or self.people[0], scopes, app.redirect_uris[0], challenge)

    def connect(self, app: App, tenant: str, person: str = "", scopes=CONSENT) -> Grant:
        """A grant with tokens, without any call."""
        return self.grants.exchange(app, self.consent(app, tenant, person, scopes), app.redirect_uris[0])

    def disconnect(self, tenant: str, app: App | None = None) -> int:
        """A person ends the connection in Xero; tokens live on, as they may be of other organisations, too."""
        like = {} if app is None else {"app": app}
        return self.connections.remove(tenant=tenant, **like)

    def _told(self, tenant: str, category: str) -> list[App]:
        """Apps with a webhook address that are connected to this organisation."""
        connected = {one.app.client_id for one in self.connections.of(tenant=tenant)}
        return [
            app
            for app in self.apps.values()
            if app.webhook_url
            and app.client_id in connected
            and (not app.webhook_categories or category in app.webhook_categories)
        ]

    def _resource(self, entity: str, record_id: str) -> str:
        return f"{self.addresses.accounting}/{entity}/{record_id}"

    # --- what stands in it, for control ---

    def describe(self) -> dict:
        """Everything that a test in another process needs to begin."""
        return {
            "url": self.url,
            "addresses": {
                name: getattr(self.addresses, name)
                for name in ("authorise", "token", "revoke", "connections", "api", "accounting", "control")
            },
            "organisations": [
                {"tenant": one.id, "name": one.name, "country": one.books.profile.country}
                for one in self.organisations.values()
            ],
            "apps": [vars(app) for app in self.apps.values()],
            "people": self.people,
            "clock": self.time(),
            "mistakes": self.mistakes,
            "switches": vars(self.switches),
            "limits": vars(self.rates.limits),
            "connections": [
                {"id": one.id, "app": one.app.name, "tenant": one.tenant, "person": one.person}
                for one in self.connections.of()
            ],
            "grants": [
                {"app": one.app.name, "person": one.person, "ended": one.ended, "refreshes": one.refreshes}
                for one in self.grants.all()
            ],
        }
