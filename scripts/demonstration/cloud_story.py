"""What a demonstration of a ledger in the cloud plays, whichever it is, in browsers: consent, first import, release and
a partial payment, a customer merged, one conflict, disconnect.

Everything that people do in Odoo is done at its pages. What the bookkeeper does in the pages of the ledger is done at
the simulator's control page. Nobody waits for a schedule: what people do wakes the engine, and what is changed there is
told by webhooks.
"""

import abc
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scripts.host import HostError
from scripts.host.browser import ARGUMENTS, chromium

from .client import SECONDS, Client
from .cloud_scene import CloudScene
from .doors import Person

FIRST = ("included", "held")
PAID, PAYMENT = "included", "100.00"
MERGED, CONFLICT = "Bayview Bakery", "Café Uno"
# What the story makes the same on both sides; customers who were on both before keep what differed that day.
EDITED = {MERGED: ("phone", "street"), CONFLICT: ("phone",)}
NEW_STREET, NEW_PHONE = "14 Harbor Road", "555-0199"
OUR_PHONE, THEIR_PHONE = "555-0170", "555-0180"


class CloudStory(abc.ABC):
    """Plays on a scene that runs. ``tell`` receives what happens, a line at a time."""

    # The ledger in one word, and for how many seconds people wait for what comes by itself.
    ledger: str
    patience = 60.0
    # For how many seconds a page may take to show what it is asked for.
    page_patience = 15.0

    def __init__(self, scene: CloudScene, browser, tell: Callable[[str], None] = print):
        self.scene, self.tell, self._browser = scene, tell, browser
        self.noise: list[str] = []
        self._clients: dict[str, Client] = {}
        self.admin = Person(scene.url, scene.database, "admin")
        rows = self.admin.read("ir.model.data", [("module", "=", "demonstration")], ["name", "res_id"])
        self.ids = {row["name"]: row["res_id"] for row in rows}
        self.connection = 0

    @abc.abstractmethod
    def play(self) -> None:
        """The whole story.

        :raises TimeoutError: when something does not happen
        """

    # === WHO AND WHERE === #

    def client(self, login: str) -> Client:
        """Somebody's browser, signed in at first use."""
        if login not in self._clients:
            client = Client(self._browser, self.scene.url, login, self.noise)
            client.page.set_default_timeout(self.page_patience * SECONDS)
            self._clients[login] = client
        return self._clients[login]

    def close(self) -> None:
        """Close the browsers."""
        for client in self._clients.values():
            client.context.close()

    @property
    def maria(self) -> Client:
        return self.client("maria")

    def open_connection(self) -> Client:
        """Maria looks at the connection."""
        self.maria.open(f"bridge-connections/{self.connection}")
        self.maria.page.wait_for_selector(".o_form_view .o_notebook")
        return self.maria

    def move(self, key: str, *names: str) -> dict:
        """Fields of an invoice of the demo company."""
        return self.admin.call("account.move", "read", [self.ids[f"invoice_{key}"]], ["name", *names])[0]

    def states(self, keys) -> list[str]:
        """What has become of invoices of the demo company."""
        return [self.move(key, "bridge_state")["bridge_state"] for key in keys]

    def partner(self, name: str, *names: str) -> dict:
        """Fields of a customer in Odoo."""
        return self.admin.read("res.partner", [("name", "=", name)], ["phone", "street", *names])[0]

    def customer(self, name: str) -> dict:
        """The same customer in the ledger."""
        return next(row for row in self.scene.customers() if row["name"] == name)

    def wait_until(self, what: str, fact: Callable[[], bool]) -> None:
        """Wait for what comes by itself.

        :raises TimeoutError: when it does not
        """
        end = time.monotonic() + self.patience
        while not fact():
            if time.monotonic() > end:
                raise TimeoutError(f"{what}: not within {self.patience:g} s")
            time.sleep(0.2)

    def calm(self) -> None:
        """Wait until no run is at work, and none is about to begin."""

        def is_calm() -> bool:
            running = self.admin.call("bridge.session", "search_count", [("state", "=", "running")])
            now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
            # What is switched off may have been woken all the same, and never runs.
            woken = [("call_at", "<=", now), ("cron_id.active", "=", True)]
            return not running and not self.admin.call("ir.cron.trigger", "search_count", woken)

        self.wait_until("no run is at work", is_calm)

    # === CONNECT === #

    def save_application(self) -> None:
        """Save the new connection and let the set-up be checked."""
        maria = self.maria
        maria.type("date_from", "01/01/2020")
        maria.save()
        self.connection = self.admin.read("bridge.connection", [], ["id"])[0]["id"]
        maria.press("action_check_set_up")
        maria.page.wait_for_selector(".o_notification:has-text('Everything that signing in needs is here')")

    def open_consent(self):
        """Press *Connect*; returns the page of the consent, in a window of its own."""
        maria = self.maria
        maria.close_notifications()
        with maria.context.expect_page() as opened:
            maria.press("action_sign_in")
        page = opened.value
        page.wait_for_selector("button.connect")
        return page

    def wait_for_first_read(self) -> None:
        """The form loads itself again until the ledger was read once."""
        page = self.maria.page
        page.wait_for_selector(".o_field_widget[name=first_read_at]", timeout=60_000)
        words = self.maria.text(".o_field_widget[name=first_read_text]")
        self.tell(f"{self.ledger} is read for the first time, nothing is written: {words}.")

    # === SET UP === #

    def choose_accounts(self, income: str, expense: str) -> None:
        """What items that are made there post to."""
        self.maria.tab("invoices")
        self.maria.pick("income_account_id", income)
        self.maria.pick("expense_account_id", expense)

    def choose_customers(self) -> None:
        """Customers both ways, known by name, with states filled; items are made where they are missing."""
        maria = self.maria
        maria.tab("customers")
        maria.page.click(".o_field_widget[name=customer_direction] label:has-text('Both ways')")
        maria.choose("customer_key", "Name")
        maria.page.locator(".o_field_widget[name=fill_blank_states] input").check()
        maria.tab("items")
        maria.page.click(".o_field_widget[name=create_missing_item] label:has-text('Always')")

    def choose_payments(self, account: str) -> None:
        """Payments travel, and the money of the bank journal goes to this account; saves."""
        maria = self.maria
        maria.tab("payments")
        # This one is saved at once.
        with maria.page.expect_response(re.compile("/web_save")):
            maria.page.locator(".o_field_widget[name=sends_payments] input").check()
        maria.page.wait_for_selector(".o_form_status_indicator_buttons.invisible", state="attached")
        self.map_row("deposit_mapping_ids", journal_id="Bank", remote_record_id=account)
        maria.save()

    def map_row(self, field: str, **chosen: str) -> None:
        """Add a row to a list of mappings."""
        maria = self.maria
        maria.page.click(f".o_field_widget[name={field}] .o_field_x2many_list_row_add a")
        row = f".o_field_widget[name={field}] .o_data_row.o_selected_row"
        for name, text in chosen.items():
            maria.pick(name, text, row)

    def enable(self) -> None:
        """Press *Enable*: what stands in the ledger comes into Odoo."""
        self.maria.press("action_enable")
        self.maria.wait_for_state("Connected")
        self.tell("She presses Enable.")

    def watch_import(self) -> list[int]:
        """Watch the bar of the first import until it is done; returns the percentages that were seen."""
        page, seen = self.maria.page, []
        end = time.monotonic() + 120
        while not (line := self._imported()):
            # Read at once: the bar is gone as soon as nothing is left.
            for text in page.locator(".o_bridge_loading .o_progressbar_value").all_inner_texts():
                percent = int("".join(filter(str.isdigit, text)) or 0)
                seen += [percent] if percent not in seen else []
            if time.monotonic() > end:
                raise TimeoutError("the first import did not end within 120 s")
            page.wait_for_timeout(100)
        self.tell(f"The first import, its bar at {', '.join(f'{each} %' for each in seen)}: {line}.")
        return seen

    def _imported(self) -> str:
        """What the newest line of the activity log says of customers, once nothing is left of the import."""
        waiting = self.admin.call(
            "bridge.remote.record", "search_count", [("kind", "=", "customer"), ("is_to_meet", "=", True)]
        )
        words = self.maria.page.locator(".o_field_widget[name=session_ids] td[name=result]")
        texts = [text for text in words.all_inner_texts() if "created" in text]
        running = self.maria.page.locator(".o_bridge_loading:visible").count()
        return texts[0] if texts and not waiting and not running else ""

    # === EVERY DAY === #

    def release_selected(self, numbers: list[str]) -> None:
        """Olivia selects documents in the list and releases what the preview calls good."""
        olivia = self.client("olivia")
        olivia.invoices()
        olivia.select(numbers)
        olivia.action("Release to Account System")
        olivia.page.wait_for_selector(".modal .o_data_row")
        olivia.press("action_release_good")
        olivia.page.wait_for_selector(".modal", state="detached")

    def release(self) -> None:
        """Olivia releases two invoices from the list; they are in the ledger seconds later."""
        self.release_selected([self.move(key)["name"] for key in FIRST])
        self.wait_until("the invoices are processed", lambda: set(self.states(FIRST)) == {"processed"})
        olivia = self.client("olivia")
        olivia.invoice(self.ids[f"invoice_{PAID}"])
        self.tell(f"Olivia releases two invoices. {olivia.text('[name=bridge_ribbon]')}")

    def register_payment(self) -> None:
        """Ben registers a payment of a part of one of them; it follows the invoice by itself."""
        ben = self.client("ben")
        ben.invoice(self.ids[f"invoice_{PAID}"])
        ben.press("action_register_payment")
        ben.fill("amount", PAYMENT, ".modal")
        ben.press("action_create_payments")
        ben.page.wait_for_selector(".modal", state="detached")
        self.wait_until(f"the payment is in {self.ledger}", lambda: bool(self.scene.read_books("payments")))

    def edit_both(self) -> None:
        """One customer is edited on both sides, each another field: both sides have both afterwards."""
        self._type_into(MERGED, "street", NEW_STREET)
        self.scene.change_phone(MERGED, NEW_PHONE)
        self.wait_until(
            f"{MERGED} is merged",
            lambda: self.partner(MERGED)["phone"] == NEW_PHONE and self.customer(MERGED)["street"] == NEW_STREET,
        )
        self.tell(
            f"{MERGED}: Ben corrects the street in Odoo, the bookkeeper the phone in {self.ledger}; both sides have"
            " both."
        )

    def make_conflict(self) -> None:
        """One field is edited on both sides: nobody's entry is overwritten, an issue is filed."""
        self._type_into(CONFLICT, "phone", OUR_PHONE)
        self.scene.change_phone(CONFLICT, THEIR_PHONE)
        ben = self.client("ben")
        self.wait_until("the conflict is filed", lambda: bool(self.conflicts()))
        ben.open("bridge-issues")
        ben.page.wait_for_selector(".o_list_view .o_data_row")
        row = ben.page.locator(".o_data_row", has_text=CONFLICT)
        self.tell(f"✘ {row.locator('td[name=reason_text]').inner_text()}")

    def conflicts(self) -> list[dict]:
        """Open questions about customers that were changed on both sides."""
        domain = [("reason", "=", "customer_conflict"), ("state", "=", "open")]
        return self.admin.read("bridge.issue", domain, ["reason_text"])

    def settle_conflict(self) -> None:
        """Ben answers it on the repair desk."""
        ben = self.client("ben")
        row = ben.page.locator(".o_data_row", has_text=CONFLICT)
        row.locator("button[data-cure=keep_odoo]").click()
        row.wait_for(state="detached")
        self.wait_until(
            f"{self.ledger} has Odoo's phone",
            lambda: self.customer(CONFLICT)["phone"] == OUR_PHONE,
        )
        self.tell(f"Ben presses Keep Odoo's; {self.ledger} has it soon after.")

    def _type_into(self, name: str, field: str, text: str) -> None:
        """Ben edits a customer in Odoo."""
        ben = self.client("ben")
        ben.open(f"contacts/{self.partner(name)['id']}")
        ben.page.wait_for_selector(".o_form_view .o_field_widget[name=phone]")
        ben.fill(field, text)
        ben.save()

    # === GOOD-BYE === #

    def disconnect(self) -> None:
        """Maria presses Disconnect at the top right."""
        self.ask_to_disconnect()
        self.maria.press("action_disconnect")
        self.maria.wait_for_state("Disconnected")
        self.tell("Maria presses Disconnect: nothing travels any more, links and history are kept.")

    def ask_to_disconnect(self) -> None:
        """The dialog says what ends."""
        maria = self.open_connection()
        maria.page.click(".o_form_view .o_form_sheet button:has-text('Disconnect')")
        maria.page.wait_for_selector(".modal button[name=action_disconnect]")


@contextmanager
def window(*, shown: bool = False) -> Iterator:
    """A browser; ``shown`` on the screen, slowly enough for a person to follow.

    :raises HostError: when a page does not show what the story waits for
    """
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(ARGUMENTS), headless=not shown, slow_mo=400 if shown else 0
        )
        try:
            yield browser
        except Error as error:
            raise HostError(f"The story stops in the browser: {error}") from error
        finally:
            browser.close()
