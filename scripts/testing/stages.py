"""All stages, in the order in which they run: the quick ones first."""

from collections.abc import Callable
from dataclasses import dataclass

from scripts import linting

from .addons_stage import run_core, run_further
from .pytest_stage import run_folder
from .result import Result


@dataclass(frozen=True)
class Stage:
    """A part of the tests. ``run`` takes whether slow tests run too.

    Stages of one ``track`` run one after another, and beside those of other tracks; those of none run first and alone.
    """

    name: str
    about: str
    run: Callable[[bool], Result]
    needs: str | None = None
    track: str = ""


def _lint(everything: bool) -> Result:
    good, bad = linting.main()
    return Result(passed=good, failed=bad)


def _seconds(everything: bool) -> int:
    return 7200 if everything else 3600


def _folder(
    name: str, folder: str, about: str, seconds: int, needs: str | None = None, track: str = "", arguments: tuple = ()
) -> Stage:
    # Slow tests get four times as long.
    return Stage(
        name,
        about,
        lambda everything: run_folder(
            folder, everything, seconds * (4 if everything else 1), arguments, quiet=bool(track)
        ),
        needs,
        track,
    )


# Below the faults, but a stage of their own: random, and as long again.
STORIES = "tests/faults/stories"
# Two tracks, for two cores: the tests inside the core take as long as everything else that needs Odoo.
CORE, AROUND = ("tpl_bridge", "core"), ("tpl_bridge", "around")

# "needs" is the template database that must be current before the stage starts.
STAGES = (
    Stage("lint", "every linter and check counts as one test", _lint),
    _folder("pure", "tests/pure", "ledgers/ without Odoo", 120),
    _folder("simulators", "tests/simulators/tests", "the ledgers we test against", 300),
    _folder("checks", "tests/lint", "our own lint checks", 120),
    _folder("host", "tests/host", "scripts/ and docker/", 300, "tpl_host"),
    Stage("core", "the tests inside the core addon, in Odoo", lambda all_: run_core(all_, _seconds(all_)), *CORE),
    Stage("addons", "those inside the other addons", lambda all_: run_further(all_, _seconds(all_)), *AROUND),
    _folder("lifecycle", "tests/lifecycle", "addons install, update, uninstall, alone and together", 1200, *AROUND),
    _folder("clock", "tests/clock", "schedules on a server whose clock is shifted", 600, *AROUND),
    _folder("end_to_end", "tests/end_to_end", "a real server, simulators, a browser", 2700, *AROUND),
    _folder("faults", "tests/faults", "kill points, lost answers, repeats", 2700, *AROUND, (f"--ignore={STORIES}",)),
    _folder("stories", STORIES, "200 seeded stories and a quarter, every invariant after each", 2700, *AROUND),
)
