"""The service: companies, apps, consents and everything that is asked of them, at one address.

with Service() as service:
    company = service.found("9341452987654321", Profile(country="US"))
    app = service.add_app(App("Acme", ["http://localhost:8069/callback"]))
    service.url            # http://127.0.0.1:<port>; service.addresses has the single ones
"""

import time
from dataclasses import replace

from ..books import Company, Profile
from . import upload
from .addresses import Addresses
from .apps import App
from .clock import Clock, stamp
from .control import Control
from .front import Front
from .grants import Grant, Grants
from .http_server import HttpServer
from .journal import Journal
from .misbehaviour import Misbehaviour
from .rates import Limits, Rates
from .request_ids import RequestIds
from .switches import ServiceSwitches
from .tenant import Tenant
from .webhooks import Event, Webhooks

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
        upload_limit: int = upload.LARGEST,
        sleep=time.sleep,
    ):
        self.clock = clock or Clock()
        self.switches = switches or ServiceSwitches()
        #: Who may sign in at the authorise page.
        self.people = list(people)
        self.upload_limit = upload_limit
        self.companies: dict[str, Tenant] = {}
        #: By client id.
        self.apps: dict[str, App] = {}
        self.grants = Grants(self.clock, self.switches)
        self.misbehaviour = Misbehaviour(self.clock, sleep)
        self.journal = Journal(self.clock)
        self.rates = Rates(self.clock, self.switches, limits or Limits())
        self.webhooks = Webhooks(self.clock, self.switches, self._told)
        self._webhooks_by_themselves = webhooks_by_themselves
        self._front = Front(self, Control(self))
        self._server = HttpServer(port, self._front.answer)
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
            self.webhooks.start()
        return self

    def stop(self) -> None:
        self.webhooks.stop()
        self._server.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    def time(self) -> str:
        """``time`` of an answer."""
        return stamp(self.clock.now())

    # --- companies ---

    def found(self, realm: str, profile: Profile | None = None, environment: str = "sandbox", switches=None) -> Company:
        """A new, empty company."""
        company = Company(realm, profile, self.clock, switches)
        self.add_company(company, environment)
        return company

    def add_company(self, company: Company, environment: str = "sandbox") -> Tenant:
        """A company whose clock is the service's."""
        memory = RequestIds(self.clock, self.switches)
        tenant = Tenant(company, environment, memory, self.journal.written)
        self.companies[company.realm] = tenant
        company.listeners.append(
            lambda event: self.webhooks.notify(
                Event(company.realm, event.entity, event.id, event.operation, event.moment, event.deleted_id)
            )
        )
        return tenant

    def companies_of(self, environment: str) -> list[Tenant]:
        """Production keys only see production companies, development keys those of the sandbox (QBO 1.1)."""
        return [one for one in self.companies.values() if one.environment == environment]

    # --- apps and consents ---

    def add_app(self, app: App) -> App:
        """:raise ValueError: a redirect address that the portal would not take."""
        app.check_addresses(self.switches.production_needs_https)
        self.apps[app.client_id] = app
        return app

    def change_app(self, client_id: str, **values) -> App:
        """Other addresses or another verifier token for an app; the app stays the same object."""
        app = self.apps[client_id]
        replace(app, **values).check_addresses(self.switches.production_needs_https)
        for name, value in values.items():
            setattr(app, name, value)
        return app

    def app_named(self, name: str) -> App | None:
        return next((app for app in self.apps.values() if app.name == name), None)

    def consent(self, app: App, realm: str, person: str = "", scopes=("com.intuit.quickbooks.accounting",)) -> str:
        """The code of a person who pressed Connect, without the page."""
        return self.grants.issue_code(app, realm, app.redirect_uris[0], scopes, person or self.people[0])

    def connect(self, app: App, realm: str) -> Grant:
        """A grant with tokens, without any call."""
        return self.grants.exchange(app, self.consent(app, realm), app.redirect_uris[0])

    def _told(self, realm: str, entity: str) -> list[App]:
        """Apps with a webhook address that are connected to this company."""
        connected = {grant.app.client_id for grant in self.grants.of(realm)}
        return [
            app
            for app in self.apps.values()
            if app.webhook_url
            and app.client_id in connected
            and (not app.webhook_entities or entity in app.webhook_entities)
        ]

    # --- what stands in it, for control ---

    def describe(self) -> dict:
        """Everything that a test in another process needs to begin."""
        return {
            "url": self.url,
            "addresses": {
                "authorise": self.addresses.authorise,
                "token": self.addresses.token,
                "revoke": self.addresses.revoke,
                "discovery": self.addresses.discovery(),
                "sandbox_discovery": self.addresses.discovery("sandbox"),
                "api": self.addresses.api(),
                "sandbox_api": self.addresses.api("sandbox"),
                "control": self.addresses.control,
            },
            "companies": [
                {"realm": one.realm, "name": one.name, "environment": one.environment}
                for one in self.companies.values()
            ],
            "apps": [vars(app) for app in self.apps.values()],
            "people": self.people,
            "clock": self.time(),
            "mistakes": self.mistakes,
            "switches": vars(self.switches),
            "limits": vars(self.rates.limits),
            "grants": [
                {
                    "app": one.app.name,
                    "realm": one.realm,
                    "person": one.person,
                    "ended": one.ended,
                    "refreshes": one.refreshes,
                }
                for one in self.grants.all()
            ],
        }
