"""The story of Xero, played in browsers: connect, consent for two organisations, choose one, settings, enable, first
import, an invoice with a partial payment and a credit note, five invoices of which the third is wrong, a customer
merged, one conflict, disconnect."""

from .cloud_story import PAID, PAYMENT, CloudStory
from .xero_scene import APPLICATION, ORGANISATION, TAX_RATE

INCOME, EXPENSE, DEPOSIT = "Sales", "Cost of Goods Sold", "Business Bank Account"
TAXES = ("San Tomas 8.25%", "San Tomas 8.25% included")
# What is credited of the invoice that was paid in part.
CREDIT = "credit_included"
# An item that somebody deletes in Xero, and the invoice of five that has it.
DELETED, WRONG = "Thermostat", 3
FIVE = ("Azure Interior", "Bayview Bakery", "Harbor Dental Group", "Odell & Sons Roofing", "Quarry Street Gym")


class XeroStory(CloudStory):
    """Plays on a ``XeroScene`` that runs."""

    ledger = "Xero"
    # A story that nobody follows on a screen needs more than sixty calls a minute: the bridge waits for the next one.
    patience = 150.0

    def play(self) -> None:
        """The whole story.

        :raises TimeoutError: when something does not happen
        """
        self.enter_application()
        self.consent()
        self.choose_organisation()
        self.wait_for_first_read()
        self.choose()
        self.enable()
        self.watch_import()
        self.release()
        self.pay()
        self.credit()
        self.release_five()
        self.cure()
        self.edit_both()
        self.make_conflict()
        self.settle_conflict()
        self.disconnect()

    # === CONNECT === #

    def enter_application(self) -> None:
        """Maria makes the connection and enters what stands at developer.xero.com in the company's own app."""
        maria = self.maria
        maria.open("bridge-connections/new")
        maria.choose("ledger", "Xero")
        for field, name in (
            ("app_client_id", "client_id"),
            ("app_client_secret", "client_secret"),
            ("app_verifier", "webhook_key"),
        ):
            maria.type(field, APPLICATION[name])
        self.save_application()
        statuses = ", ".join(map(str, self.scene.prove_webhooks()))
        self.tell(
            "Maria enters the keys of her app at Xero; Check set-up finds nothing missing. Xero sends its intent to"
            f" receive, every other body forged: {statuses}."
        )

    def consent(self) -> None:
        """Maria ticks two organisations on Xero's page; its window closes, and the form asks which one is meant."""
        page = self.open_consent()
        for box in page.locator("input[name=tenant]").all():
            box.check()
        with page.expect_event("close"):
            page.click("button.connect")
        self.maria.page.wait_for_selector("button[name=action_choose_company]:visible")
        self.tell("On Xero's page she ticks both organisations of her login; its window closes, and the form asks on.")

    def open_organisations(self) -> list[str]:
        """Press *Choose the organisation*; returns those that are offered."""
        maria = self.maria
        maria.press("action_choose_company")
        maria.page.wait_for_selector(".modal .o_data_row")
        return [name.strip() for name in maria.page.locator(".modal td[name=name]").all_inner_texts()]

    def choose_organisation(self) -> None:
        """Choose the one that this company of Odoo sends to."""
        names = self.open_organisations()
        row = self.maria.page.locator(".modal .o_data_row", has_text=ORGANISATION)
        row.locator("button[name=action_choose]").click()
        self.maria.wait_for_state("Connecting")
        self.tell(f"She chooses {ORGANISATION} among {len(names)}; the other one stays free for another company.")

    # === SET UP === #

    def choose(self) -> None:
        """Accounts, customers both ways, payments of the bank journal, and the rate that each tax stands for."""
        self.choose_accounts(INCOME, EXPENSE)
        self.choose_customers()
        self.choose_payments(DEPOSIT)
        self.maria.tab("taxes")
        for tax in TAXES:
            self.map_row("tax_mapping_ids", tax_id=tax, remote_record_id=TAX_RATE[0])
        self.maria.save()
        self.tell(
            "Maria lets customers go both ways, known by name, and fills blank states; items post to"
            f" {INCOME} and {EXPENSE}, payments of the bank journal go to {DEPOSIT}, taxes stand for {TAX_RATE[0]}."
        )

    # === EVERY DAY === #

    def pay(self) -> None:
        """Ben registers a payment of a part of one of the invoices; it follows by itself."""
        self.register_payment()
        there = self.scene.read_books("payments")[0]
        self.tell(f"Ben registers {PAYMENT} on it: in Xero {there['amount']} in {there['account']}.")

    def credit(self) -> None:
        """Olivia releases a credit note, Ben applies it to the same invoice in Odoo; the allocation follows."""
        number = self.move(CREDIT)["name"]
        self.release_selected([number])
        self.wait_until("the credit note is processed", lambda: self.states([CREDIT]) == ["processed"])
        ben = self.client("ben")
        ben.invoice(self.ids[f"invoice_{PAID}"])
        ben.page.locator(f"tr:has-text('{number}') .outstanding_credit_assign").click()
        self.wait_until("the credit note is allocated in Xero", lambda: bool(self.scene.read_books("allocations")))
        there = self.scene.read_books("allocations")[0]
        self.tell(f"Olivia releases {there['credit']}, Ben adds it to {there['number']}: {there['amount']} in Xero.")

    def release_five(self) -> None:
        """Somebody deleted an item in Xero; of five invoices four are in, and the third is rejected in Xero's words."""
        self.scene.do("delete_item", DELETED)
        ids = self._post_five()
        numbers = [move["name"] for move in self.admin.call("account.move", "read", ids, ["name"])]
        self.ids |= {f"invoice_five_{place}": each for place, each in enumerate(ids, 1)}
        self.release_selected(numbers)
        self.wait_until(
            "five invoices are judged", lambda: set(self.states(self.five)) <= {"processed", "rejected", "queued"}
        )
        self.wait_until("the third is rejected", lambda: self.states(self.five)[WRONG - 1] == "rejected")
        reason = self.move(f"five_{WRONG}", "bridge_reason")["bridge_reason"]
        states = self.states(self.five)
        self.tell(
            f"The bookkeeper deletes {DELETED} in Xero. Olivia releases five invoices: {states.count('processed')} are"
            f" in.\n✘ {numbers[WRONG - 1]}: {reason}"
        )

    @property
    def five(self) -> tuple[str, ...]:
        """The five invoices by their keys, in the order of their numbers."""
        return tuple(f"five_{place}" for place in range(1, len(FIVE) + 1))

    def _post_five(self) -> list[int]:
        """Olivia made them out before the story begins; only the third has the item."""
        product = {
            row["default_code"] or row["name"]: row["id"]
            for row in self.admin.read("product.product", [], ["name", "default_code"])
        }
        ids = []
        for place, name in enumerate(FIVE, 1):
            line = {"product_id": product[DELETED if place == WRONG else "Service call"], "quantity": place}
            values = {
                "move_type": "out_invoice",
                "partner_id": self.partner(name)["id"],
                "invoice_date": self.move(PAID, "invoice_date")["invoice_date"],
                "invoice_line_ids": [(0, 0, line)],
            }
            ids += self.admin.call("account.move", "create", [values])
        self.admin.call("account.move", "action_post", ids)
        return ids

    def open_issue(self) -> str:
        """Ben opens what the repair desk says of the item; returns Xero's words."""
        ben = self.client("ben")
        ben.open("bridge-issues")
        ben.page.locator(".o_data_row", has_text=DELETED).first.locator("td[name=reason_text]").click()
        ben.page.wait_for_selector(".o_form_view .o_field_widget[name=words]")
        return ben.text(".o_form_view .o_field_widget[name=words]")

    def cure(self) -> None:
        """Ben lets the item be made again; the invoice goes by itself."""
        words = self.open_issue()
        self.client("ben").page.locator(".o_form_view button[data-cure=create]").first.click()
        self.wait_until("the third is in as well", lambda: set(self.states(self.five)) == {"processed"})
        self.tell(
            f'Ben reads Xero\'s words, "{words}", and presses Create it: the item is made again, the third invoice goes'
            " by itself."
        )
