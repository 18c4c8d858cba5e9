"""A company with jobs and a contract beside a QuickBooks Online whose customers have gone their own way."""

import shutil

from scripts.host import layout

from .online_scene import OnlineScene


class CompareScene(OnlineScene):
    """Everything that runs for the demonstration of Compare and Sync."""

    template = "tpl_demo_compare"
    neighbours = 0
    # Else what is changed there would be read before anybody presses Run now.
    has_webhooks = False
    # Set by who plays it: what was seen on the way is judged at the end.
    story = None

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.pictures = layout.HOST / "reports" / self.database

    def start(self) -> None:
        """Start everything, with an empty album."""
        shutil.rmtree(self.pictures, ignore_errors=True)
        self.pictures.mkdir(parents=True)
        super().start()
