"""Runs the figures one after the other and prints each as one JSON object a line."""

import argparse
import functools
import json

from . import compare_jobs, fixtures, jobs, matching_jobs, online_jobs, ten_jobs, xero_jobs

OLD = f"{fixtures.OLD_TRANSFERS} old transfers"


def main() -> int:
    """The command line. :return: 0, whatever the figures are: they are published, not judged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benches", nargs="*", metavar="BENCH", help=f"only these: {', '.join(BENCHES)}")
    parser.add_argument("--quick", action="store_true", help="only the thousand invoices")
    parser.add_argument("--all", action="store_true", help=f"also {', '.join(LARGE)}, which take minutes each")
    parser.add_argument("--rebuild", action="store_true", help="make the template databases again")
    options = parser.parse_args()
    unknown = set(options.benches) - BENCHES.keys()
    if unknown:
        parser.error(f"there is no bench {', '.join(sorted(unknown))}")
    usual = ["thousand"] if options.quick else [name for name in BENCHES if options.all or name not in LARGE]
    template = functools.partial(fixtures.template, rebuild=options.rebuild)
    for name in options.benches or usual:
        BENCHES[name](template)
    return 0


def say(bench: str, figures: jobs.Figures) -> jobs.Figures:
    """Print figures. :return: the same"""
    for metric, (value, unit) in figures.items():
        print(json.dumps({"bench": bench, "metric": metric, "value": value, "unit": unit}), flush=True)
    return figures


@functools.cache
def _thousand(template):
    return say("desktop 1000", jobs.whole_job(template("1000")))


def _sizes(template):
    say("desktop 1000, sets of other sizes", jobs.set_sizes(template("1000")))


def _day(template):
    for visits, words in ((1, "one visit"), (8, "eight visits")):
        say(f"desktop, a day in {words}", jobs.day(template("1000"), visits))


def _first_load(template):
    say("desktop, first load", jobs.first_load(template("empty")))


def _evening(template):
    say(f"desktop {fixtures.EVENING} in one evening", jobs.whole_job(template(str(fixtures.EVENING))))


def _large(template):
    say(f"desktop {fixtures.LARGE}", jobs.whole_job(template(str(fixtures.LARGE))))


def _past(how, template):
    without = _thousand(template)
    figures = say(f"desktop 1000 with {OLD}, {how}", jobs.whole_job(template(how)))
    say(f"desktop 1000 with {OLD}, {how}", jobs.compare(figures, without))


def _online(template):
    for mode, words in (("auto", "in batches"), ("thrift", "one by one")):
        say(f"online 1000, {words}", online_jobs.whole_job(template("1000"), mode))
    say("online 1000, with the library", online_jobs.with_the_library(template("empty")))


def _online_first_load(template):
    say("online, first load", online_jobs.first_load(template("empty")))


def _ten(template):
    say("online, ten connections", ten_jobs.whole_day(template("ten")))


def _xero(template):
    say("xero 1000", xero_jobs.whole_job(template("1000")))
    say("xero 1000, with the library", xero_jobs.with_the_library(template("empty")))


def _xero_first_load(template):
    say("xero, first load", xero_jobs.first_load(template("empty")))


def _matching(template):
    say("matching ahead", matching_jobs.whole_job(template("empty")))


def _compare(template):
    say("compare 20000", compare_jobs.compare(template("empty")))
    say("start sync of 500, online", compare_jobs.start_online(template("empty")))
    say("start sync of 500, xero", compare_jobs.start_xero(template("empty")))
    say("start sync of 500, desktop", compare_jobs.start_desktop(template("empty")))


BENCHES = {
    "thousand": _thousand,
    "sizes": _sizes,
    "day": _day,
    "first-load": _first_load,
    "evening": _evening,
    "online": _online,
    "online-first-load": _online_first_load,
    "ten": _ten,
    "xero": _xero,
    "xero-first-load": _xero_first_load,
    "matching": _matching,
    "compare": _compare,
    "large": _large,
    "spread": functools.partial(_past, "spread"),
    "stacked": functools.partial(_past, "stacked"),
}
LARGE = ("large", "spread", "stacked")
