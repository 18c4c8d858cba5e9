"""The jobs that are measured with QuickBooks Online. They give figures back: ``{metric: (value, unit)}``."""

import time
import warnings
from decimal import Decimal

from . import fixtures
from .jobs import Figures, check_processed, each, megabytes
from .online_office import OnlineOffice

LISTED_CUSTOMERS, LISTED_ITEMS = 20_000, 5_000
METERED = "calls that are counted"


def whole_job(template: str, mode: str) -> Figures:
    """A thousand invoices with their customers and items, from the consent to the last one processed.

    The limits that Intuit sets to a minute are kept by us, so that the wall time is theirs.
    """
    with OnlineOffice(template) as office:
        office.connect(mode)
        ids = office.invoices
        before = office.reading()
        office.release(ids)
        office.turn()
        after = office.reading()
        check_processed(office.processed(), len(ids))
        calls = office.calls()
        cpu = after.cpu - before.cpu
        return {
            "invoices": (len(ids), "invoices"),
            "calls in all, first reading included": (calls.calls, "calls"),
            METERED: (calls.metered, "calls"),
            "of them batches of writes": (_batches_of_writes(office), "calls"),
            "CPU of the Odoo process, release to processed, per invoice": (each(cpu, len(ids)), "ms"),
            "rows of host tables updated, links of invoices to their transfers included": (
                after.host_updates - before.host_updates,
                "rows",
            ),
            "growth of memory": (megabytes(after.memory - before.memory), "MB"),
            "wall time": (round(after.wall - before.wall, 1), "s"),
        }


def _batches_of_writes(office):
    return sum('"operation"' in entry.body for entry in office.intuit.journal.entries(kind="batch"))


def with_the_library(template: str) -> Figures:
    """What the same thousand cost one object at a time, by ``save()`` of python-quickbooks; no Odoo is asked."""
    from quickbooks import QuickBooks
    from quickbooks.objects import Customer, Invoice, Item, Ref, SalesItemLine, SalesItemLineDetail

    with OnlineOffice(template) as office, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client = _library_client(office, QuickBooks)
        account = Ref()
        account.value = office.company.find("Account", "Sales")["Id"]
        before, began = office.calls().calls, time.thread_time()
        customers = [_saved(Customer, client, DisplayName=f"Customer {n}") for n in range(fixtures.CUSTOMERS)]
        items = [
            _saved(Item, client, Name=f"Item {n}", Type="Service", IncomeAccountRef=account)
            for n in range(fixtures.ITEMS)
        ]
        for number in range(fixtures.INVOICES):
            line = SalesItemLine()
            line.Amount = Decimal(25)
            line.SalesItemLineDetail = SalesItemLineDetail()
            line.SalesItemLineDetail.UnitPrice, line.SalesItemLineDetail.Qty = line.Amount, 1
            line.SalesItemLineDetail.ItemRef = items[number % fixtures.ITEMS].to_ref()
            customer = customers[number % fixtures.CUSTOMERS].to_ref()
            _saved(Invoice, client, DocNumber=str(number), CustomerRef=customer, Line=[line])
        cpu = time.thread_time() - began
        return {
            "calls, one save() an object with python-quickbooks": (office.calls().calls - before, "calls"),
            "CPU of the calling thread, per invoice": (each(cpu, fixtures.INVOICES), "ms"),
        }


def _library_client(office, client_class):
    import requests

    token = next(iter(office.intuit.connect(office.application(), office.company.realm).access))

    class Session(requests.Session):
        access_token = token

    class Client(client_class):
        api_url_v3 = sandbox_api_url_v3 = office.intuit.addresses.api("sandbox") + "/v3"

    client = Client(company_id=office.company.realm, minorversion=75)
    client.session = Session()
    client.session.headers["Authorization"] = f"Bearer {token}"
    return client


def _saved(shape, client, **values):
    entry = shape()
    for name, value in values.items():
        setattr(entry, name, value)
    return entry.save(qb=client)


def first_load(template: str) -> Figures:
    """A company of long lists, read for the first time; afterwards what three people changed there since."""
    with OnlineOffice(template, fill=lambda company: company.fill(LISTED_CUSTOMERS, LISTED_ITEMS)) as office:
        before = office.reading()
        office.connect()
        after = office.reading()
        loaded = office.calls().calls
        rows = office.count("bridge_remote_record where kind in ('customer', 'item')")
        if rows < LISTED_CUSTOMERS + LISTED_ITEMS:
            raise RuntimeError(f"{rows} rows were read")
        for name in ("Customer 00001", "Customer 00002", "Customer 00003"):
            office.desk.change("Customer", name, Notes="Called")
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
