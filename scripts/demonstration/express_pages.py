"""A person at the pages of the set-up, who knows nothing but what stands on them.

Whatever is pressed, ticked or filled in is found by the words that are printed beside it, and counted. What is read is
counted too: words that stood there before are not read again.
"""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from .album import Album
from .client import SECONDS, Client

# What adults read in a minute in silence, on average, and the seconds between two things that they press.
READ_IN_A_MINUTE, THINKS = 238, 2.0
STEPS = ("Consent", "Connect", "What to sync", "Express or Advanced", "Mapping", "Schedule", "Review", "Activate")
PAGE = ".o_bridge_setup"
# How often something is pressed that a page which was just loading itself has forgotten, and for how long each time.
TRIES, PATIENCE = 6, 20 * SECONDS


@dataclass
class Effort:
    """What setting up took: presses, words that were read, seconds that the machine needed, steps in their order."""

    presses: int = 0
    words: int = 0
    seconds: float = 0.0
    steps: list[str] = field(default_factory=list)

    @property
    def minutes(self) -> float:
        """What it takes a person who reads every word: to read, to press, and to wait for the machine."""
        return self.words / READ_IN_A_MINUTE + (self.presses * THINKS + self.seconds) / 60

    def as_data(self) -> dict:
        """The same for a program."""
        return {
            "presses": self.presses,
            "words_read": self.words,
            "seconds_measured": round(self.seconds, 1),
            "minutes_for_a_person": round(self.minutes, 1),
            "steps": self.steps,
        }


class SetupPages:
    """One set-up, from *New connection* on.

    :param folder: where the pictures of each step go, their names beginning with ``name``.
    """

    def __init__(self, client: Client, folder: Path, name: str):
        self.client, self.page = client, client.page
        self.effort = Effort()
        self._album = Album(folder, name)
        self._seen: set[str] = set()
        self._begun = time.monotonic()

    # === READING === #

    def read(self, picture: str = "") -> str:
        """Read what stands on the page, and keep a picture of it; returns the words."""
        column = self.page.locator(f"{PAGE} [name=steps], {PAGE} [name=help]")
        text = "\n".join(column.all_inner_texts())
        for line in map(str.strip, text.splitlines()):
            if line not in self._seen:
                self._seen.add(line)
                self.effort.words += len(line.split())
        self.effort.seconds = time.monotonic() - self._begun
        if picture:
            self.photograph(picture)
        return " ".join(text.split())

    def photograph(self, name: str) -> None:
        """Keep a picture of the whole page. It takes nobody's time."""
        begun = time.monotonic()
        self._album.take(self.page, name)
        self._begun += time.monotonic() - begun

    def wants(self) -> str:
        """What the page says is to be done before one may go on, "" for nothing."""
        words = self.page.locator(f"{PAGE} .o_field_widget[name=setup_problem_text]:visible")
        return " ".join(words.first.inner_text().split()) if words.count() else ""

    def arrive(self, step: str) -> str:
        """Wait until this step is the one where the person is; returns what stands there."""
        self.page.wait_for_selector(self._here(step))
        self.effort.steps.append(step)
        return self.read(step.lower().replace(" ", "-"))

    def is_done(self, step: str) -> bool:
        """Whether the page shows this step, and wants nothing more at it."""
        return bool(self.page.locator(self._here(step)).count()) and not self.wants()

    @staticmethod
    def _here(step: str) -> str:
        return f"{PAGE} li[data-state=here]:has-text('{step}')"

    # === DOING === #

    def press(self, words: str) -> None:
        """Press the button with these words."""
        self.effort.presses += 1
        button = self.page.locator(f"button:visible:has-text('{words}')").first
        button.click(timeout=PATIENCE)

    def go_on(self, to: str, words: str = "Save + Continue") -> str:
        """Press the button that leads on, and read the step that comes."""
        from playwright.sync_api import Error

        for left in reversed(range(TRIES)):
            try:
                self.press(words)
                self.page.wait_for_selector(self._here(to), timeout=PATIENCE)
                break
            except Error:
                # A page that was loading itself at that moment has forgotten the press.
                if not left:
                    raise
        return self.arrive(to)

    def tick(self, words: str, within: str = "") -> None:
        """Choose one of several, or tick a box, by the words beside it."""
        self.effort.presses += 1
        scope = f".o_field_widget[name={within}] " if within else ""
        item = self.page.locator(f"{PAGE} {scope}.o_radio_item:visible", has_text=words).first
        if not item.count():
            self.page.locator(PAGE).get_by_label(words).locator("visible=true").first.check()
            return
        item.locator("input").check()

    def enter(self, words: str, text: str) -> None:
        """Type into the field with this label."""
        self.effort.presses += 1
        box = self.page.locator(PAGE).get_by_label(words).locator("visible=true").first
        box.fill(text)
        box.press("Tab")

    def pick(self, words: str, text: str) -> None:
        """Choose an entry in the field with this label."""
        from playwright.sync_api import Error

        self.effort.presses += 1
        box = self.page.locator(PAGE).get_by_label(words).locator("visible=true").first
        begins = re.compile(rf"^\s*(\d+ )?{re.escape(text)}\s*$")
        menu = self.page.locator(".o-autocomplete--dropdown-menu")
        for left in reversed(range(TRIES)):
            try:
                box.focus()
                box.fill(text)
                entry = menu.locator(".o-autocomplete--dropdown-item").filter(has_text=begins).first
                entry.click(timeout=PATIENCE / 2)
                menu.first.wait_for(state="detached")
                return
            except Error:
                # The answer to what was chosen before empties what is being typed.
                if not left:
                    raise

    def switch_on(self, record: str) -> None:
        """Switch on a kind of record in the list."""
        self.effort.presses += 1
        toggle = self._row(record).locator("td[name=enabled] .o_boolean_toggle input")
        if not toggle.is_checked():
            self._row(record).locator("td[name=enabled] .o_boolean_toggle").click()

    def choose_in_row(self, record: str, column: str, words: str) -> None:
        """Choose an entry in a cell of a list."""
        self.effort.presses += 2
        self._row(record).locator(f"td[name={column}]").click()
        cell = self.page.locator(f"{PAGE} .o_selected_row td[name={column}] input").first
        cell.click()
        self.page.locator(f".o_select_menu_menu .o_select_menu_item:has-text('{words}')").first.click()
        self.page.wait_for_selector(".o_select_menu_menu", state="detached")

    def _row(self, record: str):
        cell = self.page.locator("td[name=kind]", has_text=re.compile(rf"^\s*{re.escape(record)}\s*$"))
        return self.page.locator(f"{PAGE} .o_data_row:visible", has=cell).first

    def sign_in(self, button: str, company: str) -> None:
        """Press the button that opens the page of the ledger, choose the company there and agree."""
        self.client.close_notifications()
        with self.client.context.expect_page() as opened:
            self.press(button)
        window = opened.value
        self.effort.presses += 2
        window.locator("label", has_text=company).click()
        with window.expect_event("close"):
            window.click("button.connect")
        self.page.wait_for_selector(f"{PAGE} .alert-success:visible:has-text('Connected')")
        self.page.wait_for_timeout(300)
