"""The real host: a copy of a template, a server on it, and both gone again."""

import http.client
import os

import pytest
from playwright.sync_api import sync_playwright

from scripts.host import databases, layout, new_database, query, server, start_server
from scripts.host.browser import ARGUMENTS, chromium
from scripts.host.process import HostError

NAME = f"test_host_{os.getpid()}"
UUID = "select value from ir_config_parameter where key = 'database.uuid'"


@pytest.fixture
def database():
    new_database(NAME, "tpl_host")
    yield NAME
    databases.drop_database(NAME)


def status(url, path):
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
    connection.request("GET", path)
    return connection.getresponse().status


def test_a_copy_has_its_own_identity_and_files(database):
    assert query(UUID, database) != query(UUID, "tpl_host")
    assert (layout.FILESTORE / database).is_dir() == (layout.FILESTORE / "tpl_host").is_dir()
    databases.drop_database(database)
    assert not databases.database_exists(database) and not (layout.FILESTORE / database).exists()


def test_a_server_answers_and_stops(database):
    with start_server(database, env={"BRIDGE_TEST": "1"}) as running:
        assert status(running.url, "/web/login") == 200
        assert b"BRIDGE_TEST=1" in open(f"/proc/{running.process.pid}/environ", "rb").read()
    assert running.process.returncode == 0


def test_the_browser_shows_the_server(database):
    with start_server(database) as running, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page()
        page.goto(f"{running.url}/web/login")
        page.locator("input[name=login]").wait_for(timeout=30_000)
        browser.close()


def test_a_server_can_be_killed(database):
    running = start_server(database)
    assert running.kill() == -9


def test_a_server_that_cannot_start_shows_its_log(database):
    with pytest.raises(HostError, match="ended with code 2|no such option"):
        start_server(database, arguments=("--no-such-option",))


@pytest.mark.parametrize("name", ["Upper", "a b", "a;drop", "1a", "", "x" * 64])
def test_names_that_are_no_names(name):
    with pytest.raises(HostError, match="is no name for a database"):
        new_database(name, "tpl_host")


def test_the_cluster_is_closed_to_the_network():
    assert query("show listen_addresses") in ([[""]], [])


def test_the_configuration_limits_a_cron_to_600_seconds():
    text = layout.CONF.read_text(encoding="utf-8")
    assert "limit_time_real_cron = 600" in text and "http_interface = 127.0.0.1" in text
    assert str(layout.ADDONS) in text and server.free_port() > 1024
