from . import controllers
from . import models
from . import wizards


def uninstall_hook(env):
    """Let go of what our records hold: the technical user, and messages that name them."""
    env["bridge.connection"].with_context(active_test=False).search([])._remove_with_history()
