"""QuickBooks Desktop: from the Web Connector to the report, and what stands for what."""

from ..scene import Scene
from ..story import FIRST, LATER, Story
from .camera import Camera, played


def take() -> None:
    """Play the story and take the pictures at their moments."""
    scene = Scene("demo_pictures")
    with played(scene) as browser:
        story = Story(scene, tell=lambda _line: None)
        _connect(story, Camera.of(browser, scene, "maria"))
        _release(story, Camera.of(browser, scene, "olivia"))
        story.visit()
        _rejected(story, Camera.of(browser, scene, "ben"))
        story.cure()
        story.release(LATER)
        story.hold("held")
        story.visit()
        _afterwards(story, Camera.of(browser, scene, "maria"))
        _mappings(story, Camera.of(browser, scene, "maria"))


def _connect(story: Story, camera: Camera) -> None:
    story.set_up()
    story.first_visit()
    camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
    camera.no_chatter()
    camera.tab("web_connector")
    camera.take_element("web-connector", ".o_notebook .tab-pane.active .row")
    story.choose()
    camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
    camera.no_chatter()
    camera.take("connection", down_to=".o_notebook .tab-pane.active")


def _release(story: Story, camera: Camera) -> None:
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
    camera.take_element("preview", ".modal-content")
    page.click(".modal button[name=action_release_all]")
    page.wait_for_selector(".modal", state="detached")


def _rejected(story: Story, camera: Camera) -> None:
    camera.open("customer-invoices", ".o_list_view .o_data_row")
    # Wider, since numbers give way to long names of customers.
    camera.take("invoices", 622, width=1640)
    camera.open(f"customer-invoices/{story.move('accents')}", "div[name=bridge_ribbon]")
    camera.no_chatter()
    camera.take("rejected", 430)
    camera.open("bridge-issues", ".o_list_view .o_data_row")
    camera.take("issues", 520)


def _afterwards(story: Story, camera: Camera) -> None:
    camera.open("accounting-bridge", ".o_kanban_record")
    camera.take("dashboard", 330)
    first = story.read_mails(1)[0]
    camera.page.set_content(first.get_body(("html",)).get_content())
    camera.page.add_style_tag(content="body {font-family: sans-serif; margin: 16px}")
    camera.take("report", down_to="text=Sum of what was processed")


def _mappings(story: Story, camera: Camera) -> None:
    """The grid of Advanced, with a rule of most kinds."""
    ben = story.bookkeeper
    there = {
        (row["kind"], row["full_name"]): row["id"]
        for row in ben.read("bridge.remote.record", [], ["kind", "full_name"])
    }

    def ours(model: str, name: str) -> int:
        return ben.read(model, [("name", "=", name)], ["id"])[0]["id"]

    rules = [
        {
            "kind": "product",
            "product_id": ours("product.product", "Programmable thermostat"),
            "remote_record_id": there["item", "Thermostat"],
        },
        {
            "kind": "category",
            "category_id": ours("product.category", "Services"),
            "remote_record_id": there["item", "Service call"],
        },
        {
            "kind": "deposit",
            "journal_id": ours("account.journal", "Bank"),
            "remote_record_id": there["account", "Checking"],
        },
        {"kind": "journal", "journal_id": ours("account.journal", "Sales"), "number_rule": "compact"},
    ]
    ben.call("bridge.mapping", "create", [{"connection_id": story.connection, **rule} for rule in rules])
    camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
    camera.tab("mappings")
    camera.page.click("button[name=action_open_mappings]:visible")
    camera.page.wait_for_selector(".o_list_view .o_data_row")
    camera.take("mappings", width=1640, down_to=".o_list_view .o_data_row")
