"""Many seeds in a few processes: each has a database and a world of its own, and tells one story after the other."""

import gc
import random
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from . import breaks

WORKERS = 2
SECONDS = 3000
# Stories that failed are told whole, but not more of them than somebody reads.
TOLD_WHOLE = 3
# So many seeds meet everything that can befall a visit, and look at every invariant.
ENOUGH = 200
# What runs came to, for the summary at the end.
LAST: list[dict] = []


def run(odoo, seeds: list[int], ledger: str = "desktop", workers: int = WORKERS, broken: str = "") -> dict:
    """Tell the stories of these seeds. :return: counts of everything, and the stories that failed

    :param broken: name of a deliberate break of the product; then each worker ends with the first story that meets it.
    """
    parts = [part for part in (seeds[place::workers] for place in range(workers)) if part]
    databases = [odoo.new_database() for _part in parts]
    try:
        forks = [
            odoo.start(database, tell_all, str(odoo.folder / database), part, ledger, broken)
            for database, part in zip(databases, parts, strict=True)
        ]
        told = [one for fork in forks for one in fork.wait(SECONDS).result]
    finally:
        for database in databases:
            odoo.drop(database)
    return {
        "ledger": ledger,
        "runs": len(told),
        "steps": sum(one["steps"] for one in told),
        "hits": sum((Counter(one["hits"]) for one in told), Counter()),
        "points": {name for one in told for name in one["hits"] if "commit" in name},
        "checks": sum((Counter(one["checks"]) for one in told), Counter()),
        "varied": sum((Counter(one["varied"]) for one in told), Counter()),
        # Who asks for one story wants to read it.
        "story": told[0]["lines"] if len(told) == 1 and not told[0]["problem"] else [],
        "failed": sorted((one for one in told if one["problem"]), key=lambda one: one["seed"]),
    }


def _of_ledger(ledger):
    """The world and the story of a ledger."""
    if ledger == "online":
        from .online import OnlineStory, OnlineWorld

        return OnlineWorld, OnlineStory
    if ledger == "xero":
        from .xero import XeroStory, XeroWorld

        return XeroWorld, XeroStory
    from .story import Story
    from .world import World

    return World, Story


def tell_all(env, folder: str, seeds: list[int], ledger: str, broken: str = "") -> list[dict]:
    """In a process of its own: make a world, and tell the stories in it."""
    world_of, story_of = _of_ledger(ledger)
    Path(folder).mkdir()
    world = world_of(env, Path(folder))
    prelude = story_of(world, "prelude")
    _prelude(prelude)
    world.keep()
    memory, told = prelude.memory(), []
    if broken:
        getattr(breaks, broken)()
    # What is loaded by now stays; to look through it again and again would take a fifth of the time.
    gc.collect()
    gc.freeze()
    for seed in seeds:
        # Some of the product draws at random as well.
        random.seed(seed)
        world.begin()
        world.points.hit.clear()
        story = story_of(world, seed, memory)
        one = story.tell()
        one.hits.update(world.points.hit)
        told.append(asdict(one))
        if broken and one.problem:
            break
    world.end()
    return told


def _prelude(story):
    """Documents in step on both sides, some paid, before any story begins."""
    from . import people

    def begin(story):
        moves = story.world.env["account.move"]
        for customer in story.world.customers[:4]:
            moves |= people.make(story, customer=customer) | people.make(story, customer=customer)
        people.release(story, moves)
        people.pay(story)
        people.pay(story)
        people.credit_note(story)

    story._as_transaction(begin)
    story.settle()
    story._as_transaction(people.stock_up)


def must_have_met_everything(result: dict) -> None:
    """:raise AssertionError: something never befell a visit, or nothing was looked at under an invariant"""
    befalls = _of_ledger(result["ledger"])[1].befalls
    never = {befall.__name__ for befall in (*befalls.BEFORE, *befalls.AFTER)} - set(result["hits"])
    assert not never, f"never met: {sorted(never)}"
    looked_at = {name.partition(" ")[0] for name in result["checks"]}
    assert looked_at == set("12345678"), f"nothing was looked at but {sorted(looked_at)}"
    untold = _of_ledger(result["ledger"])[1].must_vary() - set(result["varied"])
    assert not untold, f"never told: {sorted(untold)}"
    assert len(result["points"]) >= befalls.LEAST_COMMITS, f"killed at {len(result['points'])} different commits only"


def words(result: dict) -> list[str]:
    """What a run came to, in lines for a person."""
    lines = [
        f"seeded stories on {result['ledger']}: {result['runs']} runs, {result['steps']} steps,"
        f" {sum(result['hits'].values())} points hit, {len(result['points'])} different commits among them",
        "  hit: "
        + ", ".join(f"{name} {times}" for name, times in sorted(result["hits"].items()) if "commit" not in name),
    ]
    varied = sorted(result["varied"].items())
    lines.append("  done and met: " + ", ".join(f"{name} {times}" for name, times in varied if "=" not in name))
    if switched := [name for name, _times in varied if "=" in name]:
        lines.append(f"  QuickBooks behaved otherwise than by default in {len(switched)} ways")
    lines += [f"  invariant {name}: {times} checks" for name, times in sorted(result["checks"].items())]
    lines += result.get("story", ())
    for one in result["failed"]:
        lines.append(f"  FAILED: scripts/faults --seed {one['seed']} --ledger {result['ledger']}")
    for one in result["failed"][:TOLD_WHOLE]:
        lines += [f"--- the story of seed {one['seed']}", *one["lines"], one["problem"]]
    return lines
