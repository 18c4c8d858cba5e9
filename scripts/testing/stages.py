"""All stages, in the order in which they run: the quick ones first."""

from collections.abc import Callable
from dataclasses import dataclass

from scripts import linting

from .addons_stage import run_addons
from .pytest_stage import run_folder
from .result import Result


@dataclass(frozen=True)
class Stage:
    """A part of the tests. ``run`` takes whether slow tests run too."""

    name: str
    about: str
    run: Callable[[bool], Result]
    needs: str | None = None


def _lint(everything: bool) -> Result:
    good, bad = linting.main()
    return Result(passed=good, failed=bad)


def _folder(name: str, folder: str, about: str, seconds: int, needs: str | None = None) -> Stage:
    # Slow tests get four times as long.
    return Stage(
        name,
        about,
        lambda everything: run_folder(folder, everything, seconds * (4 if everything else 1)),
        needs,
    )


# Below the faults, but a stage of their own: random, and as long again.
STORIES = "tests/faults/stories"

# "needs" is the template database that must be current before the stage starts.
STAGES = (
    Stage("lint", "every linter and check counts as one test", _lint),
    _folder("pure", "tests/pure", "ledgers/ without Odoo", 120),
    _folder("simulators", "tests/simulators/tests", "the ledgers we test against", 300),
    _folder("checks", "tests/lint", "our own lint checks", 120),
    _folder("host", "tests/host", "scripts/ and docker/", 300, "tpl_host"),
    Stage(
        "addons",
        "the tests inside the addons, in Odoo",
        lambda everything: run_addons(everything, 5400 if everything else 3600),
    ),
    _folder("lifecycle", "tests/lifecycle", "each addon installs, updates, uninstalls alone", 600, "tpl_bridge"),
    _folder("end_to_end", "tests/end_to_end", "a real server, simulators, a browser", 900, "tpl_bridge"),
    Stage(
        "faults",
        "kill points, lost answers, repeats",
        lambda everything: run_folder(
            "tests/faults", everything, 3600 if everything else 2400, (f"--ignore={STORIES}",)
        ),
        "tpl_bridge",
    ),
    _folder("stories", STORIES, "200 seeded stories and a quarter, every invariant after each", 1800, "tpl_bridge"),
)
