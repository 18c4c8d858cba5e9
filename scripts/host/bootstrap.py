"""From a bare Debian to a template database, step by step; and back."""

import os
import shutil

from . import debian, layout, odoo, postgres, server, templates, venv
from .process import HostError, only_one, say


def ensure_host(template: str | None = "tpl_host", browser: bool = True) -> None:
    """Bring the host up: Debian packages, Odoo, Python packages, PostgreSQL, ``template``.

    :param template: None stops before any database is made
    :param browser: False leaves chromium out, if it is not there
    :raises HostError: in words for the person at the terminal
    """
    _check_owner()
    with only_one():
        debian.install_missing(browser)
        odoo.ensure_odoo()
        venv.ensure_venv()
        postgres.ensure_cluster()
        server.write_configuration()
    if template:
        templates.ensure_template(template)


def _check_owner() -> None:
    """Files of root in the folder of another user would fail later, at a place that is hard to understand."""
    if layout.HOST.exists() and layout.HOST.stat().st_uid != os.geteuid():
        raise HostError(
            f"{layout.HOST} was made by another user (started with sudo before?). Run as that user, or "
            "remove it: sudo python3 -m scripts.host remove"
        )


def remove_host() -> None:
    """Stop the cluster and delete everything that was made. Debian packages stay."""
    with only_one():
        postgres.stop()
    shutil.rmtree(layout.short_folder(), ignore_errors=True)
    shutil.rmtree(layout.HOST, ignore_errors=True)
    if layout.HOST.exists():
        raise HostError(f"{layout.HOST} could not be deleted entirely: files of another user are in it.")
    say("removed")
