"""Customers of both sides in the story of Compare and Sync: who is where, who was changed, whose it is to be."""

from .compare_data import (
    CHANGED_HERE,
    CHANGED_THERE,
    CONFLICT,
    CUSTOMERS,
    LATE_PHONE,
    NEW_PHONE,
    NEW_STREET,
    ONLY_THERE,
    OUR_PHONE,
    OVERTAKEN,
    THEIR_PHONE,
)
from .compare_desk import PULL, PUSH, CompareDesk

KEEP = "Keep Odoo's"


class CustomerSteps:
    """Mixed into the story."""

    def desk(self, login: str) -> CompareDesk:
        """Somebody at Compare and Sync."""
        return CompareDesk(self.client(login), self.album)

    def compare_customers(self) -> None:
        """Both directions, until nothing differs."""
        self.link()
        self.grow_apart()
        self.push()
        self.pull()
        self.look_again()

    def link(self) -> None:
        """The first comparison: who is on both sides is linked, who is there only is left for later."""
        desk = self.desk("olivia")
        desk.begin("Customers", PULL)
        self.listed["first"] = desk.compare("first-comparison")
        desk.tick(*(row.name for row in CUSTOMERS if row.where == "both"))
        self.done["first"] = desk.start(self.patience, "linked")
        self.tell(
            f"Olivia compares customers for the first time: {counted(self.listed['first'])}."
            f" She ticks those that are on both sides; {desk.result()}."
        )

    def grow_apart(self) -> None:
        """A day of work on both sides: one is changed here, one there, one on both sides."""
        self._type_into(CHANGED_HERE, "street", NEW_STREET)
        self._type_into(CONFLICT, "phone", OUR_PHONE)
        self.scene.change_phone(CONFLICT, THEIR_PHONE)
        self.scene.change_phone(CHANGED_THERE, NEW_PHONE)
        self.tell(
            f"{CHANGED_HERE} moves, which Ben enters here; {CHANGED_THERE} has a new telephone, entered in QuickBooks;"
            f" that of {CONFLICT} is changed on both sides."
        )

    def push(self) -> None:
        """Ben compares what goes to QuickBooks, says whose telephone it is, ticks all and starts."""
        ben = self.client("ben")
        desk = self.desk("ben")
        desk.begin("Customers", PUSH)
        # What the bookkeeper changed there is not known yet.
        ben.press("action_run_now")
        ben.page.wait_for_selector(".o_notification")
        ben.close_notifications()
        self.calm()
        self.listed["push"] = desk.compare("customers-to-the-ledger")
        for line in self.listed["push"]:
            self.tell(f"  {line.mark}: {line.name}: {' | '.join(line.difference_text.split(chr(10)))}")
        self.refused["conflict"] = desk.refuses(CONFLICT)
        desk.choose(CONFLICT, KEEP)
        desk.tick(*(line.name for line in self.listed["push"]))
        desk.photograph("ticked")
        self.done["push"] = desk.start(self.patience, "customers-sent")
        self.tell(
            f"Ben chooses {KEEP} for {CONFLICT}, ticks all of them and presses Start Sync, {desk.bar()}:"
            f" {desk.result()}."
        )

    def pull(self) -> None:
        """Olivia compares what comes from there; one of them is changed there before she starts."""
        desk = self.desk("olivia")
        desk.begin("Customers", PULL)
        self.listed["pull"] = desk.compare("customers-from-the-ledger")
        self.scene.change_phone(OVERTAKEN, LATE_PHONE)
        desk.tick()
        self.done["pull"] = desk.start(self.patience, "customers-taken")
        self.tell(f"Olivia compares the other way: {counted(self.listed['pull'])}; {desk.result()}.")
        self.listed["again"] = desk.compare_again(OVERTAKEN, "compared-again")
        desk.tick()
        self.done["again"] = desk.start(self.patience)
        self.tell(f"{OVERTAKEN} was changed meanwhile and left as it is: Compare again, and it is taken, too.")

    def look_again(self) -> None:
        """Nothing differs any more, whichever way it is looked at."""
        desk = self.desk("olivia")
        for direction, step in ((PUSH, "push, afterwards"), (PULL, "pull, afterwards")):
            desk.begin("Customers", direction)
            self.listed[step] = desk.compare("nothing-differs" if direction == PUSH else "")
            self.note(step, "Nothing differs." if desk.says_nothing_differs() else "")
        self.tell("Compared again in both directions: nothing differs.")


def counted(lines) -> str:
    """How many lines of each mark."""
    marks = [line.mark for line in lines]
    return ", ".join(f"{marks.count(mark)} {mark}" for mark in dict.fromkeys(marks)) or "nothing"


def expected_first() -> dict[str, str]:
    """What the first comparison should list: ``{name: mark}``."""
    both = {row.name: "Update" for row in CUSTOMERS if row.where == "both"}
    return {**both, **dict.fromkeys(ONLY_THERE, "Add")}


def expected_push() -> dict[str, str]:
    """What should go to the ledger, once both sides have grown apart."""
    new = {row.name: "Add" for row in CUSTOMERS if row.where == "here"}
    return {**new, CHANGED_HERE: "Update", CONFLICT: "Conflict"}


def expected_pull() -> dict[str, str]:
    """What should come from there after that."""
    return {**dict.fromkeys(ONLY_THERE, "Add"), CHANGED_THERE: "Update"}
