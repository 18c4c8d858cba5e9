"""A person at *Compare and Sync*: what is compared, what is listed, what is ticked, and what came of it."""

import re
import time
from dataclasses import dataclass

from .album import Album
from .client import SECONDS, Client

PUSH, PULL = "From Odoo to the ledger", "From the ledger to Odoo"
PRESSED = re.compile("/web/dataset/call_button/")
LINES = ".o_field_widget[name=line_ids]"
COLUMNS = ("mark", "name", "difference_text", "outcome", "outcome_text")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the page."""

    mark: str
    name: str
    difference_text: str
    outcome: str
    outcome_text: str
    ticked: bool


class CompareDesk:
    """One person's browser at *Compare and Sync*.

    :param album: receives a picture of every page that is worth one.
    """

    def __init__(self, client: Client, album: Album):
        self.client, self.page, self._album = client, client.page, album
        # The percentages that the bar has shown.
        self.seen: list[int] = []

    # === COMPARE === #

    def begin(self, subject: str, direction: str = PUSH) -> None:
        """Press New, and say what is compared in which direction."""
        self.client.open("bridge-compare")
        self.page.click(".o_list_button_add")
        self.page.wait_for_selector(".o_form_view .o_field_widget[name=subject]")
        if subject != "Customers":
            self.client.choose("subject", subject)
        self.page.click(f".o_field_widget[name=direction] label:has-text('{direction}')")

    def compare(self, picture: str = "") -> list[Line]:
        """Press Compare. :return: what is listed."""
        self.client.press("action_compare")
        self.client.wait_for_state("Compared")
        self.photograph(picture)
        return self.lines()

    def lines(self) -> list[Line]:
        """What is listed, as it stands there."""
        return [self._read(row) for row in self.page.locator(f"{LINES} .o_data_row").all()]

    @staticmethod
    def _read(row) -> Line:
        box = row.locator("td[name=is_selected] input")
        texts = {}
        for name in COLUMNS:
            cell = row.locator(f"td[name={name}]")
            texts[name] = cell.inner_text().strip() if cell.count() else ""
        return Line(**texts, ticked=box.is_checked())

    def says_nothing_differs(self) -> bool:
        """Whether the page says that both sides are the same."""
        return bool(self.page.locator(".alert:visible:has-text('Nothing differs.')").count())

    def photograph(self, picture: str) -> None:
        """Keep a picture of the page, where it has a name."""
        if picture:
            self._album.take(self.page, picture)

    # === TICK AND START === #

    def row(self, name: str):
        """The line of a record."""
        cell = self.page.locator("td[name=name]", has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        return self.page.locator(f"{LINES} .o_data_row", has=cell)

    def tick(self, *names: str) -> None:
        """Tick lines by the names of their records; all that can be ticked where none is named."""
        if not names:
            self.client.press("action_tick_all")
            self.page.wait_for_selector("button[name=action_start_sync]:visible")
            return
        for name in names:
            box = self.row(name).locator("td[name=is_selected]")
            if not box.locator("input").is_checked():
                box.click()
                box.locator("input:checked").wait_for(state="attached")

    def refuses(self, name: str) -> bool:
        """Try to tick a line. :return: whether it cannot be."""
        box = self.row(name).locator("td[name=is_selected]")
        box.click()
        self.page.wait_for_timeout(SECONDS)
        return not box.locator("input").is_checked()

    def choose(self, name: str, words: str) -> None:
        """Say whose it is to be, of what was changed on both sides."""
        cell = self.row(name).locator("td[name=choice]")
        cell.click()
        self.page.locator(f"{LINES} .o_selected_row td[name=choice] input").first.click()
        self.page.locator(".o_select_menu_menu .o_select_menu_item", has_text=words).first.click()
        # Whether it can be ticked now is said by the server.
        self.row(name).locator("td[name=is_selected] input:enabled").wait_for()

    def start(self, patience: float, picture: str = "") -> list[Line]:
        """Press Start Sync and watch the bar, which moves by itself. :return: the lines with their results.

        :raises TimeoutError: when it is not done in time
        """
        self.client.press("action_start_sync")
        self.page.wait_for_selector(".o_form_view .o_field_widget[name=progress]")
        end = time.monotonic() + patience
        done = self.page.locator(".o_statusbar_status .o_arrow_button_current:has-text('Done')")
        self.photograph(f"{picture}-started" if picture else "")
        while not done.count():
            self._look_at_bar()
            if time.monotonic() > end:
                raise TimeoutError(f"Start Sync was not done within {patience:g} s")
            self.page.wait_for_timeout(SECONDS / 5)
        self._look_at_bar()
        self.photograph(picture)
        return self.lines()

    def _look_at_bar(self) -> None:
        text = self.client.text(".o_field_widget[name=progress] .o_progressbar_value")
        percent = int("".join(filter(str.isdigit, text)) or 0)
        self.seen += [percent] if percent not in self.seen else []

    def bar(self) -> str:
        """What the bar has shown, in words."""
        return "the bar at " + ", ".join(f"{percent} %" for percent in self.seen)

    def result(self) -> str:
        """What the page says came of it."""
        return self.client.text(".o_field_widget[name=progress_text]")

    def compare_again(self, name: str, picture: str = "") -> list[Line]:
        """Press *Compare again* in the line of what was changed meanwhile. :return: what is listed now."""
        with self.page.expect_response(PRESSED):
            self.row(name).locator("button[name=action_compare_again]").click()
        self.client.wait_for_state("Compared")
        self.photograph(picture)
        return self.lines()
