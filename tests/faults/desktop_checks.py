"""After a fault at the desk: run until nothing is under way, then everything that must hold."""

from . import invariants

MOST_VISITS = 6
TALLY = {"processed": 6, "rejected": 1}


def check(desk, moves=None):
    """What holds at any moment."""
    invariants.check(desk.database, desk.entries(), desk.start.facts["before"], moves or desk.start.facts["moves"])


def converge(desk, moves=None):
    """Visits as life brings them, until one finds nothing to do. :return: all of them"""
    visits = []
    for _visit in range(MOST_VISITS):
        desk.five_minutes_go_by()
        visits.append(desk.visit())
        check(desk, moves)
        if visits[-1].ended_by == "none":
            return visits
    raise AssertionError(
        f"no end after {MOST_VISITS} visits: {[(v.ended_by, v.last_result) for v in visits]}\n"
        f"{invariants.story(desk.database)}"
    )


def assert_whole(desk, tally=None, moves=None):
    """Converge, and find everything in its place; one more visit writes nothing."""
    visits = converge(desk, moves)
    settled = desk.entries()
    released = moves or desk.start.facts["moves"]
    invariants.check_end(desk.database, settled, desk.start.facts["before"], released)
    assert invariants.tally(desk.database) == (tally or TALLY), invariants.story(desk.database)
    written = invariants.write_exchanges(desk.database)
    assert desk.visit().ended_by == "none"
    invariants.check_idle(settled, desk.entries())
    assert invariants.write_exchanges(desk.database) == written
    return visits
