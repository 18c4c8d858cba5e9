"""A person at the tabs *Customers* and *Items* of a connection, and at the issues behind them.

Whatever is pressed is pressed on a page that was opened while no run was at work: a page that is being loaded again may
take a press for nothing.
"""

import re
from collections.abc import Callable

from .client import SECONDS, Client

PRESSED = re.compile("/web/dataset/call_button/")
# How often a list is tried that may load itself again, and for how long each time.
TRIES, PATIENCE = 12, 15 * SECONDS
TAB = {"customer": "customers", "item": "items"}
FIELD = {"customer": "customer_binding_ids", "item": "item_binding_ids"}


class Desk:
    """One person's browser at one connection.

    :param calm: waits until no run of the connection is at work.
    """

    def __init__(self, client: Client, connection: int, calm: Callable[[], None]):
        self.client, self.page = client, client.page
        self._connection, self._calm = connection, calm

    # === TABS === #

    def tab(self, kind: str) -> None:
        """Open a tab of the connection."""
        self._calm()
        self.client.open(f"bridge-connections/{self._connection}")
        self.client.tab(TAB[kind])
        self.page.wait_for_selector(f".o_field_widget[name={FIELD[kind]}] .o_list_renderer")

    def title(self, kind: str) -> str:
        """The title of a tab, with its number."""
        return self.client.text(f".o_notebook .nav-link[name={TAB[kind]}]")

    def row(self, kind: str, name: str):
        """The row of a customer or an item on its tab."""
        cell = self.page.locator("td[name=record_name]", has_text=_exactly(name))
        return self.page.locator(f".o_field_widget[name={FIELD[kind]}] .o_data_row", has=cell)

    def enter_key(self, kind: str, name: str, key: str) -> None:
        """Type an e-mail or a SKU into the row that asks for it."""
        from playwright.sync_api import Error

        for left in reversed(range(TRIES)):
            self.tab(kind)
            box = self.row(kind, name).locator("input.o_bridge_key")
            if box.input_value() == key:
                return
            try:
                with self.page.expect_response(re.compile("/action_set_key"), timeout=2 * PATIENCE):
                    box.fill(key)
                    box.press("Enter")
                return
            except Error:
                # A page that was loading itself at that moment has forgotten what was typed.
                if not left:
                    raise

    def cure(self, kind: str, name: str, code: str, before: Callable[[], None] | None = None) -> None:
        """Press a button in the row of a customer or an item.

        :param before: what happens elsewhere while the page is open.
        """
        self.tab(kind)
        if before:
            before()
        with self.page.expect_response(PRESSED):
            self.row(kind, name).locator(f"button[data-cure={code}]").click()

    # === DIALOGS === #

    def choose(self, pairs: dict[str, str]) -> None:
        """Say who is who in the chooser that is open: ``{name in Odoo: name there}``."""
        dialog = self.page.locator(".modal")
        for name, there in pairs.items():
            cell = self.page.locator("td[name=record_name]", has_text=_exactly(name))
            dialog.locator(".o_field_widget[name=line_ids] .o_data_row", has=cell).locator(
                "td[name=remote_record_id]"
            ).click()
            self._pick("remote_record_id", there, ".modal .o_selected_row")
        self._answer("action_choose")

    def pick(self, there: str) -> None:
        """Pick the entry in the dialog that is open."""
        self._pick("remote_record_id", there, ".modal")
        self._answer("action_pick")

    def rename(self, name: str) -> None:
        """Enter another name in the dialog that is open."""
        self.client.fill("name", name, ".modal")
        self._answer("action_rename")

    def _pick(self, field: str, text: str, within: str) -> None:
        box = self.page.locator(f"{within} .o_field_widget[name={field}] input").first
        box.focus()
        box.fill(text)
        # An entry is told apart from others by what else is known of it.
        begins = re.compile(rf"^\s*{re.escape(text)}")
        menu = self.page.locator(".o-autocomplete--dropdown-menu")
        menu.locator(".o-autocomplete--dropdown-item").filter(has_text=begins).first.click()
        menu.first.wait_for(state="detached")

    def _answer(self, button: str) -> None:
        with self.page.expect_response(PRESSED):
            self.page.locator(f".modal button[name={button}]").click()
        self.page.wait_for_selector(".modal", state="detached")

    # === ISSUES === #

    def issues(self, kind: str) -> None:
        """Open the issues of a tab by the link on it."""
        self.tab(kind)
        self.page.locator(".o_notebook .tab-pane.active button:has-text('Open them')").click()
        self.page.wait_for_selector(".o_list_view .o_data_row td[name=reason_text]")

    def action(self, words: str, name: str = "") -> str:
        """Tick the issue about one record, or all, and choose something of the Action menu.

        :return: what Odoo says to it, "" where it asks in a dialog.
        """
        from playwright.sync_api import Error

        for left in reversed(range(TRIES)):
            try:
                self._tick(name)
                self._choose_action(words)
                break
            except Error:
                # A list that loads itself again has forgotten what was ticked.
                if not left:
                    raise
        said = self.page.locator(".o_notification_content, .modal button[name=action_ignore]").first
        said.wait_for()
        if self.page.locator(".modal").count():
            return ""
        words = " ".join(said.inner_text().split())
        self.client.close_notifications()
        return words

    def _tick(self, name: str) -> None:
        where = self.page.locator(".o_list_view thead")
        if name:
            cell = self.page.locator("td[name=record_name]", has_text=_exactly(name))
            where = self.page.locator(".o_list_view .o_data_row", has=cell)
        where.locator(".o_list_record_selector input").check(timeout=PATIENCE)

    def _choose_action(self, words: str) -> None:
        toggle = self.page.locator(".o_control_panel .o_cp_action_menus .dropdown-toggle:has-text('Actions')")
        toggle.click(timeout=PATIENCE)
        entry = self.page.locator(f".o-dropdown--menu .o_menu_item:has-text('{words}')").first
        entry.click(timeout=PATIENCE)

    def ignore(self, why: str) -> None:
        """Say why in the dialog that is open."""
        self.client.fill("why", why, ".modal")
        self._answer("action_ignore")


def _exactly(text: str) -> re.Pattern:
    """What shows a name and nothing else; products are shown with their SKUs in front."""
    return re.compile(rf"^\s*(\[.*\] )?{re.escape(text)}\s*$")
