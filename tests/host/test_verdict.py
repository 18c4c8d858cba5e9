"""The verdict of scripts/demo --headless: it must see every way in which both sides can disagree."""

from decimal import Decimal

import pytest

from scripts.demonstration.verdict import as_data, compare, table

MOVE = {
    "name": "INV/2026/00001",
    "invoice_partner_display_name": "Azure Interior",
    "amount_total": 10.1,
    "amount_tax": 0.77,
    "amount_residual": 4.1,
    "bridge_state": "processed",
    "bridge_reason": False,
    "number_there": "2600001",
}
DOCUMENT = {
    "other": "INV/2026/00001",
    "customer": "Azure Interior",
    "number": "2600001",
    "total": Decimal("10.10"),
    "tax": Decimal("0.77"),
    "balance": Decimal("4.10"),
}
REJECTED = {**MOVE, "bridge_state": "rejected", "bridge_reason": "There is no such customer.", "number_there": ""}


def test_agreement():
    rows = compare([MOVE, {**REJECTED, "name": "INV/2026/00002"}], [DOCUMENT])
    assert [row.wrong for row in rows] == ["", ""]
    data = as_data(rows)
    assert data["agree"] is True
    assert (data["processed"], data["rejected"]) == (1, 1)
    assert data["total_odoo"] == data["total_books"] == "10.10"
    assert "There is no such customer." in table(rows)


@pytest.mark.parametrize(
    ("moves", "documents", "wrong"),
    [
        ([MOVE], [], "processed, but not in the books"),
        ([MOVE], [DOCUMENT, DOCUMENT], "2 times in the books"),
        ([MOVE], [{**DOCUMENT, "total": Decimal("10.11")}], "another total"),
        ([MOVE], [{**DOCUMENT, "tax": Decimal("0.78")}], "another tax"),
        ([MOVE], [{**DOCUMENT, "number": "2600002"}], "another number"),
        ([MOVE], [{**DOCUMENT, "balance": Decimal("10.10")}], "another amount is open"),
        ([REJECTED], [DOCUMENT], "rejected, but in the books"),
        ([{**REJECTED, "bridge_reason": False}], [], "rejected without a reason"),
        ([{**MOVE, "bridge_state": "sending"}], [], "still sending"),
        ([], [DOCUMENT], "in the books only"),
    ],
)
def test_disagreement(moves, documents, wrong):
    rows = compare(moves, documents)
    assert [row.wrong for row in rows] == [wrong]
    assert as_data(rows)["agree"] is False
    assert wrong in table(rows)


def test_nothing_at_all_is_no_agreement():
    assert as_data(compare([], []))["agree"] is False
