"""What a person's browser sends to Odoo: sign in, press a button, download a file."""

import http.cookiejar
import itertools
import json
import urllib.error
import urllib.request


class Refused(Exception):
    """Odoo answered with an error; the text is what the person would read."""


class Person:
    """A signed-in user of the web client."""

    def __init__(self, url: str, database: str, login: str, password: str | None = None):
        self.url, self.login = url, login
        jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
        self._numbers = itertools.count(1)
        answer = self._post(
            "/web/session/authenticate", {"db": database, "login": login, "password": password or login}
        )
        self.id = answer["uid"]

    def _post(self, path: str, parameters: dict):
        body = {"jsonrpc": "2.0", "method": "call", "id": next(self._numbers), "params": parameters}
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with self._open(request, timeout=120) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"].get("data") or {}
            raise Refused(data.get("message") or answer["error"]["message"])
        return answer.get("result")

    def call(self, model: str, method: str, *arguments, context: dict | None = None, **keywords):
        """Call a method as the web client does for a button.

        :raises Refused: with the words that a dialog would show
        """
        if context:
            keywords["context"] = context
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(arguments), "kwargs": keywords},
        )

    def press(self, model: str, method: str, ids, **context):
        """Press a button on records; returns the action that the client would run."""
        ids = [ids] if isinstance(ids, int) else list(ids)
        return self.call(model, method, ids, context=context or None)

    def read(self, model: str, domain: list, names: list, **options) -> list[dict]:
        """Records as a list shows them."""
        return self.call(model, "search_read", domain, names, **options)

    def download(self, path: str) -> tuple[str, bytes]:
        """A file: its name and its content."""
        with self._open(self.url + path, timeout=60) as response:
            return response.headers.get_filename() or "", response.read()
