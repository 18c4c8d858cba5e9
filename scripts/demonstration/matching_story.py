"""The story of matching, played in browsers: forty customers and thirty items disagree with QuickBooks Online in every
way there is; each is settled by its button; then a delivery is validated, and its invoice is in the books by itself."""

import re
import time

from .client import Client
from .matching_data import ORDER_OF, Row, rows_of
from .matching_desk import TAB, Desk
from .online_story import EXPENSE, INCOME, OnlineStory

KINDS = ("customer", "item")
MODELS = {"customer": ("partner_id", "res.partner"), "item": ("product_id", "product.product")}
# Who is asked about at first; the others are linked without a question.
SURE = ("plain", "capitals", "several e-mails", "plus sign", "known by name", "spaces", "leading zeros")
WHY_IGNORED = "no longer used by us"


class MatchingStory(OnlineStory):
    """Plays on a ``MatchingScene`` that runs."""

    patience = 240.0
    # On a machine that is busy a page takes its time.
    page_patience = 240.0

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        # {(kind, name): the reason that it was asked about first}
        self.found: dict[tuple[str, str], str] = {}
        self.titles: dict[str, list[str]] = {}
        self.seconds = 0.0

    def play(self) -> None:
        """The whole story.

        :raises TimeoutError: when something does not happen
        """
        self.enter_application()
        self.consent()
        self.wait_for_first_read()
        self.choose()
        self.enable()
        self.switch_on()
        self.look("before")
        self.settle_customers()
        self.settle_items()
        self.look("after")
        self.choose_policy()
        self.deliver()

    # === SET UP === #

    def choose(self) -> None:
        """Customers of Odoo go there; nobody is created without a question."""
        maria = self.maria
        self.choose_accounts(INCOME, EXPENSE)
        maria.tab("customers")
        maria.page.click(".o_field_widget[name=customer_direction] label:has-text('To the ledger')")
        maria.save()
        self.tell(f"Maria lets customers go to QuickBooks; items that are made there post to {INCOME} and {EXPENSE}.")

    def switch_on(self) -> None:
        """Maria switches matching ahead on, on both tabs, and waits until everybody was looked at."""
        self.calm()
        maria = self.open_connection()
        for kind in KINDS:
            maria.tab(TAB[kind])
            maria.page.locator(f".o_field_widget[name={TAB[kind]}_ahead] input").check()
        maria.save()
        self.wait_until("all were looked at", lambda: all(self._is_looked_at(kind) for kind in KINDS))
        self.calm()
        for kind in KINDS:
            self.found.update({(kind, name): reason for name, reason in self.asked(kind).items()})
        self.tell("Maria switches matching on for customers and items: nothing is sent, nothing is guessed.")

    def _is_looked_at(self, kind: str) -> bool:
        settled = ("kind", "=", kind), ("match_state", "in", ("matched", "review"))
        return self.admin.call("bridge.binding", "search_count", list(settled)) == len(rows_of(kind))

    def look(self, when: str) -> None:
        """Maria looks at the titles of both tabs."""
        desk = self.desk(self.maria)
        desk.tab("customer")
        numbers = [len(self.asked(kind)) for kind in KINDS]
        # A page may show what it showed last until the answer of the server is there.
        self.wait_until(
            "the tabs say how many are open", lambda: counted([desk.title(kind) for kind in KINDS]) == numbers
        )
        self.titles[when] = [desk.title(kind) for kind in KINDS]
        counts = self.maria.text(".o_field_widget[name=customer_counts]")
        self.tell(f"The tabs say {' and '.join(self.titles[when])}; customers: {counts}.")

    # === WHO IS ASKED ABOUT === #

    def asked(self, kind: str) -> dict[str, str]:
        """What is open of customers or items: ``{name in Odoo: reason}``."""
        domain = [("kind", "=", kind), ("state", "=", "open")]
        rows = self.admin.read("bridge.issue", domain, ["record_name", "reason"])
        return {_without_sku(row["record_name"]): row["reason"] for row in rows}

    def links(self, kind: str) -> dict[str, dict]:
        """The links of customers or items by the name in Odoo."""
        column = MODELS[kind][0]
        rows = self.admin.read("bridge.binding", [("kind", "=", kind)], [column, "external_id", "match_state"])
        named = self.admin.read(MODELS[kind][1], [("id", "in", [row[column][0] for row in rows])], ["name"])
        names = {one["id"]: one["name"] for one in named}
        return {names[row[column][0]]: row for row in rows}

    def desk(self, client: Client) -> Desk:
        """Somebody at the tabs of the connection."""
        return Desk(client, self.connection, self.calm)

    @property
    def ben(self) -> Desk:
        return self.desk(self.client("ben"))

    def _wait_linked(self, kind: str, rows: list[Row]) -> None:
        names = [row.name for row in rows]

        def is_linked() -> bool:
            links = self.links(kind)
            return all(links[name]["external_id"] for name in names)

        self.wait_until(f"linked: {', '.join(names)}", is_linked)

    # === ONE BUTTON FOR EACH === #

    def settle_customers(self) -> None:
        """Ben settles what is open on the tab Customers."""
        self.enter_missing("customer", "e-mail missing")
        ben, pairs = self.ben, rows_of("customer", "duplicate match")
        # Two of them share an e-mail, and are told apart in one dialog.
        self.settle_duplicates("customer", pairs[:2])
        self.settle_duplicates("customer", pairs[2:])
        self.fix_there("customer")
        self.rename_in_contacts()
        self.accept_probable("customer")
        self.ignore("customer")
        self.create_all("customer")
        (taken,) = rows_of("customer", "duplicate name")
        self.wait_until("the name is refused", lambda: self.asked("customer").get(taken.name) == "customer_name_taken")
        ben.cure("customer", taken.name, "rename_here")
        ben.rename(taken.entered)
        self.wait_until("nothing is asked of customers", lambda: not self.asked("customer"))
        self.wait_until(
            "the renamed customer is there", lambda: bool(self.links("customer")[taken.entered]["external_id"])
        )
        self.tell(f'A vendor is called "{taken.name}": QuickBooks refuses, Ben renames the customer here.')

    def settle_items(self) -> None:
        """Ben settles what is open on the tab Items."""
        self.enter_missing("item", "SKU missing")
        # One of two gets its own; then the other is alone with it, and linked as well.
        shared = rows_of("item", "duplicate SKU")
        for row in shared:
            if row.entered:
                self.ben.enter_key("item", row.name, row.entered)
        self._wait_linked("item", shared)
        self.tell("Two products share a SKU: one gets its own in the row, and both are linked.")
        self.settle_duplicates("item", rows_of("item", "duplicate match"))
        self.fix_there("item")
        for row in rows_of("item", "picked"):
            self.ben.cure("item", row.name, "pick")
            self.ben.pick(row.there)
            self._wait_linked("item", [row])
            self.tell(f"SKU {row.key} is not SKU {row.key_there}: nobody guesses, Ben picks {row.there}.")
        for row in rows_of("item", "duplicate name"):
            self.ben.cure("item", row.name, "rename_here")
            self.ben.rename(row.entered)
            # It is nowhere there now, and is created with the others.
            self.wait_until(f"{row.name} is looked at anew", lambda row=row: self._is_asked(row.name))
        self.accept_probable("item")
        self.ignore("item")
        self.create_all("item")
        self.wait_until("nothing is asked of items", lambda: not self.asked("item"))
        self._wait_linked("item", [row for row in rows_of("item") if row.meant])

    def _is_asked(self, name: str) -> bool:
        """Whether an item is asked about as one that is nowhere there."""
        return self.asked("item").get(name) == "item_asked"

    def enter_missing(self, kind: str, how: str) -> None:
        """The key is entered in the row that asks for it."""
        rows = rows_of(kind, how)
        for row in rows:
            self.ben.enter_key(kind, row.name, row.entered)
        self._wait_linked(kind, rows)
        self.tell(f"Ben enters what {', '.join(row.name for row in rows)} are known by, and they are linked at once.")

    def settle_duplicates(self, kind: str, rows: list[Row]) -> None:
        """Several that share a key are paired side by side."""
        self.ben.cure(kind, rows[0].name, "choose")
        self.ben.choose({row.name: row.there for row in rows})
        self._wait_linked(kind, rows)
        self.tell(f"Ben says who is who: {', '.join(f'{row.name} is {row.there}' for row in rows)}.")

    def fix_there(self, kind: str) -> None:
        """The bookkeeper puts it right in QuickBooks; Ben presses *I fixed it there*, and that record is read."""
        rows = [row for row in rows_of(kind) if row.how in ("fixed there", "inactive there")]
        for row in rows:
            # With the page open: the next scheduled run would read it before anybody could press the button.
            self.ben.cure(kind, row.name, "check_again", lambda row=row: self.scene.fix_there(kind, row))
        self._wait_linked(kind, rows)
        self.tell(f"{', '.join(row.name for row in rows)} are put right in QuickBooks: I fixed it there - check again.")

    def rename_in_contacts(self) -> None:
        """Nothing of a name can be written there: the button opens the customer, who gets another one."""
        row = next(row for row in rows_of("customer", "forbidden there") if row.entered)
        client = self.client("ben")
        self.ben.cure("customer", row.name, "open_customer")
        box = client.page.locator(".o_form_view .o_field_widget[name=name] :is(input, textarea):visible").first
        box.fill(row.entered)
        box.press("Tab")
        client.save()
        self.run_now()
        self.wait_until("the new name is seen", lambda: self.asked("customer").get(row.entered) == "customer_asked")
        self.tell(f"Nothing of {row.name} can be written there: Ben calls the customer {row.entered}.")

    def run_now(self) -> None:
        """Ben presses Run now: what was changed in Odoo is looked at."""
        self.ben.tab("customer")
        self.client("ben").press("action_run_now")

    def accept_probable(self, kind: str) -> None:
        """All that are probably the same, at once."""
        self.ben.issues(kind)
        words = self.ben.action("Accept all probable")
        self._wait_linked(kind, rows_of(kind, "probable"))
        self.tell(f"Accept all probable: {words}")

    def ignore(self, kind: str) -> None:
        """What nobody needs there."""
        for row in rows_of(kind, "ignored"):
            self.ben.issues(kind)
            self.ben.action("Ignore with a reason", row.name)
            self.ben.ignore(WHY_IGNORED)
            self.wait_until(f"{row.name} is ignored", lambda row=row: row.name not in self.asked(kind))

    def create_all(self, kind: str) -> None:
        """All that are nowhere there, at once."""
        self.ben.issues(kind)
        words = self.ben.action("Create all")
        self._wait_linked(kind, rows_of(kind, "not found"))
        self.tell(f"Create all: {words}")

    # === BY ITSELF === #

    def choose_policy(self) -> None:
        """Both tabs are clean: Maria has deliveries make their invoices, and skips the week of drafts."""
        self.wait_until("nothing stands in the way", self._is_clean)
        self.calm()
        maria = self.open_connection()
        maria.tab("invoices")
        maria.page.click(".o_field_widget[name=release_policy] label:has-text('When delivered')")
        maria.save()
        drafts = maria.page.locator(".o_form_view .o_field_widget[name=drafts_until]")
        drafts.locator(":is(button, input)").first.click()
        drafts.locator("input").first.fill("")
        maria.page.keyboard.press("Enter")
        maria.page.keyboard.press("Escape")
        maria.save()
        self.wait_until("the policy is on", self._is_on)
        self.tell("Maria chooses When delivered, and has invoices posted at once.")

    def _is_clean(self) -> bool:
        return not self._read_connection("policy_obstacles")

    def _is_on(self) -> bool:
        return self._read_connection("release_policy") == "delivered" and not self._read_connection("drafts_until")

    def _read_connection(self, name: str):
        return self.admin.call("bridge.connection", "read", [self.connection], [name])[0][name]

    def deliver(self) -> None:
        """Olivia validates the delivery. Nobody presses anything else: its invoice is in the books a moment later."""
        olivia = self.client("olivia")
        olivia.open(f"orders/{self.ids['order']}")
        told = olivia.text("[name=bridge_outlook]")
        olivia.open(f"deliveries/{self.ids['delivery']}")
        olivia.press("button_validate")
        begun = time.monotonic()
        olivia.wait_for_state("Done")
        self.wait_until("the invoice is in the books", lambda: bool(self.scene.read_books("invoices")))
        self.seconds = time.monotonic() - begun
        self.wait_until("the invoice is processed", self._is_processed)
        olivia.open(f"orders/{self.ids['order']}")
        self.tell(
            f"The order of {ORDER_OF} says: {told} Olivia validates the delivery; {self.seconds:.0f} s later its"
            f" invoice is in QuickBooks. The order says: {olivia.text('[name=bridge_outlook]')}"
        )

    def _is_processed(self) -> bool:
        domain = [("bridge_state", "=", "processed"), ("move_type", "=", "out_invoice")]
        return bool(self.admin.call("account.move", "search_count", domain))


def _without_sku(name: str) -> str:
    return re.sub(r"^\[.*?\] ", "", name)


def counted(titles: list[str]) -> list[int]:
    """The numbers in titles of tabs, 0 where there is none."""
    return [int(found.group(1)) if (found := re.search(r"\((\d+)\)", title)) else 0 for title in titles]
