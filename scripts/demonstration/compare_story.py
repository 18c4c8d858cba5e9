"""The story of Compare and Sync, played in browsers: customers both ways, jobs, a contract, flags, and what is changed
after it was sent. Nothing goes by itself here: what was ticked goes, and what a person asked for.
"""

from collections.abc import Callable

from .album import Album
from .compare_invoices import InvoiceSteps
from .compare_partners import CustomerSteps
from .online_story import DEPOSIT, EXPENSE, INCOME, OnlineStory


class CompareStory(CustomerSteps, InvoiceSteps, OnlineStory):
    """Plays on a ``CompareScene`` that runs."""

    patience = 240.0
    # On a machine that is busy a page takes its time.
    page_patience = 60.0

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.album = Album(self.scene.pictures, "compare")
        # What was listed at each comparison, and with which results: {step: lines}.
        self.listed: dict[str, list] = {}
        self.done: dict[str, list] = {}
        # Whether what cannot be ticked was ticked all the same: {what: whether it was refused}.
        self.refused: dict[str, bool] = {}
        # What pages said on the way: {step: words}.
        self.words: dict[str, str] = {}

    def play(self) -> None:
        """The whole story.

        :raises TimeoutError: when something does not happen
        """
        self.set_up()
        self.compare_customers()
        self.close_jobs()
        self.compare_jobs()
        self.compare_contract()
        self.force()
        self.change_what_was_sent()
        self.credit_and_reinvoice()

    def set_up(self) -> None:
        """Maria connects QuickBooks; nothing of it goes by itself."""
        self.enter_application()
        self.consent()
        self.wait_for_first_read()
        self.choose()
        self.enable()
        self.calm()

    def choose(self) -> None:
        """Customers both ways, but by hand; invoices by hand; payments follow what they pay."""
        maria = self.maria
        self.choose_accounts(INCOME, EXPENSE)
        maria.page.click(".o_field_widget[name=release_policy] label:has-text('By hand')")
        self.choose_customers()
        maria.tab("customers")
        maria.choose("customer_pace", "By hand")
        self.choose_payments(DEPOSIT)
        self.tell("Maria lets customers go both ways, and has both customers and invoices go by hand only.")

    # === WHAT ALL STEPS NEED === #

    def run_now(self, login: str) -> None:
        """Somebody presses Run now on the card of the dashboard, and waits until the run is over."""
        client = self.client(login)
        client.open("accounting-bridge")
        client.page.locator(".o_kanban_record a[name=action_run_now]").first.click()
        client.page.wait_for_selector(".o_notification")
        client.close_notifications()
        self.calm()

    def photograph(self, login: str, name: str) -> None:
        """Keep a picture of what somebody sees."""
        self.album.take(self.client(login).page, name)

    def note(self, step: str, words: str) -> str:
        """Keep what a page said. :return: the same words."""
        self.words[step] = words
        return words

    def wait_for_documents(self, what: str, state: str, moves: Callable[[], list[int]]) -> None:
        """Wait until documents have come to this state."""

        def is_there() -> bool:
            rows = self.admin.read("account.move", [("id", "in", moves())], ["bridge_state"])
            return bool(rows) and {row["bridge_state"] for row in rows} == {state}

        self.wait_until(what, is_there)
