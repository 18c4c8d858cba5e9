"""xero-python, unmodified, against the service (facts 1): it cannot tell the difference."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

import pytest
from xero_python import accounting as models
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import AccountingBadRequestException
from xero_python.exceptions.http_status_exceptions import RateLimitException
from xero_python.identity import IdentityApi

from .caller import TENANT

_KEYS = count()


def key() -> str:
    return f"test-{next(_KEYS)}"


@pytest.fixture
def client(service, app, monkeypatch):
    monkeypatch.setattr(TokenApi, "refresh_token_url", service.addresses.token)
    service.judge.of_the_sdk = True
    configuration = Configuration()
    configuration.oauth2_token = OAuth2Token(client_id=app.client_id, client_secret=app.client_secret)
    client = ApiClient(configuration)
    grant = service.connect(app, TENANT)
    token = {
        "access_token": grant.last_access,
        "scope": list(grant.scopes),
        "expires_in": 1800,
        "token_type": "Bearer",
        "refresh_token": grant.refresh_token,
        "expires_at": datetime.now(UTC).timestamp() + 1800,
    }
    client.kept = token
    client.oauth2_token_getter(lambda: client.kept)

    @client.oauth2_token_saver
    def keep(fresh):
        client.kept = fresh

    return client


@pytest.fixture
def api(service, client):
    return AccountingApi(client, base_url=service.addresses.accounting)


def invoice(contact_id, number, amount="100.00", **fields):
    line = models.LineItem(
        description="Work", quantity=1.0, unit_amount=float(amount), account_code="200", tax_type="OUTPUT"
    )
    return models.Invoice(
        type="ACCREC",
        contact=models.Contact(contact_id=contact_id),
        line_items=[line],
        date=date(2026, 11, 20),
        due_date=date(2026, 12, 20),
        invoice_number=number,
        line_amount_types=models.LineAmountTypes.EXCLUSIVE,
        status="AUTHORISED",
        **fields,
    )


def contact(api, name):
    made = api.create_contacts(TENANT, models.Contacts(contacts=[models.Contact(name=name)]), idempotency_key=key())
    return made.contacts[0].contact_id


def paid(api, invoice_id, amount):
    account = next(one for one in api.get_accounts(TENANT).accounts if one.code == "090")
    return models.Payment(
        invoice=models.Invoice(invoice_id=invoice_id),
        account=models.Account(account_id=account.account_id),
        date=date(2026, 11, 21),
        amount=amount,
        reference="trace",
    )


def test_connections(service, client):
    identity = IdentityApi(client, base_url=service.addresses.api)
    (one,) = identity.get_connections()
    assert one.tenant_id == TENANT and one.tenant_name == "Acme Field Services Pty Ltd"
    identity.delete_connection(one.id)
    assert identity.get_connections() == []


def test_a_token_that_is_over_is_refreshed(service, client, api):
    before = client.kept["refresh_token"]
    client.kept["expires_at"] = 1
    assert api.get_organisations(TENANT).organisations[0].base_currency.value == "AUD"
    assert client.kept["refresh_token"] != before


def test_settings(api):
    organisation = api.get_organisations(TENANT).organisations[0]
    assert organisation.organisation_id == TENANT and organisation.country_code.value == "AU"
    assert {one.code for one in api.get_accounts(TENANT).accounts} >= {"200", "090"}
    assert {one.tax_type for one in api.get_tax_rates(TENANT).tax_rates} >= {"OUTPUT", "INPUT"}
    assert [one.code.value for one in api.get_currencies(TENANT).currencies] == ["AUD"]
    assert [one.name for one in api.get_tracking_categories(TENANT).tracking_categories] == ["Region", "Crew"]
    assert api.get_branding_themes(TENANT).branding_themes
    assert api.get_organisation_actions(TENANT).actions


def test_contacts_and_items(api):
    contact_id = contact(api, "Brand New")
    changed = models.Contacts(contacts=[models.Contact(email_address="new@brand.example")])
    api.update_contact(TENANT, contact_id, changed, idempotency_key=key())
    (read,) = api.get_contact(TENANT, contact_id).contacts
    assert (read.name, read.email_address) == ("Brand New", "new@brand.example")
    listed = api.get_contacts(TENANT, page=1, page_size=1000, include_archived="true", order="Name ASC")
    assert listed.pagination.item_count == len(listed.contacts)
    item = models.Item(code="NEW-1", name="New", sales_details=models.Purchase(unit_price=1.2345, account_code="200"))
    made = api.create_items(TENANT, models.Items(items=[item]), unitdp=4, idempotency_key=key())
    assert made.items[0].sales_details.unit_price == Decimal("1.2345")
    assert "NEW-1" in {one.code for one in api.get_items(TENANT).items}


def test_invoices_payments_credit_notes_and_their_allocation(api):
    contact_id = contact(api, "Payer")
    wanted = models.Invoices(invoices=[invoice(contact_id, f"SDK-{number}") for number in range(3)])
    made = api.create_invoices(TENANT, wanted, summarize_errors="false", unitdp=4, idempotency_key=key()).invoices
    assert [one.invoice_number for one in made] == ["SDK-0", "SDK-1", "SDK-2"]
    assert [one.total for one in made] == [Decimal("110.00")] * 3
    first, second, third = (one.invoice_id for one in made)
    payments = models.Payments(payments=[paid(api, first, 110.0)])
    (payment,) = api.create_payments(TENANT, payments, summarize_errors="false", idempotency_key=key()).payments
    assert api.get_invoice(TENANT, first).invoices[0].status == "PAID"
    deleted = models.PaymentDelete(status="DELETED")
    api.delete_payment(TENANT, payment.payment_id, deleted, idempotency_key=key())
    assert api.get_invoice(TENANT, first).invoices[0].amount_due == Decimal("110.00")
    batch = models.BatchPayment(
        account=paid(api, first, 1).account,
        date=date(2026, 11, 21),
        payments=[models.Payment(invoice=models.Invoice(invoice_id=one), amount=110.0) for one in (first, second)],
    )
    batches = models.BatchPayments(batch_payments=[batch])
    (made_batch,) = api.create_batch_payment(TENANT, batches, idempotency_key=key()).batch_payments
    assert made_batch.total_amount == Decimal("220.00")
    note = models.CreditNote(
        type="ACCRECCREDIT",
        contact=models.Contact(contact_id=contact_id),
        date=date(2026, 11, 21),
        line_amount_types=models.LineAmountTypes.EXCLUSIVE,
        line_items=invoice(contact_id, "").line_items,
        status="AUTHORISED",
        credit_note_number="CN-SDK-1",
    )
    (made_note,) = api.create_credit_notes(
        TENANT, models.CreditNotes(credit_notes=[note]), idempotency_key=key()
    ).credit_notes
    one = models.Allocation(invoice=models.Invoice(invoice_id=third), amount=110.0, date=date(2026, 11, 22))
    done = api.create_credit_note_allocation(
        TENANT, made_note.credit_note_id, models.Allocations(allocations=[one]), idempotency_key=key()
    )
    (after,) = api.get_credit_note(TENANT, made_note.credit_note_id).credit_notes
    assert after.remaining_credit == 0 and after.allocations[0].invoice.invoice_id == third
    gone = api.delete_credit_note_allocations(
        TENANT, made_note.credit_note_id, done.allocations[0].allocation_id or after.allocations[0].allocation_id
    )
    assert gone.is_deleted
    assert api.get_invoice(TENANT, third).invoices[0].amount_due == Decimal("110.00")


def test_lists_of_numbers_and_changes(api):
    contact_id = contact(api, "Payer")
    wanted = models.Invoices(invoices=[invoice(contact_id, f"SDK-{number}") for number in range(3)])
    api.create_invoices(TENANT, wanted, summarize_errors="false", idempotency_key=key())
    found = api.get_invoices(TENANT, invoice_numbers=["SDK-0", "SDK-2"], page=1, created_by_my_app="true").invoices
    assert [one.invoice_number for one in found] == ["SDK-0", "SDK-2"]
    since = datetime(2020, 1, 1)
    found = api.get_invoices(TENANT, since, where='Type=="ACCREC" AND Status=="AUTHORISED"', page=1).invoices
    assert len(found) == 3
    later = datetime(2099, 1, 1)
    assert api.get_invoices(TENANT, later, page=1).invoices == []


def test_what_it_makes_of_refusals(service, api):
    wanted = models.Contacts(contacts=[models.Contact(name="Azure Interior")])
    with pytest.raises(AccountingBadRequestException, match="already assigned"):
        api.create_contacts(TENANT, wanted, idempotency_key=key())
    # The one above was counted.
    service.rates.limits.per_day = 1
    # Otherwise it would sleep until tomorrow within the call (facts 1.7). Its pool was made already.
    pools = api.api_client.rest_client.pool_manager
    pools.connection_pool_kw["retries"] = False
    pools.clear()
    with pytest.raises(RateLimitException) as refused:
        api.get_organisations(TENANT)
    assert refused.value.rate_limit == "day"


def test_overpayments_and_journals(api):
    account = next(one for one in api.get_accounts(TENANT).accounts if one.code == "090")
    contact_id = contact(api, "Payer")
    receipt = models.BankTransaction(
        type="RECEIVE-OVERPAYMENT",
        contact=models.Contact(contact_id=contact_id),
        bank_account=models.Account(account_id=account.account_id),
        date=date(2026, 11, 20),
        line_amount_types=models.LineAmountTypes.NOTAX,
        line_items=[models.LineItem(description="Too much", quantity=1.0, unit_amount=50.0)],
    )
    made = api.create_bank_transactions(
        TENANT, models.BankTransactions(bank_transactions=[receipt]), idempotency_key=key()
    )
    overpayment_id = made.bank_transactions[0].overpayment_id
    (read,) = api.get_overpayment(TENANT, overpayment_id).overpayments
    assert read.remaining_credit == 50
    lines = [
        models.ManualJournalLine(line_amount=10.0, account_code="453", description="a"),
        models.ManualJournalLine(line_amount=-10.0, account_code="803", description="b"),
    ]
    journal = models.ManualJournal(narration="Wages", journal_lines=lines, date=date(2026, 11, 20), status="POSTED")
    made = api.create_manual_journals(TENANT, models.ManualJournals(manual_journals=[journal]), idempotency_key=key())
    assert made.manual_journals[0].status == "POSTED"
