"""From Connect to Disconnect with Xero: the steps of scripts/demo, and what a person sees at each.

Each step goes on where the one before ended; the first that fails is the one to look at.
"""

import re

import pytest
from playwright.sync_api import expect

from scripts.demonstration.cloud_scene import CUSTOMERS
from scripts.demonstration.cloud_story import CONFLICT, MERGED, NEW_PHONE, NEW_STREET, OUR_PHONE
from scripts.demonstration.plays import XeroPlay
from scripts.demonstration.xero_scene import (
    APPLICATION,
    ORGANISATION,
    OTHER_ORGANISATION,
    OTHER_TENANT,
    TENANT,
    XeroScene,
)
from scripts.demonstration.xero_story import DELETED, DEPOSIT, WRONG, XeroStory

from .cloud_walk import Walked, walking

TICKS = ".o_field_widget[name=flow_ticks]"
LOG = ".o_field_widget[name=session_ids]"
# Twelve contacts of the sample, one of them archived.
SAMPLE = 12
# Words of the other ledgers.
FOREIGN = re.compile(r"quickbooks|intuit|company file|web connector", re.IGNORECASE)


class XeroWalk(Walked, XeroStory):
    """The story of Xero as a walk."""


@pytest.fixture(scope="module")
def walk(browser, tmp_path_factory):
    """Odoo, the simulated service and the people's browsers, in place of those of QuickBooks Desktop."""
    with walking(XeroWalk, XeroScene, browser, tmp_path_factory.mktemp("xero_story")) as walk:
        yield walk


@pytest.fixture(autouse=True)
def _pictures(walk, request):
    yield
    walk.take_pictures(request.node.name)


def test_the_keys_are_kept_and_never_shown_again(walk):
    walk.enter_application()
    maria = walk.maria
    words = maria.text(".o_form_view .o_form_sheet")
    assert words.count("kept, and never shown again") == 2
    assert "Nobody has signed in." in words
    assert "Simulated ledger" in maria.text(".o_form_view")
    content = maria.page.content()
    assert APPLICATION["client_secret"] not in content
    assert APPLICATION["webhook_key"] not in content
    redirect = maria.text(".o_field_widget[name=app_redirect_address]")
    assert redirect == f"{walk.scene.url}/accounting_bridge/oauth/xero"


def test_bodies_with_a_forged_signature_are_told_apart(walk):
    assert walk.scene.prove_webhooks() == [200, 401, 200, 401]


def assert_no_foreign_words(walk):
    maria = walk.maria
    for tab in ("customers", "items", "invoices", "payments", "taxes", "schedule", "general"):
        maria.tab(tab)
        assert not FOREIGN.search(maria.text(".o_form_view")), f"{tab}: {maria.text('.o_form_view')}"


def test_no_page_of_the_connection_speaks_of_another_ledger(walk):
    assert_no_foreign_words(walk)


def test_who_cancels_is_told_and_nobody_is_signed_in(walk):
    page = walk.open_consent()
    assert page.inner_text("h1") == "Accounting Bridge wants access to"
    page.click("button.cancel")
    page.wait_for_selector("h1:has-text('Nobody was signed in')")
    page.close()
    walk.maria.wait_for_state("Draft")


def test_two_organisations_are_ticked_and_one_is_asked_for(walk):
    walk.consent()
    maria = walk.maria
    assert len(maria.context.pages) == 1
    assert "Yes, renewed by itself" in maria.text(".o_field_widget[name=app_sign_in_text]")
    assert sorted(walk.scene.connections()) == sorted([TENANT, OTHER_TENANT])
    assert walk.open_organisations() == [ORGANISATION, OTHER_ORGANISATION]
    maria.page.click(".modal footer button:has-text('Cancel')")
    maria.take_notice_of_refusal()
    maria.wait_for_state("Draft")


def test_the_chosen_organisation_is_the_one_that_is_read(walk):
    walk.choose_organisation()
    ticks = walk.maria.text(TICKS)
    assert "✔ Customers both ways" in ticks
    assert "✘ Payments" in ticks
    walk.wait_for_first_read()
    assert f"{CUSTOMERS + SAMPLE} Customers" in walk.maria.text(".o_field_widget[name=first_read_text]")
    # The reading has come to its end when the form learns of it, its row a moment later.
    walk.maria.page.wait_for_selector(f"{LOG} .o_data_row:has-text('nothing sent')")
    assert walk.maria.text(".o_field_widget[name=remote_company_name]") == ORGANISATION
    assert walk.scene.read_books("invoices") == []
    assert walk.admin.call("bridge.binding", "search_count", []) == 0


def test_what_is_required_blocks_enable_and_says_so(walk):
    maria = walk.maria
    maria.press("action_enable")
    words = maria.text(".modal")
    assert "choose the revenue account" in words
    assert "choose the item expense account" in words
    assert not FOREIGN.search(words)
    maria.page.click(".modal .btn-primary")
    maria.take_notice_of_refusal()


def test_what_was_chosen_shows_as_ticks(walk):
    walk.choose()
    ticks = walk.maria.text(TICKS)
    assert "✔ Invoices to Xero" in ticks
    assert "✔ Payments to Xero" in ticks
    assert "✘" not in ticks
    # Much of it is shown only now that there is something to choose from.
    assert_no_foreign_words(walk)


def test_the_bar_of_the_first_import_moves_by_itself_and_never_back(walk):
    walk.enable()
    seen = walk.watch_import()
    assert seen, "no bar was seen"
    assert seen == sorted(seen)
    assert seen[-1] < 100
    met = " ".join(walk.maria.page.locator(f"{LOG} td[name=result]").all_inner_texts())
    created = re.findall(r"(\d+) customers created in Odoo", met)
    # Beside the neighbours three suppliers: one list holds both, and nobody has sent them a bill.
    assert sum(map(int, created)) == CUSTOMERS + 3
    # Every fifth has no region there.
    filled = walk.partner("Eastgate Animal Hospital", "state_id")
    assert filled["state_id"][1].startswith("California")


def test_an_invoice_is_there_seconds_after_its_release(walk):
    walk.release()
    olivia = walk.client("olivia")
    assert olivia.text("[name=bridge_ribbon]") == (
        "In Xero as 2600004, 245.87 USD, totals agree. 245.87 USD open in Xero."
    )
    (there,) = [row for row in walk.scene.read_books("invoices") if row["number"] == "2600004"]
    assert (str(there["tax"]), str(there["total"])) == ("18.74", "245.87")


def test_a_partial_payment_follows_it(walk):
    walk.pay()
    (there,) = walk.scene.read_books("payments")
    assert (there["account"], there["number"], str(there["amount"])) == (DEPOSIT, "2600004", "100.00")
    ben = walk.client("ben")
    ben.reload()
    ben.page.wait_for_selector("[name=bridge_ribbon]:has-text('145.87 USD open in Xero')")


def test_a_credit_note_is_applied_to_it(walk):
    walk.credit()
    (there,) = walk.scene.read_books("allocations")
    assert (there["credit"], there["number"], str(there["amount"])) == ("R2600004", "2600004", "12.59")
    ben = walk.client("ben")
    ben.reload()
    ben.page.wait_for_selector("[name=bridge_ribbon]:has-text('133.28 USD open in Xero')")


def test_of_five_invoices_the_third_is_wrong_and_four_are_in(walk):
    walk.release_five()
    assert walk.states(walk.five) == ["processed", "processed", "rejected", "processed", "processed"]
    numbers = [row["number"] for row in walk.scene.read_books("invoices")]
    assert len(numbers) == len(set(numbers)) == 2 + 4
    olivia = walk.client("olivia")
    olivia.invoice(walk.ids[f"invoice_five_{WRONG}"])
    assert "no longer exists in Xero" in olivia.text("[name=bridge_ribbon]")
    assert walk.open_issue() == f"Item code '{DELETED}' is not valid"


def test_the_cure_sends_the_third_and_none_twice(walk):
    walk.cure()
    assert set(walk.states(walk.five)) == {"processed"}
    numbers = [row["number"] for row in walk.scene.read_books("invoices")]
    assert len(numbers) == len(set(numbers)) == 2 + 5


def test_a_customer_edited_on_both_sides_is_merged(walk):
    walk.edit_both()
    ben = walk.client("ben")
    ben.reload()
    # A page may show what it showed last until the answer of the server is there.
    expect(ben.page.locator(".o_field_widget[name=phone] input")).to_have_value(NEW_PHONE)
    expect(ben.page.locator(".o_field_widget[name=street] input")).to_have_value(NEW_STREET)
    ben.page.wait_for_selector(f".o-mail-Message:has-text('Changed in Xero: phone 555 0102 → {NEW_PHONE}')")
    assert walk.conflicts() == []
    assert walk.customer(MERGED)["email"] == "orders@bayview-bakery.example"


def test_one_field_edited_on_both_sides_is_asked_about(walk):
    walk.make_conflict()
    ben = walk.client("ben")
    words = ben.text(".o_list_view .o_data_row td[name=reason_text]")
    assert words == (
        f'"{CONFLICT}" was changed in Odoo and in Xero: phone 555-0170 here, 555-0180 there (was 555 0103).'
    )
    cures = [button.inner_text() for button in ben.page.locator(".o_data_row button[data-cure]").all()]
    assert cures == ["Keep Odoo's", "Keep the ledger's", "Open the customer"]
    # Until somebody answers both keep their own.
    assert walk.partner(CONFLICT)["phone"] == OUR_PHONE
    assert walk.customer(CONFLICT)["phone"] == "555-0180"


def test_the_answer_is_there_seconds_later(walk):
    walk.settle_conflict()
    assert walk.conflicts() == []
    assert walk.partner(CONFLICT)["phone"] == OUR_PHONE


def test_disconnected_nothing_travels_and_the_sign_in_is_gone(walk):
    walk.ask_to_disconnect()
    words = walk.maria.text(".modal")
    assert "the sign-in is revoked" in words
    assert not FOREIGN.search(words)
    walk.maria.page.click(".modal button:has-text('Cancel')")
    walk.disconnect()
    maria = walk.maria
    assert maria.page.locator(TICKS).count() == 0
    assert maria.page.locator("button:has-text('Connect to Xero'):visible").count() == 1
    walk.wait_until("the sign-in is revoked", lambda: not walk.scene.sign_ins())
    assert walk.scene.connections() == []
    maria.reload()
    maria.page.wait_for_selector(".o_field_widget[name=app_sign_in_text]:has-text('Nobody has signed in.')")


def test_both_sides_agree(walk):
    words, data = XeroPlay.judge(walk.scene)
    assert data["agree"] is True, words
    # Two invoices, a credit note, and five.
    assert (data["invoices"], data["processed"]) == (8, 8)
    assert data["total_odoo"] == data["total_books"]
    assert data["customers"] == CUSTOMERS + SAMPLE - 1
