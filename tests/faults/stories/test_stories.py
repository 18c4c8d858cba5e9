"""Seeded random stories: people on both sides, visits or runs, faults, and every invariant at the end of each."""

from . import workers

# Without ``--seeds`` fewer are told on ledgers in the cloud: each takes a second of both cores.
QUICK_ONLINE = 25
QUICK_XERO = 20


def test_seeded_stories_desktop(odoo, seeds):
    """A failing seed is printed with its story and the command that repeats it."""
    _tell(odoo, seeds, "desktop")


def test_seeded_stories_online(odoo, seeds, request):
    _tell_fewer(odoo, seeds, request, "online", QUICK_ONLINE)


def test_seeded_stories_xero(odoo, seeds, request):
    _tell_fewer(odoo, seeds, request, "xero", QUICK_XERO)


def _tell_fewer(odoo, seeds, request, ledger, quick):
    as_ever = request.config.getoption("--seeds") == workers.ENOUGH
    _tell(odoo, seeds[:quick] if as_ever else seeds, ledger)


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
