"""Documents: numbers, dates, lines and their ids, updates, voids (QBO 2.1, 2.6)."""

from decimal import Decimal

import pytest

from tests.simulators.quickbooks_online.books import Fault
from tests.simulators.quickbooks_online.books.rules.purchases import CREDIT, DEBIT
from tests.simulators.quickbooks_online.books.rules.rule import bill, change, delete, journal, line, run, sale, update


def row(desk, number="7", entity="Invoice"):
    return desk.company.numbered(entity, number)[0]


def numbering(desk, custom):
    desk.keeper.set_preference("SalesFormsPrefs", "CustomTxnNumbers", custom)


# --- numbers ---


def test_custom_numbers_are_kept_and_none_sent_means_none(desk):
    assert sale(DocNumber="INV/2026/00017")(desk)["DocNumber"] == "INV/2026/00017"
    assert "DocNumber" not in sale()(desk)


def test_otherwise_the_books_count(desk):
    numbering(desk, False)
    assert [sale()(desk)["DocNumber"], sale(entity="CreditMemo")(desk)["DocNumber"]] == ["1001", "1002"]


def test_the_books_count_on_from_the_largest(desk):
    sale(DocNumber="4711")(desk)
    numbering(desk, False)
    assert sale()(desk)["DocNumber"] == "4712"


def test_a_number_is_free_again_after_a_deletion(desk):
    sale(DocNumber="7")(desk)
    delete("Invoice", "7")(desk)
    assert sale(DocNumber="7")(desk)["DocNumber"] == "7"


def test_duplicates_where_nobody_is_warned(desk):
    desk.keeper.allow_duplicate_numbers()
    sale(DocNumber="7")(desk)
    assert run(desk, sale(DocNumber="7")) == 0
    desk.keeper.set_preference("OtherPrefs", "WarnDuplicateBillNumber", "false")
    bill(DocNumber="7")(desk)
    assert run(desk, bill(DocNumber="7")) == 0


def test_a_journal_entry_without_a_number_stays_so(desk):
    assert "DocNumber" not in journal(DEBIT, CREDIT)(desk)


# --- dates ---


@pytest.mark.parametrize(
    "term, due", [("Due on receipt", "2026-01-20"), ("Net 30", "2026-02-19"), ("25th of the month", "2026-01-25")]
)
def test_the_due_date_follows_the_terms(desk, term, due):
    made = sale(SalesTermRef=lambda desk: desk.ref("Term", term), TxnDate="2026-01-20")(desk)
    assert made["DueDate"] == due


def test_a_due_date_that_was_sent_counts(desk):
    assert sale(TxnDate="2026-01-20", DueDate="2026-03-31")(desk)["DueDate"] == "2026-03-31"


def test_new_terms_move_the_due_date(desk):
    sale(TxnDate="2026-01-20", DocNumber="7")(desk)
    assert change("Invoice", "7", SalesTermRef=lambda desk: desk.ref("Term", "Net 15"))(desk)["DueDate"] == "2026-02-04"


def test_without_a_date_it_is_today_in_the_company(desk):
    assert sale()(desk)["TxnDate"] == "2026-02-10"


# --- lines ---


def two_lines(desk):
    return sale(line("Labor", "10.00"), line("Thermostat", "20.00", TaxCodeRef="NON"), DocNumber="7")(desk)


def test_the_subtotal_comes_back_as_a_line_without_an_id(desk):
    made = two_lines(desk)
    assert made["Line"][-1] == {"Amount": 30, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}


def test_the_subtotal_stands_before_the_discount(desk):
    made = sale(line("Labor", "100.00"), line(None, None, "DiscountLineDetail", PercentBased=True, DiscountPercent=10))(
        desk
    )
    kinds = [one["DetailType"] for one in made["Line"]]
    assert kinds == ["SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail"]
    assert made["TotalAmt"] == 90 and made["Line"][-1]["Amount"] == 10


def test_lines_keep_their_ids_and_new_ones_get_new_ids(desk):
    made = two_lines(desk)
    kept = dict(made["Line"][1])
    changed = change("Invoice", "7", Line=lambda desk: [line("Labor", "5.00")(desk), kept])(desk)
    assert [one.get("Id") for one in changed["Line"]] == ["3", "2", None]
    assert [one["LineNum"] for one in changed["Line"][:2]] == [1, 2]


def test_an_unknown_line_id_is_a_new_line(desk):
    two_lines(desk)
    changed = change("Invoice", "7", Line=lambda desk: [{**line("Labor", "5.00")(desk), "Id": "99"}])(desk)
    assert changed["Line"][0]["Id"] == "3"


def test_a_line_without_an_item_goes_to_the_item_of_the_books(desk):
    assert sale(line(None, "10.00"))(desk)["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Services"


def test_the_price_follows_from_amount_and_quantity(desk):
    detail = sale(line("Labor", "100.00", Qty=3))(desk)["Line"][0]["SalesItemLineDetail"]
    assert detail["UnitPrice"] == Decimal("33.33333")


def test_shipping_where_it_is_on(desk):
    desk.keeper.set_preference("SalesFormsPrefs", "AllowShipping", True)
    made = sale(line(None, "10.00", ItemRef={"value": "SHIPPING_ITEM_ID"}))(desk)
    assert made["TotalAmt"] == 10
    assert desk.company.trial_balance()["Shipping Income"] == -10


def test_classes_on_lines_where_they_are_tracked(desk):
    desk.keeper.set_preference("AccountingInfoPrefs", "ClassTrackingPerTxnLine", True)
    desk.keeper.add_class("North")
    made = sale(line("Labor", "10.00", ClassRef=lambda desk: desk.ref("Class", "North")))(desk)
    assert made["Line"][0]["SalesItemLineDetail"]["ClassRef"]["name"] == "North"


# --- updates ---


def test_a_sparse_update_leaves_the_rest(desk):
    sale(DocNumber="7", PrivateNote="odoo:1", CustomerMemo={"value": "Thanks"})(desk)
    made = change("Invoice", "7", PrivateNote="odoo:2")(desk)
    assert made["CustomerMemo"] == {"value": "Thanks"} and made["DocNumber"] == "7" and made["SyncToken"] == "1"


def test_a_full_update_takes_away_what_it_does_not_say(desk):
    sale(DocNumber="7", PrivateNote="odoo:1", CustomerMemo={"value": "Thanks"})(desk)

    def body(desk):
        whole = desk.whole("Invoice", "7")
        return {field: whole[field] for field in ("Id", "SyncToken", "CustomerRef", "Line", "DocNumber")}

    made = update("Invoice", body)(desk)
    assert "CustomerMemo" not in made and "PrivateNote" not in made


def test_what_was_read_can_be_sent_back_whole(desk):
    two_lines(desk)
    before = row(desk)
    made = change("Invoice", "7", sparse=False)(desk)
    same = {"SyncToken", "MetaData"}
    assert {k: v for k, v in made.items() if k not in same} == {k: v for k, v in before.items() if k not in same}


def test_what_programs_cannot_write_is_not_read(desk):
    made = sale(Balance=1, TotalAmt=1, LinkedTxn=[], MetaData={"CreateTime": "2001-01-01T00:00:00Z"})(desk)
    assert made["Balance"] == made["TotalAmt"] == 10
    assert made["MetaData"]["CreateTime"] == "2026-02-10T09:00:00-08:00"


def test_an_object_that_was_read_stays_as_it_was(desk):
    before = two_lines(desk)
    copy = {**before}
    change("Invoice", "7", PrivateNote="N")(desk)
    assert before == copy and "PrivateNote" not in before


# --- the end ---


def test_a_void_empties_the_document_and_keeps_its_trace(desk):
    sale(DocNumber="7", PrivateNote="odoo:1")(desk)
    made = delete("Invoice", "7", "void")(desk)
    assert (made["TotalAmt"], made["Balance"], made["PrivateNote"]) == (0, 0, "Voided - odoo:1")
    assert all(not one.get("Amount") for one in made["Line"])
    assert desk.company.balances() == {}
    assert desk.company.trial_balance() == {}


def test_a_deletion_leaves_a_stub_and_a_610(desk):
    made = two_lines(desk)
    since = desk.company.clock.now()
    assert delete("Invoice", "7")(desk) == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    (stub,) = desk.company.changes(["Invoice"], since)["Invoice"]
    assert stub == {
        "domain": "QBO",
        "status": "Deleted",
        "Id": made["Id"],
        "MetaData": {"LastUpdatedTime": "2026-02-10T09:00:00-08:00"},
    }
    with pytest.raises(Fault, match="610"):
        desk.company.read("Invoice", made["Id"])


def test_stock_moves_with_what_is_sold(desk):
    desk.keeper.add_stock_item("Valve", "10", on_hand=5)
    sale(line("Valve", "20.00", Qty=2, UnitPrice=10), DocNumber="7")(desk)
    assert desk.company.find("Item", "Valve")["QtyOnHand"] == 3
    change("Invoice", "7", Line=lambda desk: [line("Valve", "10.00", Qty=1, UnitPrice=10)(desk)])(desk)
    assert desk.company.find("Item", "Valve")["QtyOnHand"] == 4
    delete("Invoice", "7", "void")(desk)
    assert desk.company.find("Item", "Valve")["QtyOnHand"] == 5


# --- money of several countries ---


def test_a_foreign_document_has_home_amounts(open_desk):
    desk = open_desk(multicurrency=True)
    euro = {"customer": "Brioche Paris", "CurrencyRef": {"value": "EUR"}}
    made = sale(line("Labor", "100.00"), ExchangeRate=Decimal("1.25"), **euro)(desk)
    assert (made["TotalAmt"], made["HomeTotalAmt"], made["HomeBalance"]) == (100, 125, 125)
    assert sale(line("Labor", "100.00"), **euro)(desk)["ExchangeRate"] == Decimal("1.1")
    assert desk.company.trial_balance()["Services"] == Decimal("-235.00")


def test_the_rate_of_the_day(open_desk):
    desk = open_desk(multicurrency=True)
    desk.keeper.set_rate("EUR", "2026-02-01", "1.2")
    euro = {"customer": "Brioche Paris", "CurrencyRef": {"value": "EUR"}}
    rates = [sale(TxnDate=day, **euro)(desk)["ExchangeRate"] for day in ("2026-01-31", "2026-02-01")]
    assert rates == [Decimal("1.1"), Decimal("1.2")]
