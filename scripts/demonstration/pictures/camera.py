"""A person's page, and the pictures that are taken of it."""

import io
from contextlib import contextmanager
from functools import partial

from scripts.host import layout
from scripts.host.browser import ARGUMENTS, chromium
from scripts.host.process import say

from ..scene import Scene

FOLDER = layout.REPO / "docs" / "images"
WIDTH, HEIGHT = 1366, 800
# Tall enough for every page, so that its end can be measured; and what is left below that end.
TALLEST, MARGIN = 2400, 16
COLOURS = 256
# Pictures shall be the same from day to day: nothing that moves or blinks.
STILL = "*, *::before, *::after {animation: none !important; transition: none !important; caret-color: transparent}"
# The ledger for tests is on nobody's server.
NO_TESTS = ".o_radio_item:has([data-value=notebook]) {display: none !important}"


class Camera:
    """Takes pictures of a page of a browser."""

    def __init__(self, page, url: str = ""):
        self.page, self.url = page, url

    @classmethod
    def of(cls, browser, scene: Scene, login: str) -> "Camera":
        """A browser of one person, who is signed in."""
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, timezone_id="America/Los_Angeles", locale="en-US"
        )
        page = context.new_page()
        page.goto(f"{scene.url}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click("form.oe_login_form button[type=submit]")
        page.wait_for_selector(".o_web_client .o_main_navbar")
        return cls(page, scene.url)

    def open(self, path: str, selector: str) -> None:
        """Open a page and wait for what the picture is about."""
        self.page.goto(path if "://" in path else f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(selector)

    def tab(self, name: str) -> None:
        """Open a tab of a form."""
        self.page.click(f".o_notebook .nav-link[name={name}]")

    def no_chatter(self) -> None:
        """Leave out what was said about a record: it is not what the picture is about."""
        self.page.add_style_tag(content=".o-mail-Form-chatter {display: none !important}")

    def no_activity(self) -> None:
        """Leave out the runs of a connection, so that a tab stands higher."""
        self.page.add_style_tag(content=".o_bridge_activity {display: none !important}")

    def take(self, name: str, height: int = HEIGHT, *, width: int = WIDTH, down_to: str = "") -> None:
        """Take a picture of the page from its top.

        :param down_to: selector of what the picture ends with, in place of a height.
        """
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": width, "height": TALLEST if down_to else max(HEIGHT, height)})
        self._be_still()
        if down_to:
            box = self.page.locator(down_to).last.bounding_box()
            height = min(TALLEST, round(box["y"] + box["height"]) + MARGIN)
        picture = self.page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height})
        self.page.set_viewport_size(before)
        _keep(name, picture)

    def take_element(self, name: str, selector: str) -> None:
        """Take a picture of one element, all of which is in sight."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": WIDTH, "height": TALLEST})
        self._be_still()
        picture = self.page.locator(selector).first.screenshot()
        self.page.set_viewport_size(before)
        _keep(name, picture)

    def _be_still(self) -> None:
        self.page.add_style_tag(content=STILL + NO_TESTS)
        self.page.mouse.move(WIDTH - 5, HEIGHT - 5)
        self.page.wait_for_timeout(800)
        self.page.wait_for_selector(".o_loading_indicator", state="detached")


def _keep(name: str, picture: bytes) -> None:
    """Write a picture with the colours that most of it has: what is flat stays as it is, and it is a third as large."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        full = image.convert("RGB")
    found = sorted(full.getcolors(full.width * full.height), reverse=True)
    palette = [colour for _count, colour in found[:COLOURS]]
    # Not by the library, which takes white for nearly white.
    places = {colour: min(range(len(palette)), key=partial(_distance, palette, colour)) for _count, colour in found}
    small = Image.frombytes("P", full.size, bytes(map(places.get, full.getdata())))
    small.putpalette([part for colour in palette for part in colour])
    small.save(FOLDER / f"{name}.png", optimize=True)
    say(f"docs/images/{name}.png")


def _distance(palette: list[tuple], colour: tuple, place: int) -> int:
    return sum((one - other) ** 2 for one, other in zip(palette[place], colour, strict=True))


@contextmanager
def browsing():
    """A browser for the time of a story."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def played(scene: Scene):
    """A scene that runs, with a browser; it is gone afterwards."""
    scene.make()
    with scene, browsing() as browser:
        scene.start()
        yield browser
    scene.remove()
