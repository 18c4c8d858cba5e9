"""The result of a stage and of a whole run."""

from dataclasses import dataclass, field


@dataclass
class Result:
    """Counts of one stage. A problem is a failure that is no single test: a crash, a warning in a log,
    nothing run.
    """

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    skips: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    absent: str = ""

    @property
    def failures(self) -> int:
        """Failed tests and problems together."""
        return self.failed + len(self.problems)

    def line(self) -> str:
        """The counts in words."""
        if self.absent:
            return f"absent: {self.absent}"
        return summary([self])


def summary(results: list[Result]) -> str:
    """``N passed, N failed``, with ``, N skipped`` if there are any: the last line of a run."""
    passed, failed, skipped = (
        sum(r.passed for r in results),
        sum(r.failures for r in results),
        sum(r.skipped for r in results),
    )
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")
