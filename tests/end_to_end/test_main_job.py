"""From *Release to Account System* to an invoice in QuickBooks Desktop: the steps of one day, in their order.

Each step goes on where the one before ended; the first that fails is the one to look at.
"""

import re
from decimal import Decimal

from scripts.demonstration.story import FIRST

GOOD = ("section", "discount", "mixed", "included", "down_payment", "final", "rounding")
BAD = ("item", "accents", "long", "script", "euro")


def test_the_form_of_a_new_connection_tells_what_is_missing(walk):
    maria = walk.maria
    maria.open("bridge-connections/new")
    maria.choose("ledger", "QuickBooks Desktop")
    maria.type("date_from", "01/01/2020")
    maria.tab("customers")
    maria.page.click(".o_field_widget[name=create_missing_customer] label:has-text('Never')")
    maria.tab("items")
    maria.page.click(".o_field_widget[name=create_missing_item] label:has-text('Never')")
    maria.save()
    banner = maria.text(".alert:has(.o_field_widget[name=readiness_text])")
    assert "the ledger must have been read once" in banner
    assert "Simulated ledger" in maria.text(".o_form_view")


def test_the_qwc_file_is_downloaded_and_its_password_is_shown_once(walk):
    maria = walk.maria
    maria.tab("web_connector")
    with maria.page.expect_download() as download:
        maria.page.click("button[name=action_qbd_download]")
    assert download.value.suggested_filename == "odoo-acme-field-services.qwc"
    walk.scene.qwc_path.write_bytes(download.value.path().read_bytes())
    maria.press("action_qbd_new_password")
    dialog = maria.page.locator(".modal")
    assert dialog.locator(".o_field_widget[name=user_name]").inner_text().strip() == "maria"
    password = re.search(r"\b[0-9a-f]{32}\b", dialog.inner_text())[0]
    assert password not in walk.scene.qwc_path.read_text(encoding="utf-8")
    dialog.locator("button:has-text('I have it')").click()
    maria.reload()
    maria.tab("web_connector")
    assert password not in maria.page.content()
    walk.add_application(str(walk.scene.qwc_path), password)


def test_the_first_visit_only_reads_and_says_so(walk):
    result = walk.update_selected()
    assert result.progress == 100
    assert re.fullmatch(r"OK - \d+ records read, nothing sent", result.last_result)
    assert walk.book.invoices() == []
    maria = walk.maria
    maria.reload()
    assert maria.text(".o_field_widget[name=remote_company_name]") == "Acme Field Services"
    assert "nothing sent" in maria.text(".o_field_widget[name=session_ids] .o_data_row")


def test_accounts_and_taxes_are_chosen_and_the_connection_enabled(walk):
    maria = walk.maria
    maria.press("action_enable")
    assert "choose the revenue account" in maria.text(".modal")
    maria.page.click(".modal .btn-primary")
    maria.take_notice_of_refusal()
    maria.tab("invoices")
    maria.pick("income_account_id", "Service income")
    maria.pick("expense_account_id", "Cost of Goods Sold")
    maria.pick("line_item_id", "Miscellaneous")
    maria.tab("general")
    maria.page.locator(".o_field_widget[name=backup_confirmed] input").check()
    maria.tab("taxes")
    for tax in ("San Tomas 8.25%", "San Tomas 8.25% included"):
        maria.page.click(".o_field_widget[name=tax_mapping_ids] .o_field_x2many_list_row_add a")
        row = ".o_field_widget[name=tax_mapping_ids] .o_data_row.o_selected_row"
        maria.pick("tax_id", tax, row)
        maria.pick("remote_record_id", "San Tomas", row)
    maria.save()
    maria.press("action_enable")
    maria.page.wait_for_selector(".o_statusbar_status .o_arrow_button_current:has-text('Connected')")


def test_the_preview_says_what_will_be_sent_and_what_rejected_and_why(walk):
    olivia = walk.olivia
    olivia.invoices()
    assert set(olivia.states().values()) == {"Not released"}
    olivia.select(walk.numbers(FIRST))
    olivia.action("Release to Account System")
    dialog = ".modal .o_form_view"
    olivia.page.wait_for_selector(f"{dialog} .o_data_row")
    words = olivia.text(dialog)
    assert "5 would be rejected" in words
    assert "7 will be sent" in words
    assert "as 2600001" in words
    assert 'There is no item "Leak detector" in QuickBooks Desktop.' in words
    assert 'There is no customer "Núñez & Sons" in QuickBooks Desktop.' in words
    assert 'There is no customer "<img src=x onerror=alert(1)>" in QuickBooks Desktop.' in words
    assert "is in EUR; the books in QuickBooks Desktop are kept in USD only." in words
    assert walk.admin.call("bridge.transfer", "search_count", []) == 0


def test_released_the_column_shows_queued(walk):
    olivia = walk.olivia
    assert olivia.text(".modal button[name=action_release_good]") == "Release 7"
    assert olivia.text(".modal button[name=action_release_all]") == "Release all 12"
    olivia.press("action_release_all")
    olivia.page.wait_for_selector(".o_list_view .o_bridge_state[data-state=queued]")
    olivia.invoices()
    states = olivia.states()
    assert {states[number] for number in walk.numbers(FIRST)} == {"Queued"}
    assert states[walk.move("plain")["name"]] == "Not released"


def test_the_visit_ends_at_100_percent_and_counts(walk):
    result = walk.update_selected()
    assert (result.progress, result.last_result) == (100, "OK - 7 processed, 5 rejected")
    there = walk.in_the_books()
    assert set(there) == set(walk.numbers(GOOD))
    for key in GOOD:
        move = walk.move(key)
        assert there[move["name"]]["total"] == Decimal(str(move["amount_total"])).quantize(Decimal("0.01"))
        assert there[move["name"]]["number"] == move["name"].replace("INV/20", "").replace("/", "")


def test_the_column_shows_processed_and_rejected_with_the_reason_as_tooltip(walk):
    olivia = walk.olivia
    olivia.invoices()
    states = olivia.states()
    assert {states[number] for number in walk.numbers(GOOD)} == {"Processed"}
    assert {states[number] for number in walk.numbers(BAD)} == {"Rejected"}
    titles = [
        cell.get_attribute("title")
        for cell in olivia.page.locator(".o_list_view .o_bridge_state[data-state=rejected]").all()
    ]
    assert 'There is no customer "Núñez & Sons" in QuickBooks Desktop.' in titles


def test_a_processed_invoice_says_where_it_is(walk):
    walk.olivia.invoice(walk.id("mixed"))
    ribbon = walk.olivia.text("[name=bridge_ribbon]")
    assert ribbon == (
        "In QuickBooks Desktop as 2600003, 489.59 USD, totals agree. 489.59 USD open in QuickBooks Desktop."
    )


def test_who_may_not_create_can_ask(walk):
    olivia = walk.olivia
    olivia.invoice(walk.id("accents"))
    ribbon = olivia.text("div[name=bridge_ribbon]")
    assert re.search(r"Rejected by QuickBooks Desktop at .*: There is no customer", ribbon)
    assert "Create it" not in ribbon
    assert "Ask the bookkeeper" in ribbon
    assert "Pick an existing one" in ribbon


def test_the_bookkeeper_creates_the_customer_and_it_goes_with_the_second_visit(walk):
    ben = walk.ben
    ben.invoice(walk.id("accents"))
    buttons = [button.inner_text() for button in ben.page.locator("div[name=bridge_ribbon] button:visible").all()]
    assert buttons == [
        *("Create it", "Always create", "Pick an existing one", "I fixed it there - check again"),
    ]
    ben.page.click("div[name=bridge_ribbon] button[data-cure=create]")
    ben.page.wait_for_selector("[name=bridge_ribbon]:has-text('Queued for QuickBooks Desktop')")


def test_a_name_that_is_markup_stays_text_everywhere(walk):
    ben = walk.ben
    ben.invoice(walk.id("script"))
    assert "<img src=x onerror=alert(1)>" in ben.text("div[name=bridge_ribbon]")
    ben.page.click("div[name=bridge_ribbon] button[data-cure=create]")
    ben.page.wait_for_selector("[name=bridge_ribbon]:has-text('Queued for')")
    for path in ("bridge-issues", "bridge-customers", "accounting-bridge", "bridge-transfers"):
        ben.open(path)
        ben.page.wait_for_timeout(300)
        assert ben.page.locator("img[src=x]").count() == 0
    ben.page.goto(walk.scene.books_url)
    assert ben.page.locator("img[src=x]").count() == 0


def test_what_was_fixed_in_quickbooks_is_found_there(walk):
    walk.book.add_item("Leak detector", price="79.00", account="Parts Sold", kind="ItemNonInventory")
    ben = walk.ben
    ben.open("bridge-issues")
    row = ben.page.locator(".o_data_row", has_text='There is no item "Leak detector"')
    row.locator("button[data-cure=check_again]").click()
    row.wait_for(state="detached")


def test_the_second_visit_processes_what_was_cured(walk):
    result = walk.update_selected()
    assert result.last_result == "OK - 3 processed, 0 rejected"
    olivia = walk.olivia
    olivia.invoices()
    states = olivia.states()
    assert {states[number] for number in walk.numbers(("item", "accents", "script"))} == {"Processed"}
    assert {states[number] for number in walk.numbers(("long", "euro"))} == {"Rejected"}
    customers = {customer["name"] for customer in walk.book.customers()}
    assert {"Núñez & Sons", "<img src=x onerror=alert(1)>"} <= customers


def test_the_history_shows_every_step(walk):
    ben = walk.ben
    ben.invoice(walk.id("accents"))
    ben.tab("Other Info")
    ben.page.click(".o_field_widget[name=bridge_transfer_ids] .o_data_row td[name=reason_text]")
    ben.page.wait_for_selector(".modal .o_field_widget[name=event_ids] .o_data_row")
    states = [
        cell.get_attribute("data-state")
        for cell in ben.page.locator(".modal .o_field_widget[name=event_ids] .o_bridge_state").all()
    ]
    assert states in (
        ["queued", "rejected", "queued", "sending", "processed"],
        ["processed", "sending", "queued", "rejected", "queued"],
    )


def test_the_reports_came_with_the_rejected_first_and_the_sums_of_the_books(walk):
    mails = walk.mailbox.wait_for(2, 20)
    first, second = mails[0], mails[-1]
    assert "olivia@acme-field.example" in first["To"]
    assert re.search(r": 7 processed, 5 rejected \(QuickBooks Desktop, Acme Field Services\)$", first["Subject"])
    text = first.get_body(("html",)).get_content()
    assert text.index("Rejected") < text.index("Núñez &amp; Sons") < text.index("✔ Processed")
    assert "<img src=x" not in text
    there = walk.in_the_books()
    total = sum(there[number]["total"] for number in walk.numbers(GOOD))
    assert text.count(f"{total:.2f}") == 2
    # Three cures of one person are one batch, and so one mail.
    assert "ben@acme-field.example" in second["To"]
    assert re.search(r": 3 processed, 0 rejected \(QuickBooks Desktop, Acme Field Services\)$", second["Subject"])
    assert len(mails) == 2
