"""Seeded random stories: people on both sides, visits or runs, faults, and every invariant at the end of each."""

import pytest

from . import workers

# Told of each ledger in every run of the tests; all of them where there is time.
QUICK = {"desktop": 25, "online": 25, "xero": 20}


@pytest.mark.parametrize("ledger", QUICK)
def test_a_few_seeded_stories(odoo, seeds, ledger):
    """A failing seed is printed with its story and the command that repeats it."""
    _tell(odoo, seeds[: QUICK[ledger]], ledger)


@pytest.mark.slow
@pytest.mark.parametrize("ledger", QUICK)
def test_seeded_stories(odoo, seeds, ledger):
    _tell(odoo, seeds, ledger)


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
