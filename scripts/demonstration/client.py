"""What a person does in a browser, in words that the steps of a story can be read by."""

import re

SECONDS = 1000
# What Chromium says by itself, about pages of Odoo that have nothing of ours.
HARMLESS = re.compile(r"favicon|Download the React DevTools")


class Client:
    """One person's browser.

    :param noise: receives what goes wrong on any page.
    """

    def __init__(self, browser, url: str, login: str, noise: list[str]):
        self._url = url
        self.context = browser.new_context(viewport={"width": 1366, "height": 900}, timezone_id="America/Los_Angeles")
        self.page = self.context.new_page()
        self.page.set_default_timeout(15 * SECONDS)
        self.page.on("console", lambda message: self._listen(noise, login, message))
        self.page.on("pageerror", lambda error: noise.append(f"{login}: {error}"))
        self.page.on("dialog", lambda dialog: self._refuse(noise, login, dialog))
        self.page.goto(f"{self._url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_web_client .o_main_navbar")

    @staticmethod
    def _listen(noise, login, message):
        if message.type == "error" and not HARMLESS.search(message.text):
            noise.append(f"{login}: {message.text} ({message.location.get('url', '')})")

    @staticmethod
    def _refuse(noise, login, dialog):
        noise.append(f"{login}: a script ran: {dialog.message}")
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

    def fill(self, field: str, text: str, within: str = ".o_form_view") -> None:
        """Replace the text of a field."""
        self.page.locator(f"{within} .o_field_widget[name={field}] input").first.fill(text)
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

    def wait_for_state(self, label: str) -> None:
        """Wait until the bar of states has come to this one."""
        self.page.wait_for_selector(f".o_statusbar_status .o_arrow_button_current:has-text('{label}')")

    def close_notifications(self) -> None:
        """Close what Odoo says at the top right."""
        while self.page.locator(".o_notification_close").count():
            self.page.locator(".o_notification_close").first.click()
            self.page.wait_for_timeout(300)

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
