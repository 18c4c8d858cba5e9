"""QuickBooks Online: the set-up in Express, the schedules that come of it, and the bill of a pay run."""

from datetime import timedelta

from ..express_pages import SetupPages
from ..express_scene import ExpressScene
from ..express_story import ExpressStory
from .camera import Camera, played

# What the moments of the set-up are called, the pictures that are taken then, and what each of them ends with.
TAKEN = {
    "consent": ("setup-consent", ".o_bridge_consent table:nth-of-type(1)"),
    "express-or-advanced": ("setup-mode", "[name=help] .card"),
    "accounts": ("setup-express", "[name=help] .card"),
    "review": ("setup-review", "[name=steps]"),
}


class PicturedPages(SetupPages):
    """The pages of the set-up, some of which are taken for docs."""

    def photograph(self, name: str) -> None:
        """Take the picture of a moment, if it has one."""
        if name in TAKEN:
            picture, end = TAKEN[name]
            Camera(self.page).take(picture, down_to=f".o_bridge_setup {end}")


class PicturedStory(ExpressStory):
    """The story, with these pages."""

    pages = PicturedPages


def take() -> None:
    """Play Express and the day after it."""
    scene = ExpressScene("demo_pictures_express")
    with played(scene) as browser:
        story = PicturedStory(scene, browser, tell=lambda _line: None)
        story.set_up()
        camera = Camera(story.maria.page, scene.url)
        camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
        camera.no_chatter()
        camera.no_activity()
        camera.tab("schedule")
        camera.take("schedule", down_to=".o_notebook .tab-pane.active")
        story.work(0)
        story.pay()
        scene.go_to(max(story.promised.values()) + timedelta(seconds=1))
        story.wait_until("what was promised is settled", story.is_settled)
        bill = story.admin.read("bridge.pay.bill", [("run_id", "=", story.run)], ["id"])[0]["id"]
        camera.open(f"bridge-pay-bills/{bill}", ".o_form_view table")
        camera.take("pay-bill", down_to=".o_form_sheet table")
