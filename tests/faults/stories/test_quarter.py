"""A simulated quarter on Desktop: both sides agree by customer, month and tax, or each difference is shown."""

import pytest

from . import money, quarter

SECONDS = 900
LEAST_DOCUMENTS = 260
LEAST_SWITCHED = 30


@pytest.fixture(scope="module")
def told(odoo):
    """The quarter, played once."""
    database = odoo.new_database()
    try:
        return odoo.run(database, quarter.play, str(odoo.folder / database), deadline=SECONDS).result
    finally:
        odoo.drop(database)


@pytest.mark.slow
def test_a_quarter(told):
    print("\n".join(quarter.table(told)))
    quarter.LAST.append(told)
    assert told["documents"] >= LEAST_DOCUMENTS
    assert list(told["months"])[:3] == ["2026-01", "2026-02", "2026-03"]
    assert sum(told["hits"].values()) >= 10, told["hits"]
    # Money that comes otherwise, what is sold abroad, short pages and other ways of QuickBooks were part of it.
    assert {action.__name__ for action in money.ACTIONS} <= set(told["varied"]), told["varied"]
    assert any(name.startswith("pages of") for name in told["varied"])
    assert sum("=" in name for name in told["varied"]) >= LEAST_SWITCHED
