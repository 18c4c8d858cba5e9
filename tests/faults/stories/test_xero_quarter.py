"""A simulated quarter on Xero, and its first weeks: both sides agree, or each difference is shown."""

import pytest

from . import quarter
from .cloud_quarter import told

SOME_WEEKS = 1


def test_first_weeks_of_a_quarter(odoo):
    assert list(told(odoo, "xero", SOME_WEEKS)["months"]) == ["2026-01"]


@pytest.mark.slow
def test_a_quarter(odoo):
    assert list(told(odoo, "xero", quarter.WEEKS)["months"])[:3] == ["2026-01", "2026-02", "2026-03"]
