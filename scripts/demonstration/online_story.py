"""The story of QuickBooks Online, played in browsers: connect, consent, choose, enable, first import, an invoice and a
partial payment, a customer merged, one conflict, disconnect."""

from .cloud_story import PAYMENT, CloudStory
from .online_scene import APPLICATION

INCOME, EXPENSE, DEPOSIT = "Services", "Subcontractors", "Checking"


class OnlineStory(CloudStory):
    """Plays on an ``OnlineScene`` that runs."""

    ledger = "QuickBooks"

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
        self.save_application()
        self.tell("Maria enters the keys of the application at Intuit; Check set-up finds nothing missing.")

    def consent(self) -> None:
        """The page of Intuit opens, Maria presses Connect there, its window closes and the form goes on."""
        page = self.open_consent()
        with page.expect_event("close"):
            page.click("button.connect")
        self.maria.wait_for_state("Connecting")
        self.tell("She presses Connect on Intuit's page; its window closes and the form shows that she is signed in.")

    def choose(self) -> None:
        """Customers both ways with states filled, the two accounts of items, payments and where their money goes."""
        self.choose_accounts(INCOME, EXPENSE)
        self.choose_customers()
        self.choose_payments(DEPOSIT)
        self.tell(
            "Maria lets customers go both ways, known by name, and fills blank states; items post to"
            f" {INCOME} and {EXPENSE}, payments of the bank journal go to {DEPOSIT}."
        )

    def pay(self) -> None:
        """Ben registers a payment of a part of one of the invoices; it follows by itself."""
        self.register_payment()
        there = self.scene.read_books("payments")[0]
        self.tell(f"Ben registers {PAYMENT} on it: in QuickBooks {there['total']} in {there['deposit_to']}.")
