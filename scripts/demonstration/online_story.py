"""The story of QuickBooks Online, played in browsers: connect, consent, choose, enable, first import, an invoice and a
partial payment, a customer merged, one conflict, disconnect.

Everything that people do in Odoo is done at its pages. What the bookkeeper does in the pages of QuickBooks is done at
the simulator's control page. Nobody waits for a schedule: what people do wakes the engine, and what is changed in
QuickBooks is told by its webhooks.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scripts.host import HostError
from scripts.host.browser import ARGUMENTS, chromium

from .client import Client
from .doors import Person
from .online_scene import APPLICATION, OnlineScene

FIRST = ("included", "held")
PAID, PAYMENT = "included", "100.00"
MERGED, CONFLICT = "Bayview Bakery", "Café Uno"
# What the story makes the same on both sides; customers who were on both before keep what differed that day.
EDITED = {MERGED: ("phone", "street"), CONFLICT: ("phone",)}
NEW_STREET, NEW_PHONE = "14 Harbor Road", "555-0199"
OUR_PHONE, THEIR_PHONE = "555-0170", "555-0180"
INCOME, EXPENSE, DEPOSIT = "Services", "Subcontractors", "Checking"


class OnlineStory:
    """Plays on a scene that runs. ``tell`` receives what happens, a line at a time."""

    def __init__(self, scene: OnlineScene, browser, tell: Callable[[str], None] = print):
        self.scene, self.tell, self._browser = scene, tell, browser
        self.noise: list[str] = []
        self._clients: dict[str, Client] = {}
        self.admin = Person(scene.url, scene.database, "admin")
        rows = self.admin.read("ir.model.data", [("module", "=", "demonstration")], ["name", "res_id"])
        self.ids = {row["name"]: row["res_id"] for row in rows}
        self.connection = 0

    def play(self) -> None:
        """The whole story.

        :raises TimeoutError: when something does not happen
        """
        self.enter_application()
        self.consent()
        self.wait_for_first_read()
        self.choose()
        self.enable()
        self.watch_import()
        self.release()
        self.pay()
        self.edit_both()
        self.make_conflict()
        self.settle_conflict()
        self.disconnect()

    # === WHO AND WHERE === #

    def client(self, login: str) -> Client:
        """Somebody's browser, signed in at first use."""
        if login not in self._clients:
            self._clients[login] = Client(self._browser, self.scene.url, login, self.noise)
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

    def partner(self, name: str, *names: str) -> dict:
        """Fields of a customer in Odoo."""
        return self.admin.read("res.partner", [("name", "=", name)], ["phone", "street", *names])[0]

    def customer(self, name: str) -> dict:
        """The same customer in QuickBooks."""
        return next(row for row in self.scene.entries("Customer") if row["DisplayName"] == name)

    @staticmethod
    def wait_until(what: str, fact: Callable[[], bool], seconds: float = 60) -> None:
        """Wait for what comes by itself.

        :raises TimeoutError: when it does not
        """
        end = time.monotonic() + seconds
        while not fact():
            if time.monotonic() > end:
                raise TimeoutError(f"{what}: not within {seconds:g} s")
            time.sleep(0.2)

    # === CONNECT === #

    def enter_application(self) -> None:
        """Maria makes the connection and enters the keys of the company's own application at Intuit."""
        maria = self.maria
        maria.open("bridge-connections/new")
        maria.choose("ledger", "QuickBooks Online")
        maria.page.click(".o_field_widget[name=app_environment] label:has-text('Sandbox')")
        for field, name in (
            ("app_client_id", "client_id"),
            ("app_client_secret", "client_secret"),
            ("app_verifier", "verifier_token"),
        ):
            maria.type(field, APPLICATION[name])
        maria.type("date_from", "01/01/2020")
        maria.save()
        self.connection = self.admin.read("bridge.connection", [], ["id"])[0]["id"]
        maria.press("action_check_set_up")
        maria.page.wait_for_selector(".o_notification:has-text('Everything that signing in needs is here')")
        self.tell("Maria enters the keys of the application at Intuit; Check set-up finds nothing missing.")

    def open_consent(self):
        """Press *Connect to QuickBooks*; returns Intuit's page, in a window of its own."""
        maria = self.maria
        maria.close_notifications()
        with maria.context.expect_page() as opened:
            maria.press("action_sign_in")
        page = opened.value
        page.wait_for_selector("button.connect")
        return page

    def consent(self) -> None:
        """The page of Intuit opens, Maria presses Connect there, its window closes and the form goes on."""
        page = self.open_consent()
        with page.expect_event("close"):
            page.click("button.connect")
        self.maria.wait_for_state("Connecting")
        self.tell("She presses Connect on Intuit's page; its window closes and the form shows that she is signed in.")

    def wait_for_first_read(self) -> None:
        """The form loads itself again until the ledger was read once."""
        page = self.maria.page
        page.wait_for_selector(".o_field_widget[name=first_read_at]", timeout=60_000)
        words = self.maria.text(".o_field_widget[name=first_read_text]")
        self.tell(f"QuickBooks is read for the first time, nothing is written: {words}.")

    # === SET UP === #

    def choose(self) -> None:
        """Customers both ways with states filled, the two accounts of items, payments and where their money goes."""
        maria = self.maria
        maria.pick("income_account_id", INCOME)
        maria.pick("expense_account_id", EXPENSE)
        maria.tab("customers")
        maria.page.click(".o_field_widget[name=customer_direction] label:has-text('Both ways')")
        maria.choose("customer_key", "Name")
        maria.page.locator(".o_field_widget[name=fill_blank_states] input").check()
        maria.tab("items")
        maria.page.click(".o_field_widget[name=create_missing_item] label:has-text('Always')")
        maria.tab("payments")
        # This one is saved at once.
        with maria.page.expect_response(re.compile("/web_save")):
            maria.page.locator(".o_field_widget[name=sends_payments] input").check()
        maria.page.wait_for_selector(".o_form_status_indicator_buttons.invisible", state="attached")
        maria.page.click(".o_field_widget[name=deposit_mapping_ids] .o_field_x2many_list_row_add a")
        row = ".o_field_widget[name=deposit_mapping_ids] .o_data_row.o_selected_row"
        maria.pick("journal_id", "Bank", row)
        maria.pick("remote_record_id", DEPOSIT, row)
        maria.save()
        self.tell(
            "Maria lets customers go both ways, known by name, and fills blank states; items post to"
            f" {INCOME} and {EXPENSE}, payments of the bank journal go to {DEPOSIT}."
        )

    def enable(self) -> None:
        """Press *Enable*: what stands in QuickBooks comes into Odoo."""
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
        words = self.maria.page.locator(".o_field_widget[name=session_ids] td[name=meeting_text]")
        texts = [text for text in words.all_inner_texts() if "created" in text]
        running = self.maria.page.locator(".o_bridge_loading:visible").count()
        return texts[0] if texts and not waiting and not running else ""

    # === EVERY DAY === #

    def release(self) -> None:
        """Olivia releases two invoices from the list; they are in QuickBooks seconds later."""
        olivia = self.client("olivia")
        olivia.invoices()
        olivia.select([self.move(key)["name"] for key in FIRST])
        olivia.action("Release to Account System")
        olivia.page.wait_for_selector(".modal .o_data_row")
        olivia.press("action_release_good")
        olivia.page.wait_for_selector(".modal", state="detached")
        self.wait_until(
            "the invoices are processed",
            lambda: all(self.move(key, "bridge_state")["bridge_state"] == "processed" for key in FIRST),
        )
        olivia.invoice(self.ids[f"invoice_{PAID}"])
        self.tell(f"Olivia releases two invoices. {olivia.text('[name=bridge_ribbon]')}")

    def pay(self) -> None:
        """Ben registers a payment of a part of one of them; it follows the invoice by itself."""
        ben = self.client("ben")
        ben.invoice(self.ids[f"invoice_{PAID}"])
        ben.press("action_register_payment")
        ben.fill("amount", PAYMENT, ".modal")
        ben.press("action_create_payments")
        ben.page.wait_for_selector(".modal", state="detached")
        self.wait_until("the payment is in QuickBooks", lambda: bool(self.scene.read_books("payments")))
        there = self.scene.read_books("payments")[0]
        self.tell(f"Ben registers {PAYMENT} on it: in QuickBooks {there['total']} in {there['deposit_to']}.")

    def edit_both(self) -> None:
        """One customer is edited on both sides, each another field: both sides have both afterwards."""
        self._type_into(MERGED, "street", NEW_STREET)
        self.scene.edit_there("Customer", MERGED, PrimaryPhone={"FreeFormNumber": NEW_PHONE})
        self.wait_until(
            f"{MERGED} is merged",
            lambda: (
                self.partner(MERGED)["phone"] == NEW_PHONE and self.customer(MERGED)["BillAddr"]["Line1"] == NEW_STREET
            ),
        )
        self.tell(
            f"{MERGED}: Ben corrects the street in Odoo, the bookkeeper the phone in QuickBooks; both sides have both."
        )

    def make_conflict(self) -> None:
        """One field is edited on both sides: nobody's entry is overwritten, an issue is filed."""
        self._type_into(CONFLICT, "phone", OUR_PHONE)
        self.scene.edit_there("Customer", CONFLICT, PrimaryPhone={"FreeFormNumber": THEIR_PHONE})
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
            "QuickBooks has Odoo's phone",
            lambda: self.customer(CONFLICT)["PrimaryPhone"]["FreeFormNumber"] == OUR_PHONE,
        )
        self.tell("Ben presses Keep Odoo's; QuickBooks has it seconds later.")

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
        maria = self.open_connection()
        maria.page.click(".o_form_view .o_form_sheet button:has-text('Disconnect')")
        maria.page.wait_for_selector(".modal button[name=action_disconnect]")
        maria.press("action_disconnect")
        maria.wait_for_state("Disconnected")
        self.tell("Maria presses Disconnect: nothing travels any more, links and history are kept.")


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
