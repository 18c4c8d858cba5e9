"""What is measured with every ledger in the cloud. The jobs give figures back: ``{metric: (value, unit)}``."""

from . import fixtures
from .jobs import Figures, check_processed, each, megabytes

LISTED_CUSTOMERS, LISTED_ITEMS = 20_000, 5_000


def whole_job(office, counted, **values) -> Figures:
    """A thousand invoices with their customers and items, from the consent to the last one processed.

    The limits that the ledger sets to a minute are kept by us, so that the wall time is theirs.

    :param counted: gives the figures of the calls from the office, once all is done.
    """
    office.connect(**values)
    ids = office.invoices
    before = office.reading()
    office.release(ids)
    office.turn()
    after = office.reading()
    check_processed(office.processed(), len(ids))
    cpu = after.cpu - before.cpu
    return {
        "invoices": (len(ids), "invoices"),
        "calls in all, first reading included": (office.calls().calls, "calls"),
        **counted(office),
        "CPU of the Odoo process, release to processed, per invoice": (each(cpu, len(ids)), "ms"),
        "rows of host tables updated, links of invoices to their transfers included": (
            after.host_updates - before.host_updates,
            "rows",
        ),
        "growth of memory": (megabytes(after.memory - before.memory), "MB"),
        "wall time": (round(after.wall - before.wall, 1), "s"),
    }


def one_by_one(office, library: str, write) -> Figures:
    """What the same thousand cost one object at a time with somebody's library; no Odoo is asked.

    :param write: ``write(customers, items, invoices)`` makes so many of each; :return: CPU seconds of its thread.
    """
    before = office.calls().calls
    cpu = write(fixtures.CUSTOMERS, fixtures.ITEMS, fixtures.INVOICES)
    return {
        f"calls, one an object with {library}": (office.calls().calls - before, "calls"),
        "CPU of the calling thread, per invoice": (each(cpu, fixtures.INVOICES), "ms"),
    }


def first_load(office, change) -> Figures:
    """A company of long lists, read for the first time; afterwards what three people changed there since.

    :param change: ``change(desk, name of a customer)`` changes something of it in the pages.
    """
    before = office.reading()
    office.connect()
    after = office.reading()
    loaded = office.calls().calls
    rows = office.count("bridge_remote_record where kind in ('customer', 'item')")
    if rows < LISTED_CUSTOMERS + LISTED_ITEMS:
        raise RuntimeError(f"{rows} rows were read")
    for name in ("Customer 00001", "Customer 00002", "Customer 00003"):
        change(office.desk, name)
    office.turn()
    cpu = after.cpu - before.cpu
    return {
        "customers and items read": (rows, "rows"),
        "calls of the first load": (loaded, "calls"),
        "calls for what changed since": (office.calls().calls - loaded, "calls"),
        "CPU of the Odoo process": (round(cpu, 1), "s"),
        "growth of memory": (megabytes(after.memory - before.memory), "MB"),
        "wall time": (round(after.wall - before.wall, 1), "s"),
    }
