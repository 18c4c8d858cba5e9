"""From Connect to Disconnect with QuickBooks Online: the steps of scripts/demo, and what a person sees at each.

Each step goes on where the one before ended; the first that fails is the one to look at.
"""

import re

import pytest
from playwright.sync_api import expect

from scripts.demonstration.cloud_scene import CUSTOMERS
from scripts.demonstration.cloud_story import CONFLICT, MERGED, NEW_PHONE, NEW_STREET, OUR_PHONE
from scripts.demonstration.online_scene import APPLICATION, OnlineScene
from scripts.demonstration.online_story import DEPOSIT, OnlineStory
from scripts.demonstration.plays import OnlinePlay

from .cloud_walk import Walked, walking

TICKS = ".o_field_widget[name=flow_ticks]"
LOG = ".o_field_widget[name=session_ids]"


class OnlineWalk(Walked, OnlineStory):
    """The story of QuickBooks Online as a walk."""


@pytest.fixture(scope="module")
def walk(browser, tmp_path_factory):
    """Odoo, the simulated service and the people's browsers, in place of those of QuickBooks Desktop."""
    with walking(OnlineWalk, OnlineScene, browser, tmp_path_factory.mktemp("online_story")) as walk:
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
    assert APPLICATION["verifier_token"] not in content
    redirect = maria.text(".o_field_widget[name=app_redirect_address]")
    assert redirect == f"{walk.scene.url}/accounting_bridge/oauth/quickbooks_online"


def test_who_cancels_is_told_and_nobody_is_signed_in(walk):
    page = walk.open_consent()
    assert page.inner_text("h1") == "Connect Accounting Bridge to QuickBooks"
    page.click("button.cancel")
    page.wait_for_selector("h1:has-text('Nobody was signed in')")
    page.close()
    walk.maria.wait_for_state("Draft")


def test_the_window_of_the_consent_closes_and_the_form_goes_on(walk):
    walk.consent()
    maria = walk.maria
    assert len(maria.context.pages) == 1
    assert "Yes, renewed by itself." in maria.text(".o_field_widget[name=app_sign_in_text]")
    ticks = maria.text(TICKS)
    assert "✔ Customers both ways" in ticks
    assert "✘ Payments" in ticks


def test_the_first_reading_shows_by_itself_and_writes_nothing(walk):
    walk.wait_for_first_read()
    assert f"{CUSTOMERS + 9} Customers" in walk.maria.text(".o_field_widget[name=first_read_text]")
    # The reading has come to its end when the form learns of it, its row a moment later.
    walk.maria.page.wait_for_selector(f"{LOG} .o_data_row:has-text('nothing sent')")
    assert walk.scene.read_books("invoices") == []
    assert walk.admin.call("bridge.binding", "search_count", []) == 0


def test_what_is_required_blocks_enable_and_says_so(walk):
    maria = walk.maria
    maria.press("action_enable")
    words = maria.text(".modal")
    assert "choose the revenue account" in words
    assert "choose the item expense account" in words
    maria.page.click(".modal .btn-primary")
    maria.take_notice_of_refusal()


def test_what_was_chosen_shows_as_ticks(walk):
    walk.choose()
    ticks = walk.maria.text(TICKS)
    assert "✔ Customers both ways" in ticks
    assert "✔ Invoices to QuickBooks Online" in ticks
    assert "✔ Payments to QuickBooks Online" in ticks
    assert "✘" not in ticks


def test_the_bar_of_the_first_import_moves_by_itself_and_never_back(walk):
    walk.enable()
    seen = walk.watch_import()
    assert seen, "no bar was seen"
    assert seen == sorted(seen)
    assert seen[-1] < 100
    maria = walk.maria
    met = " ".join(maria.page.locator(f"{LOG} td[name=result]").all_inner_texts())
    created = re.findall(r"(\d+) customers created in Odoo", met)
    assert sum(map(int, created)) == CUSTOMERS
    # Every fifth has no state there.
    filled = walk.partner("Eastgate Animal Hospital", "state_id")
    assert filled["state_id"][1].startswith("California")
    box = maria.page.locator(".o_form_sheet button:has-text('Disconnect')").bounding_box()
    ticks, log = maria.page.locator(TICKS).bounding_box(), maria.page.locator(LOG).bounding_box()
    assert box["x"] > ticks["x"] + ticks["width"] * 0.85
    assert box["y"] < ticks["y"] < log["y"]


def test_an_invoice_is_there_seconds_after_its_release(walk):
    walk.release()
    olivia = walk.client("olivia")
    assert olivia.text("[name=bridge_ribbon]") == (
        "In QuickBooks Online as 2600004, 245.87 USD, totals agree. 245.87 USD open in QuickBooks Online."
    )
    olivia.invoices()
    assert sorted(set(olivia.states().values())) == ["Not released", "Processed"]


def test_a_partial_payment_follows_it(walk):
    walk.pay()
    (there,) = walk.scene.read_books("payments")
    assert there["deposit_to"] == DEPOSIT
    ben = walk.client("ben")
    ben.reload()
    ben.page.wait_for_selector("[name=bridge_ribbon]:has-text('145.87 USD open in QuickBooks Online')")


def test_a_customer_edited_on_both_sides_is_merged(walk):
    walk.edit_both()
    ben = walk.client("ben")
    ben.reload()
    # A page may show what it showed last until the answer of the server is there.
    expect(ben.page.locator(".o_field_widget[name=phone] input")).to_have_value(NEW_PHONE)
    expect(ben.page.locator(".o_field_widget[name=street] input")).to_have_value(NEW_STREET)
    ben.page.wait_for_selector(
        f".o-mail-Message:has-text('Changed in QuickBooks Online: phone 555-0102 → {NEW_PHONE}')"
    )
    assert walk.conflicts() == []
    assert walk.customer(MERGED)["email"] == "orders@bayview-bakery.example"


def test_one_field_edited_on_both_sides_is_asked_about(walk):
    walk.make_conflict()
    ben = walk.client("ben")
    words = ben.text(".o_list_view .o_data_row td[name=reason_text]")
    assert words == (
        f'"{CONFLICT}" was changed in Odoo and in QuickBooks Online: phone 555-0170 here, 555-0180 there'
        " (was 555-0103)."
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
    walk.disconnect()
    maria = walk.maria
    assert maria.page.locator(TICKS).count() == 0
    assert maria.page.locator("button:has-text('Connect to QuickBooks'):visible").count() == 1
    walk.wait_until("the sign-in is revoked", lambda: not walk.scene.sign_ins())
    maria.reload()
    maria.page.wait_for_selector(".o_field_widget[name=app_sign_in_text]:has-text('Nobody has signed in.')")


def test_both_sides_agree(walk):
    words, data = OnlinePlay.judge(walk.scene)
    assert data["agree"] is True, words
    assert (data["invoices"], data["processed"]) == (2, 2)
    assert data["total_odoo"] == data["total_books"] == "815.87"
    assert data["customers"] == CUSTOMERS + 8
