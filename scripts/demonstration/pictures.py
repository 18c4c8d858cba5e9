"""The pictures in README: taken from the demo company while the story plays, by ``scripts/screenshots``."""

from contextlib import contextmanager

from scripts.host import layout
from scripts.host.browser import ARGUMENTS, chromium
from scripts.host.process import say

from .scene import Scene
from .story import FIRST, LATER, Story
from .xero_scene import XeroScene
from .xero_story import XeroStory

FOLDER = layout.REPO / "docs" / "images"
WIDTH, HEIGHT = 1366, 800
# Pictures shall be the same from day to day: nothing that moves or blinks.
STILL = "*, *::before, *::after {animation: none !important; transition: none !important; caret-color: transparent}"


class Photographer:
    """A browser of one person, and the pictures it takes."""

    def __init__(self, browser, scene: Scene, login: str):
        self.url = scene.url
        self.context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, timezone_id="America/Los_Angeles"
        )
        self.page = self.context.new_page()
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_web_client .o_main_navbar")

    def open(self, path: str, selector: str) -> None:
        """Open a page and wait for what the picture is about."""
        self.page.goto(path if "://" in path else f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(selector)

    def take(self, name: str, height: int = HEIGHT, selector: str | None = None) -> None:
        """Take a picture of the page from its top, or of one element."""
        self.page.add_style_tag(content=STILL)
        self.page.mouse.move(WIDTH - 5, HEIGHT - 5)
        self.page.wait_for_timeout(500)
        path = str(FOLDER / f"{name}.png")
        if selector:
            self.page.locator(selector).first.screenshot(path=path)
        else:
            self.page.screenshot(
                path=path, clip={"x": 0, "y": 0, "width": self.page.viewport_size["width"], "height": height}
            )
        say(f"docs/images/{name}.png")

    def tab(self, name: str) -> None:
        """Open a tab of a form."""
        self.page.click(f".o_notebook .nav-link[name={name}]")

    def no_chatter(self) -> None:
        """Leave out what was said about a record: it is not what the picture is about."""
        self.page.add_style_tag(content=".o-mail-Form-chatter {display: none !important}")


@contextmanager
def _browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def main() -> int:
    """Play the story in a scene of its own and take the pictures at their moments."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    scene = Scene("demo_pictures")
    scene.make()
    with scene, _browser() as browser:
        scene.start()
        story = Story(scene, tell=lambda _line: None)
        _set_up(story, Photographer(browser, scene, "maria"))
        _release(story, Photographer(browser, scene, "olivia"))
        story.visit()
        _rejected(story, Photographer(browser, scene, "ben"))
        story.cure()
        story.release(LATER)
        story.hold("held")
        story.visit()
        _afterwards(story, Photographer(browser, scene, "maria"))
    scene.remove()
    xero()
    return 0


def xero() -> None:
    """The connection to Xero while one of several organisations is to be chosen."""
    scene = XeroScene("demo_pictures_xero")
    scene.make()
    with scene, _browser() as browser:
        scene.start()
        story = XeroStory(scene, browser, tell=lambda _line: None)
        story.enter_application()
        story.consent()
        camera = Photographer(browser, scene, "maria")
        camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
        camera.no_chatter()
        camera.take("xero")
        camera.page.click("button[name=action_choose_company]")
        camera.page.wait_for_selector(".modal .o_data_row")
        camera.take("xero-organisations", selector=".modal-content")
    scene.remove()


def _set_up(story: Story, camera: Photographer) -> None:
    story.set_up()
    story.first_visit()
    camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
    camera.no_chatter()
    camera.tab("web_connector")
    camera.page.set_viewport_size({"width": WIDTH, "height": 1000})
    camera.take("web-connector", 1000)
    camera.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    story.choose()
    camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
    camera.no_chatter()
    camera.take("connection", 740)


def _release(story: Story, camera: Photographer) -> None:
    page = camera.page
    camera.open("customer-invoices", ".o_list_view .o_data_row")
    while page.locator(".o_searchview .o_facet_remove").count():
        page.locator(".o_searchview .o_facet_remove").first.click()
        page.wait_for_timeout(200)
    for key in FIRST:
        number = story.user.call("account.move", "read", [story.move(key)], ["name"])[0]["name"]
        row = page.locator(".o_list_view .o_data_row", has=page.locator(f"text='{number}'"))
        row.locator(".o_list_record_selector input").check()
    page.click(".o_control_panel .o_cp_action_menus .dropdown-toggle:has-text('Actions')")
    page.locator(".o-dropdown--menu .o_menu_item:has-text('Release to Account System')").click()
    page.wait_for_selector(".modal .o_data_row")
    camera.take("preview", selector=".modal-content")
    page.click(".modal button[name=action_release_all]")
    page.wait_for_selector(".modal", state="detached")


def _rejected(story: Story, camera: Photographer) -> None:
    # Wider, since numbers give way to long names of customers.
    camera.page.set_viewport_size({"width": 1640, "height": HEIGHT})
    camera.open("customer-invoices", ".o_list_view .o_data_row")
    camera.take("invoices", 640)
    camera.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    camera.open(f"customer-invoices/{story.move('accents')}", "div[name=bridge_ribbon]")
    camera.no_chatter()
    camera.take("rejected", 460)
    camera.open("bridge-issues", ".o_list_view .o_data_row")
    camera.take("issues", 520)


def _afterwards(story: Story, camera: Photographer) -> None:
    camera.open("accounting-bridge", ".o_kanban_record")
    camera.take("dashboard", 330)
    first = story.read_mails(1)[0]
    camera.page.set_content(first.get_body(("html",)).get_content())
    camera.page.add_style_tag(content="body {font-family: sans-serif; margin: 16px}")
    camera.take("report", 640)
    camera.page.goto(story.scene.books_url)
    camera.page.wait_for_selector("table")
    camera.take("books", 560)
