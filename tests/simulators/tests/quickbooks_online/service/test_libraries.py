"""python-quickbooks 0.9.12 and intuit-oauth 1.2.6, unmodified, run against the service (facts 1.4, 1.5)."""

import datetime

import pytest

intuitlib = pytest.importorskip("intuitlib.client")
quickbooks = pytest.importorskip("quickbooks")

from intuitlib.client import AuthClient  # noqa: E402
from intuitlib.enums import Scopes  # noqa: E402
from intuitlib.exceptions import AuthClientError  # noqa: E402
from quickbooks.batch import batch_create, batch_delete, batch_update  # noqa: E402
from quickbooks.cdc import change_data_capture  # noqa: E402
from quickbooks.client import QuickBooks  # noqa: E402
from quickbooks.exceptions import AuthorizationException, ObjectNotFoundException, QuickbooksException  # noqa: E402
from quickbooks.objects import (  # noqa: E402
    Account,
    Attachable,
    CompanyInfo,
    Customer,
    Invoice,
    Item,
    Payment,
    Preferences,
    SalesItemLine,
    TaxCode,
)
from quickbooks.objects.detailline import SalesItemLineDetail  # noqa: E402

from .caller import REALM  # noqa: E402


@pytest.fixture
def client(service, app):
    """An AuthClient that went through the whole consent."""
    client = AuthClient(app.client_id, app.client_secret, app.redirect_uris[0], service.addresses.discovery("sandbox"))
    client.get_bearer_token(service.consent(app, REALM), realm_id=REALM)
    return client


@pytest.fixture
def books(service, client, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")

    class Books(QuickBooks):
        api_url_v3 = f"{service.addresses.api('sandbox')}/v3"

    return Books(
        auth_client=client, refresh_token=client.refresh_token, company_id=REALM, minorversion=75, use_decimal=True
    )


def customer(name):
    one = Customer()
    one.DisplayName = name
    return one


def invoice(books, owner):
    line = SalesItemLine()
    line.Amount = 100
    line.SalesItemLineDetail = SalesItemLineDetail()
    # Its default is 0 (facts 1.5), which is not 100 (6070).
    line.SalesItemLineDetail.Qty, line.SalesItemLineDetail.UnitPrice = 1, 100
    line.SalesItemLineDetail.ItemRef = Item.filter(Name="Hours", qb=books)[0].to_ref()
    one = Invoice()
    one.CustomerRef = owner.to_ref()
    one.Line.append(line)
    # Its default is of companies outside the US (facts 1.5).
    one.GlobalTaxCalculation = None
    return one


# --- intuit-oauth ---


def test_the_address_of_consent(service, app):
    client = AuthClient(app.client_id, app.client_secret, app.redirect_uris[0], service.addresses.discovery())
    address = client.get_authorization_url([Scopes.ACCOUNTING], state_token="s-1")
    assert address.startswith(service.addresses.authorise) and "state=s-1" in address


def test_tokens_and_refresh(client):
    first = client.refresh_token, client.access_token
    assert client.expires_in == 3600 and client.x_refresh_token_expires_in == 8_726_400
    client.headers["x-include-refresh-token-hard-expires-in"] = "true"
    client.refresh()
    assert (client.refresh_token, client.access_token) != first
    assert client.x_refresh_token_hard_expires_in > 150_000_000
    with pytest.raises(AuthClientError) as caught:
        client.refresh(first[0])
    assert caught.value.status_code == 400 and b"invalid_grant" in caught.value.content and caught.value.intuit_tid


def test_revoke(client):
    assert client.revoke() is True
    with pytest.raises(AuthClientError):
        client.refresh()


def test_sign_in_with_openid(service, app):
    client = AuthClient(app.client_id, app.client_secret, app.redirect_uris[0], service.addresses.discovery("sandbox"))
    code = service.consent(app, REALM, scopes=("com.intuit.quickbooks.accounting", "openid", "email"))
    client.get_bearer_token(code, realm_id=REALM)
    assert client.id_token, "verified with the published key"
    assert client.get_user_info().json()["email"] == service.people[0]


# --- python-quickbooks ---


def test_the_constructor_rotates_unseen(service, client, books):
    """Facts 1.5: without an access token it refreshes, and the old value is dead."""
    old = client.refresh_token
    client.access_token = None
    again = type(books)(auth_client=client, refresh_token=old, company_id=REALM, minorversion=75)
    assert again.refresh_token != old
    assert CompanyInfo.get(REALM, qb=again).CompanyName == "Acme Field Services"


def test_set_up(books):
    assert CompanyInfo.get(REALM, qb=books).Country == "US"
    assert Preferences.get(qb=books).SalesFormsPrefs.CustomTxnNumbers is True
    assert {code.Name for code in TaxCode.all(qb=books)} >= {"TAX", "NON"}
    assert Account.filter(AccountType="Income", qb=books)


def test_create_query_update(books):
    made = customer("Amy's Bird Sanctuary").save(qb=books, request_id="c-1")
    again = customer("Amy's Bird Sanctuary").save(qb=books, request_id="c-1")
    assert again.Id == made.Id, "requestid"
    found = Customer.filter(DisplayName="Amy's Bird Sanctuary", qb=books)
    assert [one.Id for one in found] == [made.Id]
    made.CompanyName = "Amy's"
    changed = made.save(qb=books)
    assert changed.SyncToken == "1" and Customer.get(made.Id, qb=books).CompanyName == "Amy's"
    with pytest.raises(QuickbooksException) as stale:
        made.save(qb=books)
    assert stale.value.error_code == 5010
    assert Customer.count(qb=books) == 1
    assert [one.Id for one in Customer.choose([made.Id], qb=books)] == [made.Id]
    assert Customer.where("Active IN (true, false)", order_by="Id", start_position=1, max_results=10, qb=books)


def test_items_with_their_sku(books):
    assert "Hours" in [one.Name for one in Item.all(qb=books)]


def test_documents_are_voided_and_deleted(books):
    owner = customer("Acme").save(qb=books)
    made = invoice(books, owner).save(qb=books)
    assert made.TotalAmt == 100
    made.void(qb=books)
    voided = Invoice.get(made.Id, qb=books)
    assert voided.TotalAmt == 0
    voided.delete(qb=books, request_id="d-1")
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(made.Id, qb=books)
    payment = Payment()
    payment.CustomerRef, payment.TotalAmt = owner.to_ref(), 10
    payment = payment.save(qb=books)
    payment.void(qb=books)
    assert Payment.get(payment.Id, qb=books).TotalAmt == 0


def test_batches(books):
    done = batch_create([customer(f"Number {number}") for number in range(35)], qb=books)
    assert len(done.successes) == 35 and not done.faults
    for one in done.successes:
        one.CompanyName = "Changed"
    assert len(batch_update(done.successes, qb=books).successes) == 35
    assert Customer.get(done.successes[0].Id, qb=books).CompanyName == "Changed"
    twice = batch_create([customer("Number 1"), customer("New")], qb=books)
    assert len(twice.successes) == 1 and twice.faults[0].Error[0].code == "6240"
    owner = done.successes[0]
    made = [invoice(books, owner).save(qb=books) for _ in range(2)]
    assert not batch_delete(made, qb=books).faults and Invoice.count(qb=books) == 0


def test_change_data_capture(books):
    since = datetime.datetime.now() - datetime.timedelta(days=1)
    made = customer("Acme").save(qb=books)
    payment = Payment()
    payment.CustomerRef, payment.TotalAmt = made.to_ref(), 10
    payment = payment.save(qb=books)
    payment.delete(qb=books)
    found = change_data_capture([Customer, Invoice, Payment], since, qb=books)
    assert [one.Id for one in found.Customer._object_list] == [made.Id]
    assert found.Payment._object_list[0].status == "Deleted"
    assert not hasattr(found, "Invoice"), "facts 1.5: no attribute where nothing changed"


def test_attachments(books, company):
    owner = customer("Acme").save(qb=books)
    one = Attachable()
    one.AttachableRef.append(_reference(owner))
    one.FileName, one.ContentType, one._FileBytes = "note.txt", "text/plain", b"Hello\r\n\x00\xff"
    made = one.save(qb=books)
    assert company.file(made.Id) == b"Hello\r\n\x00\xff"


def _reference(owner):
    from quickbooks.objects.base import AttachableRef

    reference = AttachableRef()
    reference.EntityRef = owner.to_ref()
    return reference


def test_what_it_makes_of_refusals(service, books):
    service.misbehaviour.order("throttled")
    with pytest.raises(QuickbooksException, match="Error reading json response") as caught:
        Customer.all(qb=books)
    assert caught.value.error_code == 10000
    service.grants.expire_access()
    with pytest.raises(AuthorizationException):
        Customer.all(qb=books)
