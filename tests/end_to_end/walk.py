"""What a person does in a browser, in words that the steps can be read by."""

import re

from scripts.demonstration.doors import Person
from scripts.demonstration.people import PEOPLE
from scripts.host import layout
from tests.simulators.mailbox import Mailbox
from tests.simulators.quickbooks_desktop import CompanyFile
from tests.simulators.web_connector import Habits, Journal, WebConnector

SECONDS = 1000
# What Chromium says by itself, about pages of Odoo that have nothing of ours.
HARMLESS = re.compile(r"favicon|Download the React DevTools")


class Walk:
    """The people, each with a browser of their own, and the computer with QuickBooks."""

    def __init__(self, scene, browser):
        self.scene, self._browser = scene, browser
        self.noise: list[str] = []
        self._clients: dict[str, Client] = {}
        self.book = CompanyFile(str(scene.book_path))
        self.mailbox = Mailbox(scene.mails)
        self.connector: WebConnector | None = None
        self.admin = Person(scene.url, scene.database, "admin")
        rows = self.admin.read("ir.model.data", [("module", "=", "demonstration")], ["name", "res_id"])
        self.ids = {row["name"]: row["res_id"] for row in rows}

    def __getattr__(self, login):
        """``walk.olivia``: her browser, signed in at first use."""
        if login not in {name for name, *_rest in PEOPLE}:
            raise AttributeError(login)
        return self.visitor(login)

    def visitor(self, login: str) -> "Client":
        """Anybody's browser."""
        if login not in self._clients:
            self._clients[login] = Client(self, self._browser, login)
        return self._clients[login]

    def close(self) -> None:
        """Close books and browsers."""
        self.book.close()
        for client in self._clients.values():
            client.context.close()

    def take_noise(self) -> list[str]:
        """What went wrong in any browser since the last call."""
        noise, self.noise = self.noise, []
        return noise

    def take_pictures(self, name: str) -> str:
        """Keep a picture of each browser; returns where."""
        folder = layout.HOST / "reports" / "end_to_end"
        folder.mkdir(parents=True, exist_ok=True)
        for login, client in self._clients.items():
            client.page.screenshot(path=str(folder / f"{name}-{login}.png"))
        return f"pictures in {folder.relative_to(layout.REPO)}"

    # === THE COMPUTER WITH QUICKBOOKS === #

    def add_application(self, qwc: str, password: str) -> None:
        """Add the .qwc file in the Web Connector and type the password."""
        journal = Journal(self.scene.journal_path)
        self.connector = WebConnector(qwc, password, self.book, journal, habits=Habits())

    def update_selected(self):
        """One visit, which must be clean."""
        result = self.connector.update_selected()
        assert result.clean, (result.error, result.last_error, [str(one) for one in result.findings])
        return result

    def in_the_books(self) -> dict[str, dict]:
        """The invoices in the company file, by Odoo's number."""
        return {invoice["other"]: invoice for invoice in self.book.invoices()}

    # === ODOO === #

    def id(self, key: str) -> int:
        """The id of an invoice of the demo company."""
        return self.ids[f"invoice_{key}"]

    def move(self, key: str, *names) -> dict:
        """Fields of an invoice."""
        return self.admin.call("account.move", "read", [self.id(key)], ["name", "amount_total", *names])[0]

    def numbers(self, keys) -> list[str]:
        """Odoo's numbers of invoices."""
        return [self.move(key)["name"] for key in keys]


class Client:
    """One person's browser."""

    def __init__(self, walk: Walk, browser, login: str):
        self._walk, self._url = walk, walk.scene.url
        self.context = browser.new_context(viewport={"width": 1366, "height": 900}, timezone_id="America/Los_Angeles")
        self.page = self.context.new_page()
        self.page.set_default_timeout(15 * SECONDS)
        self.page.on("console", lambda message: self._listen(walk, login, message))
        self.page.on("pageerror", lambda error: walk.noise.append(f"{login}: {error}"))
        self.page.on("dialog", lambda dialog: self._refuse(walk, login, dialog))
        self.page.goto(f"{self._url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_web_client .o_main_navbar")

    @staticmethod
    def _listen(walk, login, message):
        if message.type == "error" and not HARMLESS.search(message.text):
            walk.noise.append(f"{login}: {message.text} ({message.location.get('url', '')})")

    @staticmethod
    def _refuse(walk, login, dialog):
        walk.noise.append(f"{login}: a script ran: {dialog.message}")
        dialog.dismiss()

    # === MOVING ABOUT === #

    def open(self, path: str) -> None:
        """Open a page of Odoo by its address."""
        self.page.goto(f"{self._url}/odoo/{path}")
        self.page.wait_for_selector(".o_action_manager .o_view_controller")

    def reload(self) -> None:
        """Load the page again."""
        self.page.reload()
        self.page.wait_for_selector(".o_action_manager .o_view_controller")

    def invoice(self, move_id: int) -> None:
        """Open an invoice."""
        self.open(f"customer-invoices/{move_id}")
        self.page.wait_for_selector(".o_form_view .o_field_widget[name=name]")

    def tab(self, name: str) -> None:
        """Open a tab of a form."""
        self.page.locator(f".o_notebook .nav-link:is([name='{name}'], :text-is('{name}'))").first.click()

    def text(self, selector: str) -> str:
        """The text of what a selector finds, in one line."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    # === DOING === #

    def press(self, name: str) -> None:
        """Press a button by its name and wait for Odoo."""
        with self.page.expect_response(re.compile("/web/dataset/call_button/")):
            self.page.locator(f"button[name={name}]:visible").first.click()

    def pick(self, field: str, text: str, within: str = ".o_form_view") -> None:
        """Choose an entry in a many2one field."""
        box = self.page.locator(f"{within} .o_field_widget[name={field}] input").first
        # Focused, not clicked: a click would ask Odoo for everything first, and that answer may come late.
        box.focus()
        box.fill(text)
        exact = re.compile(rf"^\s*(\d+ )?{re.escape(text)}\s*$")
        menu = self.page.locator(".o-autocomplete--dropdown-menu")
        menu.locator(".o-autocomplete--dropdown-item").filter(has_text=exact).first.click()
        menu.first.wait_for(state="detached")

    def type(self, field: str, text: str) -> None:
        """Type into a field; a date is a button until it is clicked."""
        self.page.locator(f".o_form_view .o_field_widget[name={field}] :is(input, button)").first.click()
        self.page.locator(f".o_form_view .o_field_widget[name={field}] input").first.fill(text)
        self.page.keyboard.press("Tab")

    def choose(self, field: str, label: str) -> None:
        """Choose an entry of a drop-down."""
        self.page.locator(f".o_form_view .o_field_widget[name={field}] input").first.click()
        self.page.locator(f".o_select_menu_menu .o_select_menu_item:has-text('{label}')").first.click()

    def save(self) -> None:
        """Save a form."""
        with self.page.expect_response(re.compile("/web_save")):
            self.page.click(".o_form_button_save")
        self.page.wait_for_selector(".o_form_status_indicator_buttons.invisible", state="attached")

    def take_notice_of_refusal(self) -> None:
        """Odoo logs nothing for a refusal that it shows as a dialog; wait until that dialog is gone."""
        self.page.wait_for_selector(".modal", state="detached")

    # === LISTS OF INVOICES === #

    def invoices(self) -> None:
        """Open the list of customer invoices, without filters."""
        self.open("customer-invoices")
        while self.page.locator(".o_searchview .o_facet_remove").count():
            self.page.locator(".o_searchview .o_facet_remove").first.click()
            self.page.wait_for_timeout(200)
        self.page.wait_for_selector(".o_list_view .o_data_row")

    def select(self, numbers: list[str]) -> None:
        """Tick invoices by their numbers."""
        for number in numbers:
            row = self.page.locator(".o_list_view .o_data_row", has=self.page.locator(f"text='{number}'"))
            row.locator(".o_list_record_selector input").check()

    def action(self, words: str) -> None:
        """Choose something from the Action menu."""
        self.page.click(".o_control_panel .o_cp_action_menus .dropdown-toggle:has-text('Actions')")
        self.page.locator(f".o-dropdown--menu .o_menu_item:has-text('{words}')").first.click()

    def states(self) -> dict[str, str]:
        """The column Batch Status: number -> the word in it."""
        rows = self.page.locator(".o_list_view .o_data_row").all()
        return {
            row.locator("td[name=name]").inner_text().strip(): row.locator(
                ".o_bridge_state span:last-child"
            ).inner_text()
            for row in rows
        }
