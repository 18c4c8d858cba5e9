"""The story: release, visit, some processed, some rejected, causes cured, released again, processed.

Every step goes through the doors that a person uses: pages of Odoo, buttons, the Web Connector, the screen of
QuickBooks. Nothing is written into a database.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from .connector import Visit, update_selected
from .doors import Person
from .scene import Scene

FIRST = (
    *("section", "discount", "mixed", "included", "down_payment", "final", "rounding"),
    *("item", "accents", "long", "script", "euro"),
)
LATER = ("emoji", "inactive")
# The kinds of line that the first release has not shown, and every kind on a credit note.
KINDS = (
    *("rebate", "two_taxes"),
    *(f"credit_{kind}" for kind in ("section", "discount", "mixed", "included", "final", "rounding")),
    *("credit_rebate", "credit_two_taxes"),
)


class Story:
    """Plays on a scene that runs. ``tell`` receives what happens, a line at a time."""

    def __init__(self, scene: Scene, tell: Callable[[str], None] = print):
        self.scene, self.tell = scene, tell
        # Signing in costs Odoo half a second each, on purpose; all at once.
        with ThreadPoolExecutor() as threads:
            people = threads.map(
                lambda login: Person(scene.url, scene.database, login), ("maria", "olivia", "ben", "admin")
            )
            self.manager, self.user, self.bookkeeper, administrator = people
        rows = administrator.read("ir.model.data", [("module", "=", "demonstration")], ["name", "res_id"])
        self.ids = {row["name"]: row["res_id"] for row in rows}
        self.password = ""
        self.connection = 0

    def play(self) -> None:
        """The whole story."""
        self.set_up()
        self.first_visit()
        self.choose()
        self.release(FIRST)
        self.visit()
        self.cure()
        self.release(LATER)
        self.hold("held")
        self.visit()
        self.read_mails(3)
        self.collect()
        self.release(KINDS)
        self.visit()

    def move(self, key: str) -> int:
        """The id of an invoice of the demo company."""
        return self.ids[f"invoice_{key}"]

    # === CONNECT === #

    def set_up(self) -> None:
        """Maria makes the connection, downloads the .qwc file and gets a password for it."""
        manager = self.manager
        self.connection = manager.call(
            "bridge.connection",
            "create",
            {
                "ledger": "quickbooks_desktop",
                "date_from": "2020-01-01",
                "create_missing_customer": "never",
                "create_missing_item": "never",
                "contact_id": manager.id,
                "bookkeeper_id": self.bookkeeper.id,
            },
        )
        manager.press("bridge.connection", "action_connect", self.connection)
        action = manager.press("bridge.connection", "action_qbd_download", self.connection)
        name, content = manager.download(action["url"])
        self.scene.qwc_path.write_bytes(content)
        shown = manager.press("bridge.connection", "action_qbd_new_password", self.connection)
        self.password = shown["context"]["default_password"]
        self.scene.password_path.write_text(self.password, encoding="utf-8")
        self.tell(f"Maria connects QuickBooks Desktop and downloads {name}; its password is shown once.")

    def update_selected(self) -> Visit:
        """Press *Update Selected* in the Web Connector."""
        scene = self.scene
        visit = update_selected(scene.qwc_path, self.password, scene.book_path, scene.journal_path)
        self.tell(f"Web Connector: progress {visit.progress} %, last result: {visit.result}")
        return visit

    def first_visit(self) -> None:
        """The first visit only reads."""
        self.update_selected()

    def choose(self) -> None:
        """Accounts, the item for lines without a product, taxes and terms; then Enable."""
        there = {
            (row["kind"], row["full_name"]): row["id"]
            for row in self.manager.read("bridge.remote.record", [], ["kind", "full_name"])
        }
        manager = self.manager
        manager.call(
            "bridge.connection",
            "write",
            [self.connection],
            {
                "income_account_id": there["account", "Service income"],
                "expense_account_id": there["account", "Cost of Goods Sold"],
                "line_item_id": there["item", "Miscellaneous"],
                "backup_confirmed": True,
            },
        )
        common = {"connection_id": self.connection}
        rules = [
            {"kind": "tax", "tax_id": self.ids["tax"], "remote_record_id": there["tax", "San Tomas"]},
            {
                "kind": "tax",
                "tax_id": self.ids["tax_included"],
                "remote_record_id": there["tax", "San Tomas"],
            },
            {"kind": "tax", "tax_id": self.ids["county_tax"], "remote_record_id": there["tax", "County"]},
            {"kind": "term", "term_id": self.ids["term"], "remote_record_id": there["term", "Net 30"]},
        ]
        manager.call("bridge.mapping", "create", [{**common, **rule} for rule in rules])
        manager.press("bridge.connection", "action_enable", self.connection)
        self.tell(
            "Maria chooses accounts, taxes and terms from what was read, ticks that a backup was made, and presses"
            " Enable."
        )

    # === EVERY DAY === #

    def preview(self, ids) -> tuple[int, list[dict]]:
        """Olivia selects documents and opens *Release to Account System*: the dialog and its lines."""
        action = self.user.press("account.move", "action_bridge_release", ids)
        lines = self.user.read(
            "bridge.release.line", [("release_id", "=", action["res_id"])], ["move_id", "level", "text"]
        )
        return action["res_id"], lines

    def release(self, keys) -> None:
        """Olivia releases invoices of the demo company."""
        self.release_ids([self.move(key) for key in keys])

    def release_ids(self, ids) -> None:
        """Olivia releases all of them, also what the preview says will be rejected."""
        wizard, lines = self.preview(ids)
        levels = [line["level"] for line in lines]
        self.tell(
            f"Olivia releases {len(lines)} document{'s'[: len(lines) != 1]}; the preview says:"
            f" {levels.count('ready')} will be sent, "
            f"{levels.count('warning')} with a warning, {levels.count('blocked')} would be rejected."
        )
        self.user.press("bridge.release", "action_release_all", wizard)

    def hold(self, key: str) -> None:
        """*Do not send*."""
        self.user.press("account.move", "action_bridge_hold", [self.move(key)])
        self.tell("Olivia marks another one Do not send.")

    def visit(self) -> Visit:
        """One visit, and what became of the invoices."""
        visit = self.update_selected()
        for row in self.states("rejected"):
            self.tell(f"  ✘ {row['name']}: {row['bridge_reason']}")
        return visit

    def states(self, state: str) -> list[dict]:
        """Invoices in a state."""
        return self.user.read("account.move", [("bridge_state", "=", state)], ["name", "bridge_reason"], order="id")

    def cure(self) -> None:
        """The causes of the rejections, one by one."""
        bookkeeper = self.bookkeeper
        bookkeeper.press("account.move", "action_bridge_cure", self.move("accents"), cure="create")
        self.tell("Ben presses Create it for Núñez & Sons,")
        bookkeeper.press("account.move", "action_bridge_cure", self.move("script"), cure="create")
        bookkeeper.press("account.move", "action_bridge_cure", self.move("long"), cure="create")
        self.tell("the same for two more customers,")
        self.add_item()
        bookkeeper.press("account.move", "action_bridge_cure", self.move("item"), cure="check_again")
        self.tell("types the item Leak detector into QuickBooks by hand, and presses I fixed it there.")

    def add_item(self) -> None:
        """The bookkeeper's own hands at the screen of QuickBooks."""
        from tests.simulators.quickbooks_desktop import CompanyFile

        book = CompanyFile(str(self.scene.book_path))
        try:
            book.add_item("Leak detector", price="79.00", account="Parts Sold", kind="ItemNonInventory")
        finally:
            book.close()

    # === MONEY === #

    def collect(self) -> None:
        """Customers pay, in full and in part, and one gets something back."""
        self.manager.call("bridge.connection", "write", [self.connection], {"sends_payments": True})
        self.tell("Maria switches payments on: what pays an invoice of ours now follows it by itself.")
        self.pay("section")
        self.pay("mixed", 100.0)
        credit = self.credit_note("discount", 25.0)
        self.release_ids([credit])
        self.tell("Ben registers two payments, one of them in part, and applies a credit note, which Olivia releases.")

    def pay(self, key: str, amount: float | None = None) -> None:
        """Register a payment of an invoice; all of it unless an amount is given."""
        context = {"active_model": "account.move", "active_ids": [self.move(key)]}
        values = {} if amount is None else {"amount": amount}
        wizard = self.bookkeeper.call("account.payment.register", "create", values, context=context)
        self.bookkeeper.press("account.payment.register", "action_create_payments", wizard, **context)

    def credit_note(self, key: str, amount: float) -> int:
        """Make a credit note for the customer of an invoice and apply it to that invoice; returns its id."""
        bookkeeper = self.bookkeeper
        sold = bookkeeper.read(
            "account.move.line",
            [("move_id", "=", self.move(key)), ("product_id", "!=", False)],
            ["product_id", "partner_id"],
        )[0]
        line = {"product_id": sold["product_id"][0], "quantity": 1, "price_unit": amount, "tax_ids": [(5, 0, 0)]}
        values = {
            "move_type": "out_refund",
            "partner_id": sold["partner_id"][0],
            "invoice_line_ids": [(0, 0, line)],
        }
        credit = bookkeeper.call("account.move", "create", values)
        bookkeeper.press("account.move", "action_post", credit)
        owed = bookkeeper.read(
            "account.move.line", [("move_id", "=", credit), ("display_type", "=", "payment_term")], ["id"]
        )
        bookkeeper.call("account.move", "js_assign_outstanding_line", [self.move(key)], owed[0]["id"])
        return credit

    def read_mails(self, count: int, seconds: float = 20) -> list:
        """Wait for the report e-mails and tell their subjects.

        :raises TimeoutError: when they do not come
        """
        from tests.simulators.mailbox import Mailbox

        mailbox = Mailbox(self.scene.mails)
        end = time.monotonic() + seconds
        while len(mailbox.files()) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(mailbox.files())} of {count} mails came within {seconds:g} s")
            time.sleep(0.1)
        mails = mailbox.messages()
        for mail in mails:
            self.tell(f"Mail to {mail['X-Envelope-To']}: {mail['Subject']}")
        return mails
