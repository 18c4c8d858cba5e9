"""Seeded random stories: people on both sides, visits or runs, faults, and every invariant at the end of each."""

from . import workers

# Without ``--seeds`` fewer are told on QuickBooks Online: each takes a second of both cores.
QUICK_ONLINE = 25


def test_seeded_stories_desktop(odoo, seeds):
    """A failing seed is printed with its story and the command that repeats it."""
    _tell(odoo, seeds, "desktop")


def test_seeded_stories_online(odoo, seeds, request):
    as_ever = request.config.getoption("--seeds") == workers.ENOUGH
    _tell(odoo, seeds[:QUICK_ONLINE] if as_ever else seeds, "online")


def _tell(odoo, seeds, ledger):
    result = workers.run(odoo, seeds, ledger)
    print("\n".join(workers.words(result)))
    workers.LAST.append(result)
    assert result["runs"] == len(seeds)
    assert result["steps"] >= 5 * len(seeds)
    if len(seeds) >= workers.ENOUGH:
        workers.must_have_met_everything(result)
    failed = [one["seed"] for one in result["failed"]]
    assert not failed, f"{len(failed)} of {len(seeds)} seeds failed: {failed}\n" + "\n".join(workers.words(result))
