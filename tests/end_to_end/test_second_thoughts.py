"""Do not send, Take back, reset to draft, edited while it is being sent: on the connection that the main job left."""

from decimal import Decimal

from scripts.demonstration.doors import Person


def _release(walk, key):
    """Release one invoice from the list."""
    olivia = walk.olivia
    olivia.invoices()
    olivia.select(walk.numbers([key]))
    olivia.action("Release to Account System")
    olivia.page.wait_for_selector(".modal .o_data_row")
    olivia.press("action_release_good")
    olivia.page.wait_for_selector(".modal", state="detached")
    assert _state(walk, key) == "queued"


def _state(walk, key):
    return walk.move(key, "bridge_state")["bridge_state"]


def _edit(walk, key, quantity):
    """What a user does in the form: reset to draft, change a line, confirm."""
    user = Person(walk.scene.url, walk.scene.database, "olivia")
    move_id = walk.id(key)
    user.press("account.move", "button_draft", move_id)
    line = user.read("account.move.line", [("move_id", "=", move_id), ("display_type", "=", "product")], ["id"])[0]
    user.call("account.move", "write", [move_id], {"invoice_line_ids": [(1, line["id"], {"quantity": quantity})]})
    user.press("account.move", "action_post", move_id)


def test_do_not_send_holds_it_until_it_is_released(walk):
    olivia = walk.olivia
    olivia.invoices()
    number = walk.numbers(["held"])[0]
    olivia.select([number])
    olivia.action("Do not send")
    olivia.page.wait_for_selector(".o_list_view .o_bridge_state[data-state=held]")
    assert olivia.states()[number] == "Held"
    olivia.invoice(walk.id("held"))
    assert "Not sent to QuickBooks Desktop: held since" in olivia.text("div[name=bridge_ribbon]")


def test_taken_back_nothing_is_left_to_do_and_quickbooks_is_not_opened(walk):
    _release(walk, "plain")
    olivia = walk.olivia
    olivia.select(walk.numbers(["plain"]))
    olivia.action("Take back")
    olivia.page.wait_for_selector(".o_list_view .o_bridge_state[data-state=withdrawn]")
    result = walk.update_selected()
    assert result.ended_by == "none"
    assert result.operations == ("serverVersion", "clientVersion", "authenticate", "closeConnection")
    assert walk.numbers(["plain"])[0] not in walk.in_the_books()


def test_reset_to_draft_while_queued_it_is_withdrawn(walk):
    _release(walk, "plain")
    olivia = walk.olivia
    olivia.invoice(walk.id("plain"))
    olivia.press("button_draft")
    olivia.page.wait_for_selector("div[name=bridge_ribbon]:has-text('Taken back at')")
    assert _state(walk, "plain") == "withdrawn"
    olivia.press("action_post")
    olivia.page.wait_for_selector(".o_statusbar_status .o_arrow_button_current:has-text('Posted')")
    assert _state(walk, "plain") == "withdrawn"


def test_edited_while_it_is_being_sent_it_is_processed_and_sent_again_as_an_update(walk):
    _release(walk, "plain")
    visit = walk.connector.visit()
    edited = False
    while (message := visit.next_message()) is not None:
        if message.operation == "receiveResponseXML" and "InvoiceAddRs" in message.arguments["response"]:
            assert _state(walk, "plain") == "sending"
            _edit(walk, "plain", 3)
            edited = True
        visit.step()
    assert edited
    assert visit.result.clean, visit.result.findings
    assert _state(walk, "plain") == "processed"
    move = walk.move("plain")
    there = [one for one in walk.book.invoices() if one["other"] == move["name"]]
    assert [one["total"] for one in there] == [Decimal(str(move["amount_total"]))]
    transfers = walk.admin.read(
        "bridge.transfer", [("move_id", "=", walk.id("plain"))], ["operation", "state"], order="id"
    )
    assert [one["operation"] for one in transfers] == ["create", "update"]


def test_edited_later_it_goes_as_an_update_with_the_next_visit(walk):
    _edit(walk, "plain", 2)
    assert _state(walk, "plain") == "queued"
    result = walk.update_selected()
    assert result.last_result == "OK - 1 processed, 0 rejected"
    move = walk.move("plain")
    assert walk.in_the_books()[move["name"]]["total"] == Decimal(str(move["amount_total"]))


def test_a_user_without_the_group_sees_nothing_of_the_bridge(walk):
    admin = walk.admin
    values = {"login": "walter", "password": "walter", "name": "Walter", "email": "walter@acme-field.example"}
    domain = [("module", "=", "account"), ("name", "=", "group_account_invoice")]
    group = admin.read("ir.model.data", domain, ["res_id"])[0]["res_id"]
    values["group_ids"] = [(4, group)]
    admin.call("res.users", "create", values, context={"no_reset_password": True})
    walter = walk.visitor("walter")
    walter.invoices()
    assert walter.page.locator(".o_bridge_state").count() == 0
    walter.invoice(walk.id("mixed"))
    assert walter.page.locator("div[name=bridge_ribbon]").count() == 0
