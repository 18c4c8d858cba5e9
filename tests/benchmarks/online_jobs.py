"""The jobs that are measured with QuickBooks Online. They give figures back: ``{metric: (value, unit)}``."""

import time
import warnings
from decimal import Decimal

from . import cloud_jobs
from .cloud_jobs import LISTED_CUSTOMERS, LISTED_ITEMS
from .jobs import Figures
from .online_office import OnlineOffice

METERED = "calls that are counted"


def whole_job(template: str, mode: str) -> Figures:
    """A thousand invoices with their customers and items, from the consent to the last one processed."""
    with OnlineOffice(template) as office:
        return cloud_jobs.whole_job(office, _counted, mode=mode)


def _counted(office):
    return {
        METERED: (office.calls().metered, "calls"),
        "of them batches of writes": (_batches_of_writes(office), "calls"),
    }


def _batches_of_writes(office):
    return sum('"operation"' in entry.body for entry in office.service.journal.entries(kind="batch"))


def with_the_library(template: str) -> Figures:
    """What the same thousand cost one object at a time, by ``save()`` of python-quickbooks."""
    with OnlineOffice(template) as office, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figures = cloud_jobs.one_by_one(office, "python-quickbooks", lambda *counts: _save(office, *counts))
    return figures


def _save(office, customers, items, invoices):
    from quickbooks import QuickBooks
    from quickbooks.objects import Customer, Invoice, Item, Ref, SalesItemLine, SalesItemLineDetail

    client = _library_client(office, QuickBooks)
    account = Ref()
    account.value = office.company.find("Account", "Sales")["Id"]
    began = time.thread_time()
    customers = [_saved(Customer, client, DisplayName=f"Customer {n}") for n in range(customers)]
    items = [_saved(Item, client, Name=f"Item {n}", Type="Service", IncomeAccountRef=account) for n in range(items)]
    for number in range(invoices):
        line = SalesItemLine()
        line.Amount = Decimal(25)
        line.SalesItemLineDetail = SalesItemLineDetail()
        line.SalesItemLineDetail.UnitPrice, line.SalesItemLineDetail.Qty = line.Amount, 1
        line.SalesItemLineDetail.ItemRef = items[number % len(items)].to_ref()
        customer = customers[number % len(customers)].to_ref()
        _saved(Invoice, client, DocNumber=str(number), CustomerRef=customer, Line=[line])
    return time.thread_time() - began


def _library_client(office, client_class):
    import requests

    token = next(iter(office.service.connect(office.application(), office.company.realm).access))

    class Session(requests.Session):
        access_token = token

    class Client(client_class):
        api_url_v3 = sandbox_api_url_v3 = office.service.addresses.api("sandbox") + "/v3"

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
        return cloud_jobs.first_load(office, lambda desk, name: desk.change("Customer", name, Notes="Called"))
