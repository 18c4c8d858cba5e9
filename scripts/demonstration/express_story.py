"""The story of setting up, played in browsers: Maria sets a connection up in Express and knows nothing but what the
pages say; another one, in Advanced, she closes half-way and finds again as a draft. Then the day ends, by a clock that
is moved, and what the pages promised is in the books: the invoices of the day that is over, its pay run, nothing else.
"""

import time
from datetime import UTC, datetime, timedelta

from .doors import Person
from .express_data import BILL, COMPANY, EMPLOYEES, OTHER_COMPANY, SALES, VENDOR
from .express_pages import SetupPages
from .express_scene import ZONE
from .online_scene import APPLICATION
from .online_story import OnlineStory
from .verdict import NOT_THERE

HALF_WAY = "Mapping"
SOON = timedelta(seconds=40)


class ExpressStory(OnlineStory):
    """Plays on an ``ExpressScene`` that runs."""

    patience = 240.0
    # On a machine that is busy a page takes its time.
    page_patience = 60.0
    pages = SetupPages

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.express: SetupPages | None = None
        self.advanced: SetupPages | None = None
        # What the pages said would happen, and when; what they said of the draft.
        self.promise = ""
        self.promised: dict[str, datetime] = {}
        self.draft: dict[str, str] = {}
        # {key: number} of the invoices, and how many documents were in the books at each moment.
        self.numbers: dict[str, str] = {}
        self.counts: dict[str, dict[str, int]] = {}
        self.run = 0

    def play(self) -> None:
        """The whole story.

        :raises TimeoutError: when something does not happen
        """
        self.set_up()
        self.work(0, -1)
        self.pay()
        self.begin_other()
        self.continue_other()
        self.look("in the evening")
        self.pass_midnight()
        self.pass_promised()

    # === EXPRESS === #

    def set_up(self) -> None:
        """Maria sets a connection up in Express, by what she reads."""
        pages = self.express = self.new_connection("express")
        self.agree_and_sign_in(pages, COMPANY)
        self.say_what_travels(pages)
        pages.tick("Express", "setup_mode")
        pages.go_on("Mapping")
        self.create_accounts(pages)
        self.choose_when(pages)
        self.promise = self._promise()
        pages.go_on("Activate")
        pages.press("Activate")
        pages.page.wait_for_selector(".o_bridge_setup .alert-success:visible:has-text('documents travel from now on')")
        pages.read("activated")
        self.connection = self.admin.read("bridge.connection", [("company_id.name", "=", COMPANY)], ["id"])[0]["id"]
        for kind in ("invoice", "bill"):
            self.promised[kind] = self._next_run(kind)
        effort = pages.effort
        self.tell(
            f"Maria sets the connection up in Express: {effort.presses} presses, {effort.words} words to read,"
            f" {effort.seconds:.0f} s of pages; a person who reads every word needs {effort.minutes:.1f} minutes."
        )
        self.tell(f"She is promised: {self.promise}")

    def new_connection(self, name: str) -> SetupPages:
        """Press *New connection* on the dashboard."""
        self.maria.open("accounting-bridge")
        pages = self.pages(self.maria, self.scene.pictures, name)
        pages.press("New connection")
        pages.page.wait_for_selector(".o_bridge_setup")
        return pages

    def agree_and_sign_in(self, pages: SetupPages, company: str) -> None:
        """Choose the ledger, confirm what is read and written, and sign in."""
        pages.tick("QuickBooks Online")
        pages.page.wait_for_selector(".o_bridge_consent tr[data-code^=quickbooks_online]")
        pages.read("consent")
        pages.go_on("Connect", "Confirm + Continue")
        pages.tick("Sandbox")
        pages.enter("Client ID", APPLICATION["client_id"])
        pages.enter("Client secret", APPLICATION["client_secret"])
        pages.sign_in("Connect to QuickBooks", company)
        pages.read("connected")
        pages.go_on("What to sync")

    def say_what_travels(self, pages: SetupPages) -> None:
        """Bills travel too, and what is missing there is created."""
        pages.switch_on("Bills")
        pages.tick("Always", "create_missing_customer")
        pages.tick("Always", "create_missing_item")
        pages.go_on("Express or Advanced")

    def create_accounts(self, pages: SetupPages) -> None:
        """Look at the accounts that are to be created, follow the advice that is printed, and have them created."""
        self._wait_for_first_read(pages)
        if pages.page.locator("button:visible:has-text('Show what will be created')").count():
            pages.press("Show what will be created")
        pages.page.wait_for_selector(".o_bridge_setup .o_field_widget[name=default_ids] .o_data_row")
        pages.read("accounts")
        pages.tick("Other Current Liability", "wages_liability_type")
        pages.pick("Pay is owed to", VENDOR)
        pages.press("Create these")
        created = pages.page.locator(
            ".o_bridge_setup .o_field_widget[name=default_ids] td[name=state]:has-text('Created')"
        )
        self.wait_until("the accounts are created", lambda: created.count() == len(BILL) + 1)
        self.wait_until("nothing more is wanted", lambda: pages.is_done("Mapping"))
        pages.read("created")
        pages.go_on("Schedule")

    def _wait_for_first_read(self, pages: SetupPages) -> None:
        def is_read() -> bool:
            return bool(pages.page.locator(".o_bridge_setup div[name=mapping]:visible").count())

        self.wait_until("the ledger is read for the first time", is_read)

    def choose_when(self, pages: SetupPages) -> None:
        """Every posted invoice goes, once a day, when its day is over."""
        pages.tick("Every posted invoice is ready")
        pages.choose_in_row("Invoices", "schedule", "Every day")
        pages.go_on("Review")

    def _promise(self) -> str:
        return self.maria.text(".o_bridge_setup .o_field_widget[name=schedule_text]")

    def _next_run(self, kind: str) -> datetime:
        domain = [("connection_id", "=", self.connection), ("kind", "=", kind)]
        (flow,) = self.admin.read("bridge.flow", domain, ["next_run_at"])
        return datetime.fromisoformat(flow["next_run_at"]).replace(tzinfo=UTC)

    # === THE DAY === #

    def work(self, *days: int) -> None:
        """Olivia posts invoices of these days."""
        olivia = Person(self.scene.url, self.scene.database, "olivia")
        for sale in SALES:
            if sale.day in days:
                self.numbers[sale.key] = self._post(olivia, sale)
        made = [f"{self.numbers[sale.key]} ({sale.why})" for sale in SALES if sale.day in days]
        self.tell(f"Olivia posts {', '.join(made)}.")

    def _post(self, olivia: Person, sale) -> str:
        lines = [
            (0, 0, {"product_id": self.ids[f"product_{key}"], "quantity": quantity}) for key, quantity in sale.lines
        ]
        values = {
            "move_type": "out_invoice",
            "partner_id": self.partner(sale.customer)["id"],
            "invoice_date": str(self.scene.today + timedelta(days=sale.day)),
            "invoice_line_ids": lines,
        }
        move = olivia.call("account.move", "create", values)
        olivia.press("account.move", "action_post", move)
        return olivia.call("account.move", "read", [move], ["name"])[0]["name"]

    def pay(self) -> None:
        """Maria approves the pay run that ends on this day."""
        maria = Person(self.scene.url, self.scene.database, "maria")
        end = self.scene.today
        period = {"date_start": str(end - timedelta(days=13)), "date_end": str(end)}
        self.run = maria.call("hr.payslip.run", "create", {"name": f"Two weeks to {end:%d %B}", **period})
        for number, (name, _wage) in enumerate(EMPLOYEES, 1):
            employee = self.ids[f"employee_{number}"]
            contract = self.admin.call("hr.employee", "read", [employee], ["version_id"])[0]["version_id"][0]
            slip = maria.call(
                "hr.payslip",
                "create",
                {
                    "name": f"{name}, two weeks to {end:%d %B}",
                    "employee_id": employee,
                    "contract_id": contract,
                    "struct_id": self.ids["structure"],
                    "payslip_run_id": self.run,
                    "date_from": period["date_start"],
                    "date_to": period["date_end"],
                },
            )
            maria.press("hr.payslip", "action_payslip_done", slip)
        maria.press("hr.payslip.run", "close_payslip_run", self.run)
        self.tell(f"Maria approves the pay run of {len(EMPLOYEES)} employees that ends today.")

    # === ADVANCED === #

    def begin_other(self) -> None:
        """In the other company Maria begins in Advanced, and closes half-way."""
        self.switch_company(OTHER_COMPANY)
        pages = self.advanced = self.new_connection("advanced")
        self.agree_and_sign_in(pages, OTHER_COMPANY)
        pages.go_on("Express or Advanced")
        pages.tick("Advanced", "setup_mode")
        pages.go_on(HALF_WAY)
        pages.press("Close: it is kept as a draft")
        card = self.maria.page.locator(".o_kanban_record", has_text=OTHER_COMPANY)
        card.wait_for()
        self.draft["card"] = " ".join(card.locator(".o_bridge_draft").inner_text().split())
        pages.photograph("draft")
        self.tell(f'In the other company she closes it half-way; its card says "{self.draft["card"]}".')

    def continue_other(self) -> None:
        """She comes back in a new page, and everything is where it was."""
        pages, maria = self.advanced, self.maria
        maria.open("accounting-bridge")
        maria.page.locator(".o_kanban_record .o_bridge_draft").first.click()
        pages.arrive(HALF_WAY)
        self._wait_for_first_read(pages)
        chosen = maria.page.locator(".o_bridge_setup .o_field_widget[name=mapping_ids]:visible")
        self.draft["found_at"] = maria.text(".o_bridge_setup li[data-state=here]")
        self.draft["mode"] = "Advanced" if chosen.count() else "another"
        pages.pick("Revenue account", "Services")
        pages.pick("Item expense account", "Cost of Goods Sold")
        pages.go_on("Schedule")
        pages.go_on("Review")
        self.draft["continued_to"] = maria.text(".o_bridge_setup li[data-state=here]")
        self.tell(f"The card leads back to {self.draft['found_at']}; she goes on to {self.draft['continued_to']}.")

    def switch_company(self, name: str) -> None:
        """Work in another company."""
        page = self.maria.page
        page.click(".o_switch_company_menu button")
        # The whole page is loaded anew.
        with page.expect_navigation():
            page.locator(".o_switch_company_item .log_into", has_text=name).click()
        page.wait_for_selector(f".o_switch_company_menu:has-text('{name}')")

    # === THE NIGHT === #

    def look(self, when: str) -> None:
        """Look into the books, once every scheduled action that is due has run."""
        self.scene.wait_for_actions()
        self.counts[when] = {
            "invoices": len(self.scene.read_books("invoices")),
            "bills": len(self.scene.read_books("bills")),
        }
        self.tell(f"It is {self.scene.now:%H:%M:%S}, {when}: {self._counted(when)} in the books.")

    def _counted(self, when: str) -> str:
        counts = self.counts[when]
        return f"{counts['invoices']} invoices and {counts['bills']} bills"

    def pass_midnight(self) -> None:
        """The day is over; its run has not come. Olivia is early."""
        midnight = datetime.combine(self.scene.today + timedelta(days=1), datetime.min.time(), ZONE)
        self.scene.go_to(midnight - timedelta(seconds=90))
        self.look("before midnight")
        self.scene.go_to(midnight + timedelta(minutes=5))
        self.work(1)
        self.look("after midnight")
        self.scene.go_to(min(self.promised.values()) - SOON)
        self.look("before the promised moment")

    def pass_promised(self) -> None:
        """The promised moment comes. Nobody presses anything."""
        self.scene.go_to(max(self.promised.values()) + timedelta(seconds=1))
        begun = time.monotonic()
        self.wait_until("what was promised is settled", self.is_settled)
        self.seconds = time.monotonic() - begun
        self.scene.wait_for_actions()
        self.look("after the promised moment")
        self.switch_company(COMPANY)
        self.maria.open("accounting-bridge")
        self.maria.page.wait_for_selector(".o_kanban_record")
        self.express.photograph("dashboard")
        self.maria.open(f"bridge-connections/{self.connection}")
        self.maria.page.wait_for_selector(".o_form_view .o_notebook")
        self.express.photograph("connection")

    def is_settled(self) -> bool:
        """Whether all that was promised is in the books, or was refused with a reason, which is judged then."""
        self.scene.wait_for_actions()
        promised = [self.numbers[sale.key] for sale in SALES if sale.promised]
        moves = self.admin.read("account.move", [("name", "in", promised)], ["bridge_state"])
        bills = self.admin.read("bridge.pay.bill", [("run_id", "=", self.run)], ["bridge_state"])
        return bool(bills) and {row["bridge_state"] for row in [*moves, *bills]} <= {"processed", *NOT_THERE} - {
            "queued"
        }
