"""One server, one ledger, one browser for the whole walk: each test is a step that goes on where the last one ended."""

import os

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import sync_playwright

from scripts.demonstration.scene import Scene
from scripts.host.browser import ARGUMENTS, chromium

from .walk import Walk


@pytest.fixture(scope="session")
def scene():
    """Odoo with the demo company, the books' page and a mailbox."""
    scene = Scene(os.environ.get("END_TO_END_DATABASE") or f"test_end_to_end_{os.getpid()}")
    scene.make()
    try:
        with scene:
            scene.start()
            yield scene
    finally:
        scene.remove()


@pytest.fixture(scope="session")
def browser():
    """Chromium, for everybody."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def walk(scene, browser):
    """The people at their browsers, and the Web Connector."""
    walk = Walk(scene, browser)
    yield walk
    walk.close()


@pytest.fixture(autouse=True)
def _nothing_runs_that_should_not(walk):
    """No page may log an error, raise one, or run what stands in a name."""
    yield
    noise = walk.take_noise()
    assert not noise, "\n".join(noise)


_FAILED: list[str] = []


def pytest_runtest_setup(item):
    """A step builds on the ones before it: without them it would only wait in vain."""
    if _FAILED:
        pytest.fail(f"the step {_FAILED[0]} failed before", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep a picture of every page when a step fails."""
    report = yield
    walk = item.funcargs.get("walk") if hasattr(item, "funcargs") else None
    if report.failed:
        _FAILED.append(item.name)
    if report.when == "call" and report.failed and walk is not None:
        report.sections.append(("pages", walk.take_pictures(item.name)))
    return report
