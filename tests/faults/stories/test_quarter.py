"""A simulated quarter on Desktop: both sides agree by customer, month and tax, or each difference is shown."""

import pytest

from . import quarter

SECONDS = 900
LEAST_DOCUMENTS = 260


@pytest.fixture(scope="module")
def told(odoo):
    """The quarter, played once."""
    database = odoo.new_database()
    try:
        return odoo.run(database, quarter.play, str(odoo.folder / database), deadline=SECONDS).result
    finally:
        odoo.drop(database)


def test_a_quarter(told):
    print("\n".join(quarter.table(told)))
    quarter.LAST.append(told)
    assert told["documents"] >= LEAST_DOCUMENTS
    assert list(told["months"])[:3] == ["2026-01", "2026-02", "2026-03"]
    assert sum(told["hits"].values()) >= 10, told["hits"]
