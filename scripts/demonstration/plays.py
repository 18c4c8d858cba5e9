"""The demonstrations: which scene, which story, how both sides are compared, and what stands at the end."""

import os
from typing import ClassVar

from .cloud_scene import CloudScene
from .cloud_story import EDITED, CloudStory, window
from .cloud_verdict import add_customers, compare_customers, customer_words, read_documents
from .compare_data import EDITED as COMPARED
from .compare_scene import CompareScene
from .compare_story import CompareStory
from .compare_verdict import data as compare_data
from .compare_verdict import table as compare_table
from .doors import Person
from .express_scene import ExpressScene
from .express_story import ExpressStory
from .express_verdict import data as express_data
from .express_verdict import table as express_table
from .matching_scene import MatchingScene
from .matching_story import MatchingStory
from .matching_verdict import data as matching_data
from .matching_verdict import rows as matching_rows
from .matching_verdict import table as matching_table
from .online_scene import OnlineScene
from .online_story import OnlineStory
from .scene import Scene
from .story import Story
from .verdict import as_data, compare, read_book, read_odoo, table
from .xero_scene import XeroScene
from .xero_story import XeroStory


class DesktopPlay:
    """QuickBooks Desktop: release, visits of the Web Connector, rejections and their cures."""

    database = "demo"
    scene: ClassVar[type[Scene]] = Scene
    can_go_on = True
    hint = """
Another visit of the Web Connector, after releasing something:
    scripts/demo --visit

Ctrl-C stops everything; scripts/demo --stop does so from elsewhere, scripts/demo --keep goes on."""

    @staticmethod
    def play(scene, *, shown: bool) -> None:
        """Play the story; there is nothing to show while it does."""
        Story(scene).play()

    @staticmethod
    def judge(scene) -> tuple[str, dict]:
        """Compare both sides: what a person reads, and the same for a program."""
        rows = compare(read_odoo(Person(scene.url, scene.database, "maria")), read_book(scene.book_path))
        return table(rows), as_data(rows)


class CloudPlay:
    """A ledger in the cloud: from Connect to Disconnect, in browsers."""

    scene: ClassVar[type[CloudScene]]
    story: ClassVar[type[CloudStory]]
    # The simulated books live as long as their process.
    can_go_on = False

    @classmethod
    def play(cls, scene, *, shown: bool) -> None:
        """Play the story, on the screen where there is one."""
        with cls.browser(shown=shown) as browser:
            cls.story(scene, browser).play()

    @staticmethod
    def browser(*, shown: bool):
        """A browser for the time of a story, on the screen where there is one and it is wanted."""
        has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        return window(shown=shown and has_screen)

    @staticmethod
    def judge(scene) -> tuple[str, dict]:
        """Compare both sides: what a person reads, and the same for a program."""
        maria = Person(scene.url, scene.database, "maria")
        rows = compare(read_odoo(maria), read_documents(scene, maria))
        customers = compare_customers(scene, maria, EDITED)
        return f"{table(rows)}\n\n{customer_words(*customers)}", add_customers(as_data(rows), *customers)


class OnlinePlay(CloudPlay):
    """QuickBooks Online."""

    database = "demo_online"
    scene, story = OnlineScene, OnlineStory
    hint = """
The connection was disconnected at the end; Maria may press Connect to QuickBooks again. What a person does in
QuickBooks is done at the page of its books: see tests/simulators/quickbooks_online/service/control.py.

Ctrl-C stops everything; scripts/demo --ledger online --stop does so from elsewhere."""


class SeenPlay(OnlinePlay):
    """A story of QuickBooks Online in which what was seen on the way is judged as well."""

    @classmethod
    def play(cls, scene, *, shown: bool) -> None:
        """Play the story, and leave it with its scene."""
        with cls.browser(shown=shown) as browser:
            scene.story = cls.story(scene, browser)
            scene.story.play()


class MatchingPlay(SeenPlay):
    """QuickBooks Online: who is who, and what happens by itself after that."""

    database = "demo_matching"
    scene, story = MatchingScene, MatchingStory
    hint = """
The connection goes on: what Olivia delivers next is invoiced by itself. What a person does in QuickBooks is done at the
page of its books: see tests/simulators/quickbooks_online/service/control.py.

Ctrl-C stops everything; scripts/demo --ledger online --story matching --stop does so from elsewhere."""

    @staticmethod
    def judge(scene) -> tuple[str, dict]:
        """Compare both sides: what a person reads, and the same for a program."""
        maria = Person(scene.url, scene.database, "maria")
        documents = compare(read_odoo(maria), read_documents(scene, maria))
        told = matching_rows(scene, maria)
        return matching_table(told, documents), matching_data(scene, told, as_data(documents))


class ExpressPlay(SeenPlay):
    """QuickBooks Online: set up by what the pages say, and kept what they promised when the day is over."""

    database = "demo_express"
    scene, story = ExpressScene, ExpressStory
    hint = """
The connection goes on, by a clock that was moved: it is half past midnight there, and goes on from then. The pictures
of every step of the set-up are in .host/reports/.

Ctrl-C stops everything; scripts/demo --ledger online --story express --stop does so from elsewhere."""

    @staticmethod
    def judge(scene) -> tuple[str, dict]:
        """Compare both sides: what a person reads, and the same for a program."""
        admin = Person(scene.url, scene.database, "admin")
        rows = compare(read_odoo(admin), read_documents(scene, admin))
        told = express_data(scene, rows, admin, as_data(rows))
        return express_table(told, rows), told


class ComparePlay(SeenPlay):
    """QuickBooks Online: what differs is listed, what is ticked is done, and nothing else."""

    database = "demo_compare"
    scene, story = CompareScene, CompareStory
    hint = """
The connection goes on, and nothing goes by itself: Olivia compares, ticks and starts. The pictures of every step are in
.host/reports/.

Ctrl-C stops everything; scripts/demo --ledger online --story compare --stop does so from elsewhere."""

    @staticmethod
    def judge(scene) -> tuple[str, dict]:
        """Compare both sides: what a person reads, and the same for a program."""
        admin = Person(scene.url, scene.database, "admin")
        rows = compare(read_odoo(admin), read_documents(scene, admin))
        customers = compare_customers(scene, admin, COMPARED)
        told = compare_data(scene, admin, add_customers(as_data(rows), *customers))
        return compare_table(told, rows, customer_words(*customers)), told


class XeroPlay(CloudPlay):
    """Xero."""

    database = "demo_xero"
    scene, story = XeroScene, XeroStory
    hint = """
The connection was disconnected at the end; Maria may press Connect to Xero again. What a person does in Xero is done
with the form on the page of its books.

Ctrl-C stops everything; scripts/demo --ledger xero --stop does so from elsewhere."""


PLAYS = {"desktop": DesktopPlay, "online": OnlinePlay, "xero": XeroPlay}
# Stories besides the one that each ledger has: {name: {ledger: its play}}.
STORIES = {
    "matching": {"online": MatchingPlay},
    "express": {"online": ExpressPlay},
    "compare": {"online": ComparePlay},
}
# All of them, in the order in which they are played one after another.
ALL = {**PLAYS, **{story: plays["online"] for story, plays in STORIES.items()}}
