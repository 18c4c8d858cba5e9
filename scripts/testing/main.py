"""The command line of ``scripts/test``."""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

from scripts.host import HostError, ensure_host
from scripts.host.process import say

from .result import Result, summary
from .stages import STAGES, Stage


def parser() -> argparse.ArgumentParser:
    """The command line."""
    names = [stage.name for stage in STAGES]
    top = argparse.ArgumentParser(prog="scripts/test", description="Lint and all tests; the last line has the counts.")
    top.add_argument("stages", nargs="*", metavar="STAGE", help=f"only these: {', '.join(names)}")
    top.add_argument("--only", action="append", default=[], choices=names, help="the same, as an option")
    top.add_argument("--all", action="store_true", help="also what does not fit 15 minutes")
    top.add_argument("--list", action="store_true", help="say which stages there are")
    return top


def run_stage(stage: Stage, everything: bool) -> Result:
    """Run one stage and say how it went; whatever breaks it is a failure of this stage only."""
    print(f"\n=== {stage.name}: {stage.about}", flush=True)
    start = time.monotonic()
    try:
        if stage.needs:
            ensure_host(stage.needs)
        result = stage.run(everything)
    except (HostError, OSError, ValueError) as error:
        result = Result(problems=[f"{error}"])
    for reason in result.skips:
        print(f"skipped: {reason}")
    for problem in result.problems:
        print(f"failed: {problem}")
    print(f"\n=== {stage.name}: {result.line()} ({time.monotonic() - start:.1f} s)", flush=True)
    return result


def run_stages(stages: list[Stage], everything: bool) -> dict[str, Result]:
    """Run those of no track one after another, then the tracks side by side. :return: results in the order given"""
    results = {stage.name: run_stage(stage, everything) for stage in stages if not stage.track}
    tracks = {stage.track: [] for stage in stages if stage.track}
    for stage in stages:
        if stage.track:
            tracks[stage.track].append(stage)
    if tracks:
        with ThreadPoolExecutor(len(tracks)) as pool:
            for found in pool.map(
                lambda track: {each.name: run_stage(each, everything) for each in track}, tracks.values()
            ):
                results |= found
    return {stage.name: results[stage.name] for stage in stages}


def main(argv: list[str] | None = None) -> int:
    """Run the stages; exit code 0 only when tests were run and none failed."""
    top = parser()
    options = top.parse_args(argv)
    if options.list:
        for stage in STAGES:
            print(f"{stage.name:12} {stage.about}")
        return 0
    wanted = [*options.stages, *options.only]
    unknown = set(wanted) - {stage.name for stage in STAGES}
    if unknown:
        top.error(f"no stage {', '.join(sorted(unknown))}; see --list")
    chosen = [stage for stage in STAGES if not wanted or stage.name in wanted]
    results = run_stages(chosen, options.all)
    say("all stages are over")
    print()
    for name, result in results.items():
        print(f"{name:12} {result.line()}")
    total = list(results.values())
    if not any(result.passed for result in total):
        total.append(Result(problems=["no test was run at all"]))
    print(f"\n{summary(total)}", flush=True)
    return 1 if any(result.failures for result in total) else 0
