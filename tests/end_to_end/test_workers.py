"""The same job on a server of several processes, as it runs in production: no process knows of the others."""

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from scripts.demonstration.connector import update_selected
from scripts.demonstration.scene import Scene
from scripts.demonstration.story import FIRST, Story
from scripts.demonstration.verdict import read_book
from scripts.host.process import HostError

WORKERS = 3
CALL = re.compile(r" (\d+) INFO \S+ werkzeug: .*\"POST /accounting_bridge_qbd/")


@pytest.fixture(scope="module")
def played():
    """A story up to the release of twelve invoices, on a server of several processes."""
    scene = Scene(f"test_workers_{os.getpid()}", workers=WORKERS)
    scene.make()
    try:
        with scene:
            scene.start()
            story = Story(scene, tell=lambda line: None)
            story.set_up()
            story.first_visit()
            story.choose()
            story.release(FIRST)
            yield story
    finally:
        scene.remove()


def one_visit(story, name):
    """Press *Update Selected* on one of two computers. :return: what its window shows"""
    scene = story.scene
    try:
        return update_selected(scene.qwc_path, story.password, scene.book_path, scene.folder / f"{name}.jsonl")
    except HostError as refused:
        return str(refused)


def test_two_computers_visit_at_once(played):
    with ThreadPoolExecutor() as threads:
        shown = list(threads.map(lambda name: one_visit(played, name), ("first", "second")))
    assert any("processed" in str(each) for each in shown), shown
    # Whoever was told to wait comes back; nothing is sent twice.
    one_visit(played, "third")
    sources = Counter(row["other"] for row in read_book(played.scene.book_path) if row["other"])
    assert set(sources.values()) == {1}, sources
    assert set(sources) == {row["name"] for row in played.states("processed")}
    assert not played.states("sending") + played.states("uncertain")


def test_several_processes_answered(played):
    """The calls of the visits went to more than one process: what one begins another goes on with."""
    log = played.scene.server.log.read_text(encoding="utf-8", errors="replace")
    processes = set(CALL.findall(log))
    assert len(processes) > 1, "all calls went to one process"
