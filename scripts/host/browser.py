"""The browser: Debian's chromium, driven by playwright or by Odoo's own tours."""

import shutil

from .process import HostError

# As root chromium starts only without its sandbox; the other two suit machines without graphics or with a
# small /dev/shm.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def chromium() -> str:
    """The path of chromium, for playwright's ``executable_path``.

    :raises HostError: when it is not installed
    """
    path = shutil.which("chromium")
    if path is None:
        raise HostError("chromium is not installed: python3 -m scripts.host up installs it.")
    return path
