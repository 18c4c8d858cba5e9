"""Xero: the connection while one of several organisations is to be chosen."""

from ..xero_scene import XeroScene
from ..xero_story import XeroStory
from .camera import Camera, played


def take() -> None:
    """Play the story up to there."""
    scene = XeroScene("demo_pictures_xero")
    with played(scene) as browser:
        story = XeroStory(scene, browser, tell=lambda _line: None)
        story.enter_application()
        story.consent()
        camera = Camera.of(browser, scene, "maria")
        camera.open(f"bridge-connections/{story.connection}", ".o_form_view .o_notebook")
        camera.no_chatter()
        camera.take("xero", down_to=".o_notebook .tab-pane.active .o_field_widget[name=app_sign_in_text]")
        camera.page.click("button[name=action_choose_company]")
        camera.page.wait_for_selector(".modal .o_data_row")
        camera.take_element("xero-organisations", ".modal-content")
