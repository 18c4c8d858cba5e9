"""Live with QuickBooks Online by reading only the screen: the set-up in Express, closed on the way and found again.

Each step goes on where the one before ended; the first that fails is the one to look at.
"""

import pytest

from scripts.demonstration.online_scene import APPLICATION, OnlineScene
from scripts.demonstration.online_story import OnlineStory

from .cloud_walk import Walked, walking

PROBLEMS = ".o_field_widget[name=setup_problem_text]"


class SetupScene(OnlineScene):
    """The same with few customers there."""

    neighbours = 40


class SetupWalk(Walked, OnlineStory):
    """What Maria presses."""

    def go_on(self, step: str) -> None:
        """Press *Save + Continue*, and arrive at a step."""
        self.maria.press("action_setup_continue")
        self.stand_at(step)

    def stand_at(self, step: str) -> None:
        """Wait until the left side of the page says that this is the step."""
        self.maria.page.wait_for_selector(f".o_bridge_setup li[data-step={step}][data-state=here]")

    def accounts_there(self) -> list[str]:
        """The accounts of Express in the books."""
        return sorted(row["Name"] for row in self.scene.entries("Account") if row["Name"].startswith("OD "))


@pytest.fixture(scope="module")
def walk(browser, tmp_path_factory):
    """Odoo, the simulated service and the people's browsers, in place of those of QuickBooks Desktop."""
    with walking(SetupWalk, SetupScene, browser, tmp_path_factory.mktemp("setup_story")) as walk:
        yield walk


@pytest.fixture(autouse=True)
def _pictures(walk, request):
    yield
    walk.take_pictures(request.node.name)


def test_what_is_read_and_written_is_confirmed_first(walk):
    maria = walk.maria
    maria.open("accounting-bridge")
    maria.page.click("button:has-text('New connection')")
    maria.page.click(".o_field_widget[name=ledger] label:has-text('QuickBooks Online')")
    maria.page.wait_for_selector(".o_bridge_consent tr[data-code='quickbooks_online.invoice']")
    maria.press("action_setup_consent")
    walk.stand_at("connect")


def test_the_window_of_the_consent_closes_and_the_set_up_goes_on(walk):
    maria = walk.maria
    maria.page.click(".o_field_widget[name=app_environment] label:has-text('Sandbox')")
    for field, name in (("app_client_id", "client_id"), ("app_client_secret", "client_secret")):
        maria.type(field, APPLICATION[name])
    page = walk.open_consent()
    with page.expect_event("close"):
        page.click("button.connect")
    maria.page.wait_for_selector(".alert-success:visible")
    assert APPLICATION["client_secret"] not in maria.page.content()


def test_closed_and_found_again(walk):
    maria = walk.maria
    walk.go_on("scope")
    walk.go_on("mode")
    maria.press("action_setup_close")
    maria.page.wait_for_selector(".o_kanban_record:has-text('Draft: continue at Express or Advanced')")
    maria.page.click(".o_bridge_draft")
    walk.stand_at("mode")
    maria.page.click(".o_field_widget[name=setup_mode] label:has-text('Express')")
    walk.go_on("mapping")


def test_the_accounts_are_shown_before_they_are_written(walk):
    page = walk.maria.page
    # The page loads itself again when the ledger has been read.
    page.wait_for_selector("div[name=mapping]:visible", timeout=60_000)
    plan, create = (
        page.locator(f"button[name={name}]:visible") for name in ("action_setup_plan", "action_create_defaults")
    )
    plan.or_(create).first.wait_for()
    if plan.count():
        walk.maria.press("action_setup_plan")
    page.wait_for_selector(".o_field_widget[name=default_ids] .o_data_row:has-text('OD Service Income')")
    assert walk.accounts_there() == []
    walk.maria.press("action_create_defaults")
    page.wait_for_selector(PROBLEMS, state="hidden", timeout=60_000)
    assert walk.accounts_there() == ["OD Direct Wages", "OD Direct Wages Liability", "OD Service Income"]


def test_reviewed_and_activated(walk):
    maria = walk.maria
    for step in ("schedule", "review", "activate"):
        walk.go_on(step)
    assert "OD Service Income" in maria.text("div[name=step_review]")
    maria.press("action_setup_activate")
    maria.page.wait_for_selector(".alert-success:has-text('documents travel from now on')")
    maria.press("action_setup_close")
    maria.page.wait_for_selector(".o_kanban_record:has-text('Connected')")
    assert not maria.page.locator(".o_bridge_draft").count()
