"""The command line of ``scripts/demo``."""

import argparse
import json
import signal
import sys
import threading

from scripts.host import HostError
from scripts.host.databases import database_exists
from scripts.host.process import only_one, say

from .connector import watch_update
from .doors import Person, Refused
from .people import PEOPLE
from .scene import Scene, stop_running
from .story import Story
from .verdict import as_data, compare, read_book, read_odoo, table

PORTS = (8069, 8090, 8091, 8092)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="scripts/demo",
        description="A demo company, a simulated QuickBooks Desktop, and the story between the two.",
    )
    top.add_argument("--headless", action="store_true", help="play, compare both sides, stop; for a build server")
    top.add_argument("--keep", action="store_true", help="go on with the demo as it was left; plays nothing")
    top.add_argument("--visit", action="store_true", help="let the Web Connector visit a demo that runs")
    top.add_argument("--stop", action="store_true", help="stop a demo that runs somewhere else")
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one of the three; returns the exit code."""
    options = parser().parse_args(argv)
    try:
        if options.headless:
            return headless()
        scene = Scene("demo", PORTS)
        if options.stop:
            print("The demo is stopped." if stop_running(scene) else "No demo was running.")
            return 0
        if options.visit:
            return visit(scene)
        return show(scene, options.keep)
    except (HostError, Refused, OSError, TimeoutError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def headless() -> int:
    """Play the story and compare; the last line is one JSON object, the exit code 0 only if both sides agree."""
    scene = Scene("demo_headless")
    with only_one("lock.demo_headless"):
        stop_running(scene)
        scene.make()
        try:
            with scene:
                scene.start()
                story = Story(scene)
                story.play()
                moves = read_odoo(story.manager)
            rows = compare(moves, read_book(scene.book_path))
        except (HostError, Refused, OSError, TimeoutError) as error:
            print(f"\n{error}", file=sys.stderr)
            print(json.dumps({"agree": False, "error": str(error)}))
            return 1
        data = as_data(rows)
        print(f"\n{table(rows)}\n")
        print(json.dumps(data, ensure_ascii=False))
        if data["agree"]:
            scene.remove()
        return 0 if data["agree"] else 1


def show(scene: Scene, keep: bool) -> int:
    """Play the story, or go on where it was left, and leave everything running until Ctrl-C."""
    if stop_running(scene):
        say("the demo that was running is stopped")
    keep = keep and scene.password_path.exists() and database_exists(scene.database)
    if not keep:
        scene.make()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_arguments: ended.set())
    with scene:
        try:
            scene.start()
            say("everything runs")
            if not keep:
                Story(scene).play()
            moves = read_odoo(Person(scene.url, scene.database, "maria"))
            print(f"\n{table(compare(moves, read_book(scene.book_path)))}\n")
            print(addresses(scene), flush=True)
            ended.wait()
        except KeyboardInterrupt:
            pass
        print("\nStopping.", flush=True)
    return 0


def visit(scene: Scene) -> int:
    """Press *Update Selected* in the Web Connector of a demo that runs."""
    try:
        password = scene.password_path.read_text(encoding="utf-8")
    except OSError:
        print("There is no demo to visit: start scripts/demo first.", file=sys.stderr)
        return 1
    return watch_update(scene.qwc_path, password, scene.book_path, scene.journal_path)


def addresses(scene: Scene) -> str:
    """Where to look, and as whom."""
    people = "\n".join(f"    {login:8} {login:8} {name}" for login, name, _group in PEOPLE)
    return f"""Odoo                     {scene.url}/odoo/accounting-bridge
Books of the ledger      {scene.books_url}
Mailbox                  {scene.mails_url}

    login    password
    admin    admin    Administrator
{people}

Another visit of the Web Connector, after releasing something:
    scripts/demo --visit

Ctrl-C stops everything; scripts/demo --stop does so from elsewhere, scripts/demo --keep goes on."""
