"""An Odoo server beside the simulated service of a ledger in the cloud: what is measured, and the people who use both.

``online_office`` and ``xero_office`` say what is different.
"""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

from scripts.host import environment, query, start_server

from .office import Office

SALES, MATERIALS, TAX = "Sales", "Materials", "Tax 8.25%"
# Seconds between two looks, and how many there are: a thousand single writes take minutes by the ledger's limits.
_BETWEEN, _LOOKS = 0.5, 1200


class CloudOffice(Office):
    """One database, one server, one simulated service in this process; a context manager.

    The class of a ledger founds ``service`` with one company in ``_found``.

    :param fill: called with the books of the company before anybody has read them.
    """

    ledger: str
    # The environment variable that says where the service is.
    address: str
    # What a rate of tax is among the entries of the ledger.
    tax_kind = "tax"

    def __init__(self, template: str, fill=None):
        self._found()
        if fill:
            fill(self.company)
        super().__init__(template)

    def _found(self):
        raise NotImplementedError

    @property
    def callback(self) -> str:
        return f"/accounting_bridge/oauth/{self.ledger}"

    def _start(self):
        return start_server(self.database, env=environment(**{self.address: self.service.url}))

    def __exit__(self, *error):
        super().__exit__(*error)
        self.service.stop()

    # === CONNECTING === #

    def connect(self, **values) -> None:
        """Make the connection, consent, read for the first time, choose accounts and the tax, enable."""
        admin = self.admin
        admin.call("ir.config_parameter", "set_param", "web.base.url", self.url)
        app = self.application()
        created = {
            "ledger": self.ledger,
            "date_from": "2020-01-01",
            "create_missing_customer": "always",
            "create_missing_item": "always",
            "confirm_earlier_months": False,
            "app_client_id": app.client_id,
            "app_client_secret": app.client_secret,
            **values,
        }
        self.connection = admin.call("bridge.connection", "create", [created])[0]
        self._consent(app)
        self.turn()
        # What is counted is documents: nobody comes from the ledger.
        chosen = {
            "income_account_id": self._mirror("account", SALES),
            "expense_account_id": self._mirror("account", MATERIALS),
            "customer_direction": "push",
        }
        admin.call("bridge.connection", "write", [self.connection], chosen)
        taxes = admin.read("account.tax", [("name", "=", TAX)], ["id"])
        if taxes:
            rate = self._mirror(self.tax_kind, TAX)
            mapped = {"kind": "tax", "tax_id": taxes[0]["id"], "remote_record_id": rate}
            admin.call("bridge.mapping", "create", [{"connection_id": self.connection, **mapped}])
        admin.press("bridge.connection", "action_enable", self.connection)
        self.invoices = admin.call(
            "account.move", "search", [("move_type", "=", "out_invoice"), ("name", "=like", "INV/%")], order="id"
        )

    def application(self):
        """Return the application that signs in, registered with the address of this server."""
        raise NotImplementedError

    def _code(self, app) -> dict:
        """Return what the browser brings back of the page of consent, but what Odoo gave it."""
        raise NotImplementedError

    def _consent(self, app):
        """Press *Connect* here and there: the browser comes back with a code and with what Odoo gave it."""
        action = self.admin.press("bridge.connection", "action_connect", self.connection)
        asked = parse_qs(urlsplit(action["params"]["url"]).query)
        brought = {**self._code(app), "state": asked["state"][0]}
        self.admin.download(f"{self.callback}?{urlencode(brought)}")
        state = self.admin.read("bridge.connection", [("id", "=", self.connection)], ["state"])[0]["state"]
        if state != "connecting":
            raise RuntimeError(f"the connection is {state} after the consent")

    # === RUNS === #

    def turn(self) -> None:
        """Press *Run now* and let the server's own schedule work until nothing is left to be read or sent."""
        before = self._sessions()
        self.admin.press("bridge.connection", "action_run_now", self.connection)
        for _look in range(_LOOKS):
            time.sleep(_BETWEEN)
            if self._sessions() > before and not self._is_busy():
                return
        raise RuntimeError("the schedule does not come to an end")

    def _sessions(self) -> int:
        return self.count("bridge_session")

    def _is_busy(self) -> bool:
        left = query(
            "select count(*) from bridge_transfer "
            "where state in ('queued', 'sending', 'uncertain') and issue_id is null",
            self.database,
        )
        last = query(
            "select state, coalesce(jsonb_array_length(to_read), 0) from bridge_session order by id desc limit 1",
            self.database,
        )
        enabled = query("select count(*) from bridge_connection where state = 'connected'", self.database)
        waiting = int(left[0][0]) if int(enabled[0][0]) else 0
        return bool(waiting or not last or last[0][0] == "running" or int(last[0][1]))

    # === METERS === #

    def calls(self):
        """Return the counters of the service."""
        return self.service.journal.counters(self.company_there)
