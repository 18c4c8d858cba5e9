"""Seeded random stories on Desktop: people on both sides, visits and faults, and every invariant at the end of each."""

from . import workers


def test_seeded_stories(odoo, seeds):
    """A failing seed is printed with its story and the command that repeats it."""
    result = workers.run(odoo, seeds)
    print("\n".join(workers.words(result)))
    workers.LAST.append(result)
    assert result["runs"] == len(seeds)
    assert result["steps"] >= 5 * len(seeds)
    if len(seeds) >= workers.ENOUGH:
        workers.must_have_met_everything(result)
    failed = [one["seed"] for one in result["failed"]]
    assert not failed, f"{len(failed)} of {len(seeds)} seeds failed: {failed}\n" + "\n".join(workers.words(result))
