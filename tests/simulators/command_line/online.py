"""``online``: a QuickBooks Online that programs connect to and people watch at its control page."""

import json
import threading
from pathlib import Path

from tests.simulators.quickbooks_online.books import Company, Profile, samples
from tests.simulators.quickbooks_online.service import App, Limits, Service, ServiceSwitches

from .exits import FINE, Misuse

HELP = "serve QuickBooks Online: authorise page, tokens, API, webhooks, control page"
REALM = "9341452987654321"
_AGE = 40 * 24 * 3600
_PARTS = ("companies", "apps", "switches", "limits")


def add_arguments(parser):
    parser.add_argument("--port", type=int, default=8072, help="0 takes a free one (default %(default)s)")
    parser.add_argument("--realm", default=REALM, help="id of the company (default %(default)s)")
    parser.add_argument(
        "--sample", default="us", help=f"its contents: {', '.join(samples.PROFILES)} or empty (default %(default)s)"
    )
    parser.add_argument("--name", default="", help="of the company, in place of the sample's")
    parser.add_argument("--customers", type=int, default=0, help="so many more than the sample's (default none)")
    parser.add_argument("--environment", default="sandbox", help="sandbox or production (default %(default)s)")
    parser.add_argument("--client-id", default="", help="of the app (default: made up, see the control page)")
    parser.add_argument("--client-secret", default="")
    parser.add_argument(
        "--redirect-uri", action="append", default=[], help="of the app, letter by letter; several if need be"
    )
    parser.add_argument("--webhook-url", default="", help="where the app wants its webhooks")
    parser.add_argument("--verifier-token", default="", help="what they are signed with")
    parser.add_argument("--no-limits", action="store_true", help="never throttle")
    parser.add_argument(
        "--more",
        metavar="FILE",
        help='JSON in place of the above: {"companies": [{"realm", "environment", "sample", "profile": {...}, '
        '"customers"}], "apps": [{...}], "switches": {...}, "limits": {...}}, each if it is wanted',
    )


def run(arguments) -> int:
    try:
        service = make(arguments)
    except OSError as error:
        raise Misuse(f"Port {arguments.port} cannot be used: {error.strerror or error}") from error
    with service:
        print(f"QuickBooks Online: {service.url}, control page: {service.addresses.control}", flush=True)
        threading.Event().wait()
    return FINE


def make(arguments) -> Service:
    """The service as the arguments describe it, not started yet."""
    more = _more(arguments.more)
    company = {"realm": arguments.realm, "environment": arguments.environment, "sample": arguments.sample}
    company["customers"] = arguments.customers
    company["profile"] = {"name": arguments.name} if arguments.name else {}
    app = {
        "name": "Accounting Bridge",
        "redirect_uris": arguments.redirect_uri,
        "environment": arguments.environment,
        "client_id": arguments.client_id,
        "client_secret": arguments.client_secret,
        "webhook_url": arguments.webhook_url,
        "verifier_token": arguments.verifier_token,
    }
    app = {name: value for name, value in app.items() if value != ""}
    try:
        limits = Limits.none() if arguments.no_limits else Limits(**more.get("limits", {}))
        service = Service(arguments.port, switches=ServiceSwitches(**more.get("switches", {})), limits=limits)
        for asked in more.get("companies", [company]):
            _add_company(service, **asked)
        for asked in more.get("apps", [app]):
            service.add_app(App(**asked))
    except (ValueError, TypeError) as error:
        raise Misuse(str(error)) from error
    return service


def _add_company(service, realm, environment="sandbox", sample="us", profile=None, customers=0):
    """``profile`` are fields of the books' Profile that differ from those of the sample."""
    changes = profile or {}
    # Entered a while ago: what a program reads at first is not what was changed lately as well.
    service.clock.advance(-_AGE)
    if sample == "empty":
        company = Company(realm, Profile(**changes), service.clock)
    elif sample in samples.PROFILES:
        company = samples.create(sample, str(realm), service.clock, **changes)
    else:
        raise Misuse(f"a sample is one of {', '.join(samples.PROFILES)} or empty")
    samples.add_neighbours(company, customers)
    service.clock.advance(_AGE)
    service.add_company(company, environment)


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
