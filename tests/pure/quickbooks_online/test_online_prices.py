"""What counted calls cost."""

from decimal import Decimal

import pytest

from odoo.addons.accounting_bridge.ledgers.quickbooks_online.prices import cheapest


@pytest.mark.parametrize(
    ("calls", "plan", "price"),
    [
        (0, "Builder", "0"),
        (500_000, "Builder", "0"),
        (500_001, "Silver", "300"),
        (1_000_000, "Silver", "300"),
        (1_000_001, "Silver", "303.50"),
        (1_400_000, "Silver", "1700"),
        (1_400_001, "Gold", "1700"),
        (10_000_001, "Platinum", "4500"),
    ],
)
def test_the_cheapest_plan(calls, plan, price):
    if calls == 1_400_000:
        # Both cost the same.
        assert cheapest(calls)[1] == Decimal(price)
    else:
        assert cheapest(calls) == (plan, Decimal(price))


def test_beyond_all_plans_somebody_pays_by_the_thousand():
    assert cheapest(75_000_001) == ("Silver", Decimal(300) + 74_001 * Decimal("3.50"))
