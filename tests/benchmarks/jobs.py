"""The jobs that are measured, each on a database of its own. They give figures back: ``{metric: (value, unit)}``."""

import math
import time
from datetime import timedelta

from tests.simulators.quickbooks_desktop import bulk

from . import fixtures
from .office import Office, trips

Figures = dict[str, tuple[float, str]]
CPU_VISIT = "CPU of the Odoo process, visit, per invoice"
ROWS_READ = "rows of bridge tables read in the visit"
SET_SIZES = (10, 25, 50, 100)
LISTED_CUSTOMERS, LISTED_ITEMS = 11_000, 4_000
DAY = {"invoices": 500, "payments": 200, "edits": 50}


def whole_job(template: str) -> Figures:
    """First visit, preview, Set Flags, release and the visit that carries everything, each measured."""
    with Office(template) as office:
        first = office.connect()
        ids = office.invoices
        figures = _release(office, ids)
        before = office.reading()
        result = office.visit()
        after = office.reading()
        check_processed(office.processed(), len(ids))
        count, carried, cpu = len(ids), trips(result), after.cpu - before.cpu
        return figures | {
            "invoices": (count, "invoices"),
            "round trips of the first visit": (first, "trips"),
            "round trips of the visit that sends": (carried, "trips"),
            "round trips in all": (first + carried, "trips"),
            "round trips if one record went at a time": (count + fixtures.CUSTOMERS + fixtures.ITEMS, "trips"),
            CPU_VISIT: (each(cpu, count), "ms"),
            "CPU of the Odoo process, release to processed, per invoice": (
                each(cpu + figures["CPU of release"][0] / 1000, count),
                "ms",
            ),
            "rows of host tables updated in open, store and apply": (after.host_updates - before.host_updates, "rows"),
            "growth of memory over the visit": (megabytes(after.memory - before.memory), "MB"),
            ROWS_READ: (after.rows_read - before.rows_read, "rows"),
            "wall time of the visit": (round(after.wall - before.wall, 1), "s"),
        }


def _release(office, ids) -> Figures:
    """Preview, Set Flags and release of everything, pressed as a person does."""
    admin = office.admin
    flags = admin.call("bridge.set.flags", "create", [{"move_ids": [[6, 0, ids]]}])[0]
    figures = {}
    for metric, work in (
        ("Set Flags", lambda: admin.press("bridge.set.flags", "action_set", flags)),
        ("preview", lambda: admin.press("account.move", "action_bridge_release", ids)),
    ):
        started = time.monotonic()
        answer = work()
        figures[metric] = (round(time.monotonic() - started, 2), "s")
    before = office.cpu()
    started = time.monotonic()
    admin.press("bridge.release", "action_release_all", answer["res_id"])
    figures["release"] = (round(time.monotonic() - started, 2), "s")
    figures["CPU of release"] = (round((office.cpu() - before) * 1000), "ms")
    return figures


def compare(with_past: Figures, without: Figures) -> Figures:
    """Return how much a past of many transfers costs, as ratios of one run."""
    return {
        f"ratio: {metric}": (
            round(with_past[metric][0] / without[metric][0], 2) if without[metric][0] else math.nan,
            "ratio",
        )
        for metric in (CPU_VISIT, ROWS_READ, "preview", "release", "wall time of the visit")
    }


def set_sizes(template: str) -> Figures:
    """The same thousand invoices in sets of other sizes."""
    figures = {}
    for size in SET_SIZES:
        with Office(template, set_size=size) as office:
            first = office.connect()
            office.release(office.invoices)
            before = office.cpu()
            carried = trips(office.visit())
            cpu = office.cpu() - before
            check_processed(office.processed(), len(office.invoices))
            figures |= {
                f"round trips in all, {size} writes a set": (first + carried, "trips"),
                f"CPU of the Odoo process, visit, per invoice, {size} writes a set": (
                    each(cpu, len(office.invoices)),
                    "ms",
                ),
            }
    return figures


def day(template: str, visits: int) -> Figures:
    """A day of new invoices, of payments and of changes of invoices that went before, in one visit or in several."""
    with Office(template) as office:
        office.connect()
        office.admin.call("bridge.connection", "write", [office.connection], {"sends_payments": True})
        earlier = DAY["payments"] + DAY["edits"]
        known, new = office.invoices[:earlier], office.invoices[earlier : earlier + DAY["invoices"]]
        office.release(known)
        office.visit()
        paid, edited = known[: DAY["payments"]], known[DAY["payments"] :]
        carried, cpu = 0, 0.0
        for hour in range(visits):
            # A visit reads again what was changed there in the last hour.
            office.ahead += timedelta(hours=12 / visits)
            office.release(new[hour::visits])
            office.pay(paid[hour::visits])
            office.edit(edited[hour::visits])
            before = office.cpu()
            carried += trips(office.visit())
            cpu += office.cpu() - before
        documents = sum(DAY.values())
        check_processed(office.processed(), documents + earlier)
        return {
            **{name: (count, name) for name, count in DAY.items()},
            "visits": (visits, "visits"),
            "round trips": (carried, "trips"),
            "CPU of the Odoo process, visits, per document": (each(cpu, documents), "ms"),
        }


def first_load(template: str) -> Figures:
    """A company file of long lists, read for the first time; every page is a transaction of its own."""
    with Office(template) as office:
        office.prepare(lambda book: bulk.fill(book, customers=LISTED_CUSTOMERS, items=LISTED_ITEMS))
        before = office.reading()
        carried = trips(office.visit())
        after = office.reading()
        mirrored = "bridge_remote_record where kind in ('customer', 'item')"
        rows = office.count(mirrored)
        if rows < LISTED_CUSTOMERS + LISTED_ITEMS:
            raise RuntimeError(f"{rows} rows were read")
        cpu = after.cpu - before.cpu
        return {
            "customers and items read": (rows, "rows"),
            "round trips": (carried, "trips"),
            "pages committed": (office.count("bridge_exchange where purpose = 'read' and state = 'applied'"), "pages"),
            "rows of the mirror, of all kinds": (office.count("bridge_remote_record"), "rows"),
            "rows of bridge tables read": (after.rows_read - before.rows_read, "rows"),
            "CPU of the Odoo process": (round(cpu, 1), "s"),
            "CPU of the Odoo process, per row": (each(cpu, rows), "ms"),
            "growth of memory": (megabytes(after.memory - before.memory), "MB"),
            "wall time": (round(after.wall - before.wall, 1), "s"),
        }


def check_processed(processed, expected):
    if processed != expected:
        raise RuntimeError(f"{processed} of {expected} documents were processed")


def each(seconds, count):
    return round(1000 * seconds / count, 2)


def megabytes(size):
    return round(size / 2**20, 1)
