"""The jobs that are measured with Xero. They give figures back: ``{metric: (value, unit)}``."""

import time
from datetime import date

from . import cloud_jobs
from .cloud_jobs import LISTED_CUSTOMERS, LISTED_ITEMS
from .jobs import Figures
from .xero_office import XeroOffice

DAY = date(2026, 3, 2)
WRITES = ("PUT", "POST", "DELETE")


def whole_job(template: str) -> Figures:
    """A thousand invoices with their customers and items, from the consent to the last one processed."""
    with XeroOffice(template) as office:
        return cloud_jobs.whole_job(office, _counted)


def _counted(office):
    written = [entry for method in WRITES for entry in office.service.journal.entries(host="api", method=method)]
    return {"of them lists of writes": (len(written), "calls")}


def with_the_library(template: str) -> Figures:
    """What the same thousand cost one object a call, by xero-python."""
    with XeroOffice(template) as office:
        return cloud_jobs.one_by_one(office, "xero-python", lambda *counts: _create(office, *counts))


def _create(office, customers, items, invoices):
    from xero_python.accounting import (
        Contact,
        Contacts,
        Invoice,
        Invoices,
        Item,
        Items,
        LineAmountTypes,
        LineItem,
        Purchase,
    )

    api, tenant = _library_client(office), office.company_there
    began = time.thread_time()
    contacts = [
        api.create_contacts(tenant, Contacts(contacts=[Contact(name=f"Customer {n}")])).contacts[0].contact_id
        for n in range(customers)
    ]
    sold = Purchase(unit_price=25, account_code="200")
    for number in range(items):
        api.create_items(tenant, Items(items=[Item(code=f"I{number}", name=f"Item {number}", sales_details=sold)]))
    for number in range(invoices):
        line = LineItem(
            description="Work",
            quantity=1,
            unit_amount=25,
            item_code=f"I{number % items}",
            account_code="200",
            tax_type="NONE",
        )
        invoice = Invoice(
            type="ACCREC",
            contact=Contact(contact_id=contacts[number % customers]),
            invoice_number=f"L{number}",
            date=DAY,
            due_date=DAY,
            status="AUTHORISED",
            line_amount_types=LineAmountTypes.EXCLUSIVE,
            line_items=[line],
        )
        api.create_invoices(tenant, Invoices(invoices=[invoice]))
    return time.thread_time() - began


def _library_client(office):
    from xero_python.accounting import AccountingApi
    from xero_python.api_client import ApiClient
    from xero_python.api_client.configuration import Configuration
    from xero_python.api_client.oauth2 import OAuth2Token

    app = office.application()
    grant = office.service.connect(app, office.company_there)
    configuration = Configuration()
    configuration.oauth2_token = OAuth2Token(client_id=app.client_id, client_secret=app.client_secret)
    token = {
        "access_token": grant.last_access,
        "refresh_token": grant.refresh_token,
        "scope": list(grant.scopes),
        "expires_in": 1800,
        "token_type": "Bearer",
        "expires_at": time.time() + 1800,
    }
    client = ApiClient(configuration, oauth2_token_getter=lambda: token, oauth2_token_saver=token.update)
    return AccountingApi(client, base_url=office.service.addresses.accounting)


def first_load(template: str) -> Figures:
    """An organisation of long lists, read for the first time; afterwards what three people changed there since."""
    with XeroOffice(template, fill=lambda company: company.fill(LISTED_CUSTOMERS, LISTED_ITEMS)) as office:
        return cloud_jobs.first_load(office, lambda desk, name: desk.change_contact(name, FirstName="Kim"))
