"""An Odoo server beside a QuickBooks Online of its own: what is measured there, and the people who use both."""

import time
from urllib.parse import parse_qs, urlsplit

from scripts.host import environment, query, start_server
from tests.simulators.quickbooks_online.books import Bookkeeper, Profile
from tests.simulators.quickbooks_online.service import App, Limits, Service

from .office import Office

REALM = "9341450000000001"
CALLBACK = "/accounting_bridge/oauth/quickbooks_online"
SALES, MATERIALS, TAX = "Sales", "Materials", "Tax 8.25%"
# Seconds between two looks, and how many there are: a thousand single writes take minutes by Intuit's limits.
_BETWEEN, _LOOKS = 0.5, 1200


class OnlineOffice(Office):
    """One database, one server, one simulated service in this process; a context manager.

    :param fill: called with the company before anybody has read it.
    """

    def __init__(self, template: str, fill=None):
        # A call there takes tenths of a second and here thousandths: the limit of ten a second is met there by nobody.
        self.intuit = Service(limits=Limits.none(), webhooks_by_themselves=False).start()
        self.company = self.intuit.found(REALM, Profile(tax="manual"))
        self.desk = Bookkeeper(self.company)
        self.desk.add_account(SALES, "Income")
        self.desk.add_account(MATERIALS, "Cost of Goods Sold")
        self.desk.add_tax_code(TAX, [(TAX, "8.25")], self.desk.add_agency("State"))
        if fill:
            fill(self.company)
        super().__init__(template)

    def _start(self):
        address = {"ACCOUNTING_BRIDGE_QUICKBOOKS_ONLINE_URL": self.intuit.url}
        return start_server(self.database, env=environment(**address))

    def __exit__(self, *error):
        super().__exit__(*error)
        self.intuit.stop()

    # === CONNECTING === #

    def connect(self, mode: str = "auto", **values) -> None:
        """Make the connection, consent, read for the first time, choose accounts and the tax, enable."""
        admin = self.admin
        admin.call("ir.config_parameter", "set_param", "web.base.url", self.url)
        app = self.application()
        created = {
            "ledger": "quickbooks_online",
            "date_from": "2020-01-01",
            "create_missing_customer": "always",
            "create_missing_item": "always",
            "confirm_earlier_months": False,
            "write_mode": mode,
            "app_client_id": app.client_id,
            "app_client_secret": app.client_secret,
            "app_environment": app.environment,
            **values,
        }
        self.connection = admin.call("bridge.connection", "create", [created])[0]
        self._consent(app)
        self.turn()
        rows = {name: self._mirror("account", name) for name in (SALES, MATERIALS)}
        chosen = {"income_account_id": rows[SALES], "expense_account_id": rows[MATERIALS]}
        admin.call("bridge.connection", "write", [self.connection], chosen)
        taxes = admin.read("account.tax", [("name", "=", TAX)], ["id"])
        if taxes:
            mapped = {"kind": "tax", "tax_id": taxes[0]["id"], "remote_record_id": self._mirror("tax", TAX)}
            admin.call("bridge.mapping", "create", [{"connection_id": self.connection, **mapped}])
        admin.press("bridge.connection", "action_enable", self.connection)
        self.invoices = admin.call(
            "account.move", "search", [("move_type", "=", "out_invoice"), ("name", "=like", "INV/%")], order="id"
        )

    def application(self) -> App:
        """Return the application that signs in, registered with the address of this server."""
        return self.intuit.app_named("Bench") or self.intuit.add_app(App("Bench", [self.url + CALLBACK]))

    def _consent(self, app):
        """Press *Connect* here and there: the browser comes back with a code and with what Odoo gave it."""
        action = self.admin.press("bridge.connection", "action_connect", self.connection)
        asked = parse_qs(urlsplit(action["params"]["url"]).query)
        code = self.intuit.consent(app, REALM)
        self.admin.download(f"{CALLBACK}?code={code}&state={asked['state'][0]}&realmId={REALM}")
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
        """Return the counters of the service: ``by_class``, ``by_kind``, ``metered``, ``writes``."""
        return self.intuit.journal.counters(REALM)
