"""The command line of ``scripts/demo``."""

import argparse
import json
import signal
import sys
import threading
import traceback

from scripts.host import HostError
from scripts.host.databases import database_exists
from scripts.host.process import only_one, say

from .connector import watch_update
from .doors import Refused
from .people import PEOPLE
from .plays import ALL, PLAYS, STORIES
from .scene import Scene, stop_running

PORTS = (8069, 8090, 8091, 8092)
# The ledger that is meant where none is named.
FIRST = "desktop"
PROBLEMS = (HostError, Refused, OSError, TimeoutError)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="scripts/demo",
        description="A demo company, a simulated ledger, and the story between the two.",
    )
    ledgers = f"QuickBooks Desktop, QuickBooks Online or Xero (default {FIRST})"
    top.add_argument("--ledger", choices=list(PLAYS), help=ledgers)
    story = (
        "with QuickBooks Online; matching: who is who, each way to disagree settled, then an invoice by itself;"
        " express: set up by reading the pages, and what they promised is kept when the day is over;"
        " compare: customers both ways, jobs and contracts, what differs is listed and what is ticked is done"
    )
    top.add_argument("--story", choices=list(STORIES), help=story)
    top.add_argument("--headless", action="store_true", help="play, compare both sides, stop; for a build server")
    top.add_argument("--keep", action="store_true", help="desktop: go on with the demo as it was left; plays nothing")
    top.add_argument("--visit", action="store_true", help="desktop: let the Web Connector visit a demo that runs")
    top.add_argument("--stop", action="store_true", help="stop a demo that runs somewhere else")
    every = "all of them one after another, each as --headless; the last line is one JSON object of all"
    top.add_argument("--all", action="store_true", dest="every", help=every)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one of them; returns the exit code."""
    top = parser()
    options = top.parse_args(argv)
    if options.every:
        if options.ledger or options.story or options.keep or options.visit or options.stop:
            top.error("--all plays all of them and leaves nothing running: of the other options --headless alone fits")
        return play_all(ALL)
    plays = STORIES[options.story] if options.story else PLAYS
    ledger = options.ledger or FIRST
    if ledger not in plays:
        top.error(f"the story {options.story} is played with --ledger {' or '.join(plays)}")
    play = plays[ledger]
    if (options.keep or options.visit) and not play.can_go_on:
        top.error("--keep and --visit are for QuickBooks Desktop: the books of the simulated service end with it")
    try:
        if options.headless:
            return headless(play)
        scene = play.scene(play.database, PORTS)
        if options.stop:
            print("The demo is stopped." if stop_running(scene) else "No demo was running.")
            return 0
        if options.visit:
            return visit(scene)
        return show(play, scene, options.keep)
    except PROBLEMS as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def headless(play) -> int:
    """Play the story and compare; the last line is one JSON object, the exit code 0 only if both sides agree."""
    data = play_safely(play)
    print(json.dumps(data, ensure_ascii=False))
    return 0 if data["agree"] else 1


def play_all(plays: dict) -> int:
    """Play stories one after another, whatever becomes of each; the last line says of all of them.

    :param plays: ``{name: play}``
    """
    stories = {}
    for name, play in plays.items():
        say(f"playing {name}")
        stories[name] = play_safely(play)
        say(f"{name}: {'both sides agree' if stories[name]['agree'] else 'the two sides do not agree'}")
    agree = all(told["agree"] for told in stories.values())
    print(json.dumps({"agree": agree, "stories": stories}, ensure_ascii=False))
    return 0 if agree else 1


def play_safely(play) -> dict:
    """Play a story. Whatever goes wrong on the way is told as its error, so that the last line is always there.

    :return: what is told to a program; ``agree`` says whether both sides do.
    """
    try:
        return play_once(play)
    except PROBLEMS as error:
        print(f"\n{error}", file=sys.stderr)
        return {"agree": False, "error": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever a story stumbles over, it is told, and the others are played
        traceback.print_exc()
        return {"agree": False, "error": f"{type(error).__name__}: {error}"}


def play_once(play) -> dict:
    """Play a story to its end, print the table, and leave nothing behind where both sides agree.

    :return: what is told to a program; ``agree`` says whether both sides do.
    """
    scene = play.scene(f"{play.database}_headless")
    with only_one(f"lock.{scene.database}"):
        stop_running(scene)
        scene.make()
        with scene:
            scene.start()
            play.play(scene, shown=False)
            words, data = play.judge(scene)
        print(f"\n{words}\n")
        if data["agree"]:
            scene.remove()
        return data


def show(play, scene: Scene, keep: bool) -> int:
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
                play.play(scene, shown=True)
            print(f"\n{play.judge(scene)[0]}\n")
            print(addresses(scene), play.hint, sep="\n", flush=True)
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
{people}"""
