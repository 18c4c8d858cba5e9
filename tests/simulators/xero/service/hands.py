"""The form on the page of the books: a person presses what a bookkeeper does there."""

import inspect
from html import escape
from urllib.parse import urlencode

from tests.simulators.cloud.messages import Reply, Request

from ..books import Bookkeeper, Fault, Invalid
from .addresses import CONTROL


def names() -> list[str]:
    """What the bookkeeper can do."""
    return sorted(
        name
        for name, value in inspect.getmembers(Bookkeeper, inspect.isfunction)
        if not name.startswith("_") and name not in ("do",)
    )


def form(tenant_id: str) -> str:
    """Values stand one a line: those by their place, and those by their names as ``name=value``."""
    options = "".join(f'<option value="{name}">{name}{escape(_signature(name))}</option>' for name in names())
    return (
        f'<form method="post" action="{CONTROL}/books/{escape(tenant_id)}">'
        f'<p><select name="hand">{options}</select></p>'
        '<p><textarea name="values" rows="4" cols="60" placeholder="one value a line; or name=value"></textarea></p>'
        "<p><button>Do</button></p></form>"
    )


def _signature(name: str) -> str:
    parameters = list(inspect.signature(getattr(Bookkeeper, name)).parameters.values())[1:]
    return f"({', '.join(str(one).partition(':')[0].partition('=')[0] for one in parameters)})"


def pressed(tenant, request: Request) -> Reply:
    """Do it, and show the page again with what came of it; another site's form is nobody's hand."""
    origin = request.headers.get("Origin", "")
    if origin and origin != f"http://{request.headers.get('Host', '')}":
        return Reply.json({"error": "from another site"}, 403)
    asked = request.form
    hand = asked.get("hand", "")
    if hand not in names():
        return Reply.json({"error": f"the bookkeeper cannot {hand}"}, 400)
    positional, named = _values(asked.get("values", ""))
    try:
        with tenant.lock:
            getattr(Bookkeeper(tenant.books), hand)(*positional, **named)
        told = f"{hand}: done"
    except (Fault, Invalid, LookupError, ValueError, TypeError, ArithmeticError) as problem:
        told = f"{hand}: {problem}"
    return Reply(303, b"", headers={"Location": f"{CONTROL}/books/{tenant.id}?{urlencode({'told': told})}"})


def _values(text: str) -> tuple[list, dict]:
    positional, named = [], {}
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, equals, value = line.partition("=")
        if equals and name.strip().isidentifier():
            named[name.strip()] = value.strip()
        else:
            positional.append(line)
    return positional, named
