"""The demonstrations: which scene, which story, how both sides are compared, and what stands at the end."""

import os
from typing import ClassVar

from .cloud_scene import CloudScene
from .cloud_story import EDITED, CloudStory, window
from .cloud_verdict import add_customers, compare_customers, customer_words, read_documents
from .doors import Person
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
        has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        with window(shown=shown and has_screen) as browser:
            cls.story(scene, browser).play()

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


class XeroPlay(CloudPlay):
    """Xero."""

    database = "demo_xero"
    scene, story = XeroScene, XeroStory
    hint = """
The connection was disconnected at the end; Maria may press Connect to Xero again. What a person does in Xero is done
with the form on the page of its books.

Ctrl-C stops everything; scripts/demo --ledger xero --stop does so from elsewhere."""


PLAYS = {"desktop": DesktopPlay, "online": OnlinePlay, "xero": XeroPlay}
