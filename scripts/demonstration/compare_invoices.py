"""Jobs, a contract, flags and what is changed after it was sent, in the story of Compare and Sync."""

from .compare_data import CONTRACT_OF, NEW_INVOICE_PRICE, NEW_PRICE, PERIODS, REPAIR, TWO_VISITS
from .compare_partners import counted

CLOSED_JOBS = ("visits_1", "visits_2", "repair_1", "not_ordered_1")
CALLED_OFF_JOB = "called_off_1"
FORCED, CHANGED, PAID = "visits_2", "repair_1", "visits_1"


class InvoiceSteps:
    """Mixed into the story."""

    # === JOBS === #

    def close_jobs(self) -> None:
        """Olivia closes what was done in the field, and calls one off."""
        olivia = self.client("olivia")
        for key in CLOSED_JOBS:
            olivia.open(f"m-fsm.order/{self.ids[f'job_{key}']}")
            olivia.press("action_complete")
            olivia.wait_for_state("Completed")
        olivia.open(f"m-fsm.order/{self.ids[f'job_{CALLED_OFF_JOB}']}")
        olivia.press("action_cancel")
        olivia.wait_for_state("Cancelled")
        self.tell(f"Olivia completes {len(CLOSED_JOBS)} jobs, one of which nobody ordered, and cancels another.")

    def job(self, key: str) -> dict:
        """A job of the demo company: its name, its flags and its invoices."""
        names = ["name", "bridge_closed", "bridge_ready", "invoice_ids"]
        return self.admin.call("fsm.order", "read", [self.ids[f"job_{key}"]], names)[0]

    def invoice_of(self, key: str) -> dict:
        """The first invoice of a job."""
        names = ["name", "amount_total", "bridge_state", "amount_residual"]
        return self.admin.call("account.move", "read", [min(self.job(key)["invoice_ids"])], names)[0]

    def compare_jobs(self) -> None:
        """Compare Invoice: jobs without an invoice are there, one with nothing to invoice says so."""
        desk = self.desk("olivia")
        desk.begin("Jobs")
        self.listed["jobs"] = desk.compare("jobs")
        for line in self.listed["jobs"]:
            self.tell(f"  {line.mark}: {line.name} {line.outcome_text}".rstrip())
        self.refused["nothing to invoice"] = desk.refuses(self.job("not_ordered_1")["name"])
        self.done["jobs"] = desk.start(self.patience, "jobs-invoiced")
        numbers = ", ".join(self.invoice_of(key)["name"] for key in CLOSED_JOBS[:-1])
        self.tell(f"Start Sync makes, posts and sends {numbers}: {desk.result()}.")

    # === CONTRACT === #

    def compare_contract(self) -> None:
        """Compare Contract: what is due is generated first."""
        olivia, desk = self.client("olivia"), self.desk("olivia")
        desk.begin("Contracts")
        desk.photograph("contracts-begun")
        olivia.press("action_generate_contracts")
        said = self.note("generated", olivia.text(".o_notification_content"))
        olivia.close_notifications()
        self.listed["contracts"] = desk.compare("contracts")
        self.done["contracts"] = desk.start(self.patience, "contracts-sent")
        self.tell(f"{PERIODS} months of {CONTRACT_OF}'s contract are due. {said} Start Sync: {desk.result()}.")

    # === FLAGS === #

    def force(self) -> None:
        """Set Flags with both boxes: what was sent goes once more with the next run."""
        olivia = self.client("olivia")
        job, move = self.job(FORCED), self.invoice_of(FORCED)
        before = self.version_there(move["id"])
        olivia.open("bridge-closed-jobs")
        row = olivia.page.locator(".o_list_view .o_data_row", has=olivia.page.locator(f"text='{job['name']}'"))
        row.locator(".o_list_record_selector input").check()
        self.photograph("olivia", "closed-jobs")
        olivia.action("Set Flags")
        for box in ("bridge_closed", "bridge_ready"):
            olivia.page.locator(f".modal .o_field_widget[name={box}] input").check()
        self.photograph("olivia", "set-flags")
        olivia.press("action_set")
        olivia.page.wait_for_selector(".modal", state="detached")
        said = self.note("forced", olivia.text(".o_notification_content"))
        olivia.close_notifications()
        olivia.invoice(move["id"])
        self.note("forced, on the invoice", olivia.text("[name=bridge_ribbon]"))
        self.run_now("olivia")
        self.wait_until("it arrived again", lambda: self.version_there(move["id"]) != before)
        self.wait_for_documents("it is processed again", "processed", lambda: [move["id"]])
        olivia.invoice(move["id"])
        olivia.page.wait_for_selector(".o-mail-Message:has-text('Flags set')")
        self.photograph("olivia", "forced")
        self.tell(f"Olivia sets both flags of {job['name']} once more. {said} {move['name']} arrives as an update.")

    def link_of(self, move_id: int) -> dict:
        """The entry in the books that a document is linked with."""
        # What applies a credit note is a payment of that note, and linked with it as well.
        kinds = ("kind", "in", ("invoice", "credit_note"))
        domain = [("move_id", "=", move_id), ("external_id", "!=", False), kinds]
        (link,) = self.admin.read("bridge.binding", domain, ["external_id"])
        return next(row for row in self.scene.documents() if row["id"] == link["external_id"])

    def version_there(self, move_id: int) -> str:
        """Which version of it the books hold."""
        return self.link_of(move_id)["sync_token"]

    # === AFTER SENDING === #

    def change_what_was_sent(self) -> None:
        """Reset to Draft says what the books hold; what is posted again is listed as an update."""
        olivia, desk = self.client("olivia"), self.desk("olivia")
        move = self.invoice_of(CHANGED)
        olivia.invoice(move["id"])
        self.ask_to_reset("olivia", "reset-to-draft")
        olivia.press("action_reset")
        olivia.wait_for_state("Draft")
        self.enter_price("olivia", "Repair on site", NEW_PRICE)
        olivia.press("action_post")
        olivia.wait_for_state("Posted")
        self.photograph("olivia", "posted-again")
        self.note("posted again", olivia.text("[name=bridge_ribbon]"))
        desk.begin("Jobs")
        self.listed["changed"] = desk.compare("changed")
        self.done["changed"] = desk.start(self.patience, "changed-sent")
        self.tell(
            f"Olivia resets {move['name']} of {REPAIR.customer} to draft, is told what QuickBooks holds, and posts it"
            f" with {NEW_PRICE}: {counted(self.listed['changed'])}; {desk.result()}."
        )

    def ask_to_reset(self, login: str, step: str) -> None:
        """Press Reset to Draft, and read what the dialog says."""
        client = self.client(login)
        client.press("action_bridge_tell_first")
        client.page.wait_for_selector(".modal .o_field_widget[name=holds_text]")
        self.photograph(login, step)
        texts = [client.text(f".modal .o_field_widget[name={name}]:visible") for name in ("holds_text", "next_text")]
        self.tell(f"  {self.note(step, ' '.join(texts))}")

    def enter_price(self, login: str, name: str, price) -> None:
        """Enter another price in the line of an invoice that is a draft, and save it."""
        client = self.client(login)
        row = client.page.locator(".o_field_widget[name=invoice_line_ids] .o_data_row", has_text=name)
        row.locator("td[name=price_unit]").click()
        box = client.page.locator(".o_field_widget[name=invoice_line_ids] .o_selected_row td[name=price_unit] input")
        box.fill(str(price))
        box.press("Tab")
        client.save()

    def credit_and_reinvoice(self) -> None:
        """What was paid there is credited and invoiced anew, in one click; then both sides settle it."""
        ben, old = self.client("ben"), self.invoice_of(PAID)
        self.pay_all(old)
        ben.invoice(old["id"])
        self.ask_to_reset("ben", "reset-what-is-paid")
        ben.press("action_credit_and_reinvoice")
        ben.page.wait_for_selector(".modal", state="detached")
        ben.wait_for_state("Draft")
        self.note("credited", ben.text(".o-mail-Message:has-text('Made in place of')"))
        self.photograph("ben", "credited")
        credit, new = self.made_of(old["id"])
        self.enter_price("ben", "Service visit", NEW_INVOICE_PRICE)
        desk = self.desk("ben")
        desk.begin("Jobs")
        self.listed["reinvoiced"] = desk.compare("reinvoiced")
        self.done["reinvoiced"] = desk.start(self.patience, "reinvoiced-sent")
        result = desk.result()
        self.wait_for_documents("both are in QuickBooks", "processed", lambda: [credit, new])
        ben.invoice(new)
        ben.page.locator(".outstanding_credit_assign").first.click()
        self.wait_until("the credit is applied in QuickBooks", lambda: self.link_of(new)["balance"] == 0)
        ben.invoice(new)
        self.photograph("ben", "credit-applied")
        self.tell(
            f"Ben presses Credit and re-invoice on {old['name']}, which is paid: a credit note of all of it and a new"
            f" invoice of {NEW_INVOICE_PRICE}, to which he applies the credit: {result}."
        )

    def pay_all(self, move: dict) -> None:
        """Ben registers a payment of all of it; it follows by itself."""
        ben = self.client("ben")
        ben.invoice(move["id"])
        ben.press("action_register_payment")
        ben.press("action_create_payments")
        ben.page.wait_for_selector(".modal", state="detached")
        self.wait_until("the payment is in QuickBooks", lambda: self.link_of(move["id"])["balance"] == 0)
        self.calm()
        self.tell(f"Ben registers the payment of {move['name']} of {TWO_VISITS.customer}; it follows by itself.")

    def made_of(self, old: int) -> tuple[int, int]:
        """The credit note and the new invoice that an invoice was replaced with."""
        moves = self.admin.read(
            "account.move",
            [("id", ">", old), ("move_type", "in", ("out_refund", "out_invoice"))],
            ["move_type"],
            order="id desc",
            limit=2,
        )
        by_type = {move["move_type"]: move["id"] for move in moves}
        return by_type["out_refund"], by_type["out_invoice"]
