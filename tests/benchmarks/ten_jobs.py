"""A day of ten companies, with one process for schedules and with two. It gives figures back."""

import os
import time

from .jobs import Figures, check_processed
from .ten_books import COMPANIES, CUSTOMERS, INVOICES, ITEM, ITEMS
from .ten_office import ANSWERS_AFTER, TenOffice


def whole_day(template: str) -> Figures:
    """Two hundred invoices of each company, from the moment that their queue may leave until the last is processed.

    Each time on a fresh copy of the same database, with ten fresh companies there.
    """
    alone, one = _day(template, 1)
    side_by_side, two = _day(template, 2)
    return {
        "connections": (COMPANIES, "connections"),
        "invoices": (COMPANIES * INVOICES, "invoices"),
        "the service answers after": (ANSWERS_AFTER * 1000, "ms"),
        **one,
        **two,
        "as many times faster with two": (round(alone / side_by_side, 2), "ratio"),
    }


def _day(template, threads) -> tuple[float, Figures]:
    """:return: the seconds it took, and its figures"""
    with TenOffice(template, threads) as office:
        office.connect_all()
        count = office.release_all()
        load, calls, cpu = os.getloadavg()[0], office.service.journal.counters().calls, office.cpu()
        began = time.monotonic()
        office.let_go()
        office.wait_for(count)
        seconds = time.monotonic() - began
        _check(office, count)
        with_workers = f"with {threads} worker{'s' if threads > 1 else ''}"
        return seconds, {
            f"wall time {with_workers}": (round(seconds, 1), "s"),
            f"calls {with_workers}": (office.service.journal.counters().calls - calls, "calls"),
            f"CPU of the Odoo processes {with_workers}": (round(office.cpu() - cpu, 1), "s"),
            f"load average of the machine before, {with_workers}": (round(load, 1), "processes"),
        }


def _check(office, count):
    """Everything is there, and once. :raises RuntimeError: otherwise"""
    check_processed(office.processed(), count)
    for entity, name, expected in (("Invoice", "DocNumber", INVOICES), ("Customer", "DisplayName", CUSTOMERS)):
        for names in office.there(entity, name):
            if len(names) != expected or len(set(names)) != expected:
                raise RuntimeError(f"{entity}: {len(names)} are there, {len(set(names))} of them different")
    # A new company has items of its own.
    for names in office.there("Item", "Name"):
        ours = [name for name in names if name.startswith(ITEM)]
        if len(ours) != ITEMS or len(set(ours)) != ITEMS:
            raise RuntimeError(f"Item: there are {names}")
    if office.service.mistakes:
        raise RuntimeError(office.service.mistakes[0])
