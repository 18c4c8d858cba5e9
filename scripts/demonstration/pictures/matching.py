"""QuickBooks Online: who is who, and what Compare shows."""

from ..doors import Person
from ..matching_scene import MatchingScene
from ..matching_story import MatchingStory
from .camera import Camera, played

# Customers who are changed in Odoo, and the one who is changed in the books as well.
CHANGED = {
    "Clayton Cycles": {"phone": "555-0170"},
    "Ashby Apartments": {"phone": "555-0172"},
    "Birch Street Books": {"phone": "555-0171"},
}
BOTH, THEIR_PHONE = "Birch Street Books", "555-0180"
# Who is entered in Odoo.
NEW = {"name": "Tilden Tree Care", "email": "hello@tildentree.example", "is_company": True}


def take() -> None:
    """Play the story up to the tabs with everything that is asked, then change customers on both sides."""
    scene = MatchingScene("demo_pictures_matching")
    with played(scene) as browser:
        story = MatchingStory(scene, browser, tell=lambda _line: None)
        story.enter_application()
        story.consent()
        story.wait_for_first_read()
        story.choose()
        story.enable()
        story.switch_on()
        camera = Camera(story.maria.page, scene.url)
        for kind, name, height in (("customer", "customers", 893), ("item", "items", 836)):
            story.desk(story.maria).tab(kind)
            camera.no_chatter()
            camera.no_activity()
            camera.take(name, height)
        _compare(story, camera)


def _compare(story: MatchingStory, camera: Camera) -> None:
    """What is kept in step by hand waits until somebody compares."""
    scene, ben = story.scene, Person(story.scene.url, story.scene.database, "ben")
    ids = {name: story.partner(name)["id"] for name in CHANGED}
    flow = story.admin.read("bridge.flow", [("kind", "=", "customer")], ["id"])[0]["id"]

    def run() -> None:
        def last() -> str:
            return story.admin.call("bridge.flow", "read", [flow], ["last_read_at"])[0]["last_read_at"]

        before = last()
        story.run_now()
        story.wait_until("the ledger is read", lambda: last() != before)
        story.calm()

    # Flagged, and agreed on once.
    ben.call("res.partner", "write", list(ids.values()), {"bridge_sync": True})
    run()
    story.admin.call("bridge.connection", "write", [story.connection], {"customer_pace": "hand"})
    for name, values in CHANGED.items():
        ben.call("res.partner", "write", [ids[name]], values)
    ben.call("res.partner", "create", [{**NEW, "bridge_sync": True}])
    scene.change_phone(BOTH, THEIR_PHONE)
    run()
    (plan,) = ben.call("bridge.plan", "create", [{"connection_id": story.connection}])
    ben.press("bridge.plan", "action_compare", plan)
    ben.press("bridge.plan", "action_tick_all", plan)
    camera.open(f"bridge-compare/{plan}", ".o_form_view .o_data_row")
    camera.take("compare", down_to=".o_field_widget[name=line_ids] .o_data_row")
