"""``xero``: a Xero that programs connect to and people watch at its control page."""

import json
import threading
from pathlib import Path

from tests.simulators.xero.books import Organisation, Profile, samples
from tests.simulators.xero.books import Switches as BookSwitches
from tests.simulators.xero.service import App, Limits, Service, ServiceSwitches

from .exits import FINE, Misuse

HELP = "serve Xero: authorise page, tokens, API, webhooks, control page"
TENANT = samples.TENANT
_AGE = 40 * 24 * 3600
_PARTS = ("organisations", "apps", "switches", "limits")


def add_arguments(parser):
    parser.add_argument("--port", type=int, default=8073, help="0 takes a free one (default %(default)s)")
    parser.add_argument("--tenant", default=TENANT, help="id of the organisation (default %(default)s)")
    parser.add_argument(
        "--sample", default="au", help=f"its contents: {', '.join(samples.PROFILES)} or empty (default %(default)s)"
    )
    parser.add_argument("--name", default="", help="of the organisation, in place of the sample's")
    parser.add_argument("--customers", type=int, default=0, help="so many more than the sample's (default none)")
    parser.add_argument("--kind", default="web", help="of the app: web, pkce or custom (default %(default)s)")
    parser.add_argument("--tier", default="starter", help="of the app (default %(default)s)")
    parser.add_argument("--client-id", default="", help="of the app (default: made up, see the control page)")
    parser.add_argument("--client-secret", default="")
    parser.add_argument(
        "--redirect-uri", action="append", default=[], help="of the app, letter by letter; several if need be"
    )
    parser.add_argument("--webhook-url", default="", help="where the app wants its webhooks")
    parser.add_argument("--webhook-key", default="", help="what they are signed with")
    parser.add_argument("--no-limits", action="store_true", help="never throttle")
    parser.add_argument(
        "--more",
        metavar="FILE",
        help='JSON in place of the above: {"organisations": [{"tenant", "sample", "profile": {...}, "switches": {...}, '
        '"customers"}], "apps": [{...}], "switches": {...}, "limits": {...}}, each if it is wanted',
    )


def run(arguments) -> int:
    try:
        service = make(arguments)
    except OSError as error:
        raise Misuse(f"Port {arguments.port} cannot be used: {error.strerror or error}") from error
    with service:
        print(f"Xero: {service.url}, control page: {service.addresses.control}", flush=True)
        threading.Event().wait()
    return FINE


def make(arguments) -> Service:
    """The service as the arguments describe it, not started yet."""
    more = _more(arguments.more)
    organisation = {"tenant": arguments.tenant, "sample": arguments.sample, "customers": arguments.customers}
    organisation["profile"] = {"name": arguments.name} if arguments.name else {}
    app = {
        "name": "Accounting Bridge",
        "redirect_uris": arguments.redirect_uri,
        "kind": arguments.kind,
        "tier": arguments.tier,
        "client_id": arguments.client_id,
        "client_secret": arguments.client_secret,
        "webhook_url": arguments.webhook_url,
        "webhook_key": arguments.webhook_key,
    }
    app = {name: value for name, value in app.items() if value != ""}
    if arguments.kind == "custom":
        app["tenant"] = arguments.tenant
    try:
        limits = Limits.none() if arguments.no_limits else Limits(**more.get("limits", {}))
        service = Service(arguments.port, switches=ServiceSwitches(**more.get("switches", {})), limits=limits)
        for asked in more.get("organisations", [organisation]):
            _add_organisation(service, **asked)
        for asked in more.get("apps", [app]):
            service.add_app(App(**asked))
    except (ValueError, TypeError, LookupError) as error:
        raise Misuse(str(error)) from error
    return service


def _add_organisation(service, tenant, sample="au", profile=None, customers=0, switches=None):
    """``profile`` are fields of the books' Profile that differ from those of the sample."""

    def made():
        # Entered a while ago: what a program reads at first is not what was changed lately as well.
        service.clock.advance(-_AGE)
        try:
            books = _books(service, tenant, sample, profile or {}, switches)
            samples.add_neighbours(books, customers)
        finally:
            service.clock.advance(_AGE)
        return books

    service.add_organisation(made(), made)


def _books(service, tenant, sample, changes, switches) -> Organisation:
    changes = {name: _frozen(value) for name, value in changes.items()}
    turned = BookSwitches(**switches) if switches else None
    if sample == "empty":
        return Organisation(tenant, Profile(**changes), service.clock, turned)
    if sample not in samples.PROFILES:
        raise Misuse(f"a sample is one of {', '.join(samples.PROFILES)} or empty")
    return samples.create(sample, tenant, service.clock, turned, **changes)


def _frozen(value):
    """Lists of JSON as a Profile has them."""
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _more(path) -> dict:
    if not path:
        return {}
    try:
        value = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Misuse(f"{path} cannot be read: {error}") from error
    if not isinstance(value, dict) or set(value) - set(_PARTS):
        raise Misuse(f"{path} holds {', '.join(_PARTS)}")
    return value
