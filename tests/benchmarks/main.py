"""Runs the figures one after the other and prints each as one JSON object a line."""

import argparse
import json
import math
import time

from . import fixtures
from .office import Office, trips


def main() -> int:
    """The command line. :return: 0, whatever the figures are: they are published, not judged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the thousand invoices")
    parser.add_argument("--rebuild", action="store_true", help="make the template databases again")
    options = parser.parse_args()
    thousand = whole_job("1000", rebuild=options.rebuild)
    if not options.quick:
        whole_job("10000", rebuild=options.rebuild)
        for past in ("spread", "stacked"):
            compare(past, whole_job(past, rebuild=options.rebuild), thousand)
    return 0


def say(bench: str, metric: str, value, unit: str) -> None:
    """Print one figure."""
    print(json.dumps({"bench": bench, "metric": metric, "value": value, "unit": unit}), flush=True)


def whole_job(name: str, *, rebuild: bool = False) -> dict:
    """First visit, preview, Set Flags, release and the visit that carries everything, each measured.

    :return: the figures by their metric.
    """
    bench = f"desktop {name}"
    with Office(fixtures.template(name, rebuild=rebuild)) as office:
        first = _first_visit(office)
        figures = {"round trips of the first visit": (first, "trips")}
        count = len(office.invoices)
        figures |= _release(office)
        before = office.reading()
        result = office.visit()
        after = office.reading()
        if office.processed() != count:
            raise RuntimeError(f"{office.processed()} of {count} invoices were processed")
        carried = trips(result)
        figures |= {
            "invoices": (count, "invoices"),
            "round trips of the visit that sends": (carried, "trips"),
            "round trips in all": (first + carried, "trips"),
            "round trips if one record went at a time": (count + fixtures.CUSTOMERS + fixtures.ITEMS, "trips"),
            "CPU of the Odoo process, visit, per invoice": (_per(after.cpu - before.cpu, count), "ms"),
            "CPU of the Odoo process, release to processed, per invoice": (
                _per(after.cpu - before.cpu + figures["CPU of release"][0] / 1000, count),
                "ms",
            ),
            "rows of host tables updated in open, store and apply": (after.host_updates - before.host_updates, "rows"),
            "growth of memory over the visit": (round((after.memory - before.memory) / 2**20, 1), "MB"),
            "rows of bridge tables read in the visit": (after.rows_read - before.rows_read, "rows"),
            "wall time of the visit": (round(after.wall - before.wall, 1), "s"),
        }
    for metric, (value, unit) in figures.items():
        say(bench, metric, value, unit)
    return {metric: value for metric, (value, _unit) in figures.items()}


def _first_visit(office):
    """Connect. :return int: round trips of the first visit, which only reads."""
    seen = []
    visit = office.visit

    def counting():
        seen.append(visit())
        return seen[-1]

    office.visit = counting
    office.connect()
    office.visit = visit
    return trips(seen[0])


def _release(office):
    """Preview, Set Flags and release of everything, pressed as a person does."""
    admin, ids = office.admin, office.invoices
    figures = {}
    for metric, work in (
        ("Set Flags", lambda: admin.press("bridge.set.flags", "action_set", _flags(admin, ids))),
        ("preview", lambda: admin.press("account.move", "action_bridge_release", ids)),
    ):
        started = time.monotonic()
        answer = work()
        figures[metric] = (round(time.monotonic() - started, 2), "s")
    before = office.reading()
    started = time.monotonic()
    admin.press("bridge.release", "action_release_all", answer["res_id"])
    figures["release"] = (round(time.monotonic() - started, 2), "s")
    after = office.reading()
    figures["CPU of release"] = (round((after.cpu - before.cpu) * 1000), "ms")
    return figures


def _flags(admin, ids):
    return admin.call("bridge.set.flags", "create", [{"move_ids": [[6, 0, ids]]}])[0]


def compare(past: str, with_past: dict, without: dict) -> None:
    """Print how much a past of many transfers costs, as ratios of one run."""
    for metric in (
        "CPU of the Odoo process, visit, per invoice",
        "rows of bridge tables read in the visit",
        "preview",
        "release",
    ):
        ratio = with_past[metric] / without[metric] if without[metric] else math.nan
        say(
            f"desktop 1000 with {fixtures.OLD_TRANSFERS} old transfers, {past}",
            f"ratio: {metric}",
            round(ratio, 2),
            "ratio",
        )


def _per(seconds, count):
    return round(1000 * seconds / count, 2)
