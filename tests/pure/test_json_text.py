from decimal import Decimal

import pytest

from odoo.addons.accounting_bridge.ledgers import json_text


def test_digits_are_kept():
    assert json_text.read('{"a": 0.30000000000000000004, "b": [1]}') == {
        "a": Decimal("0.30000000000000000004"),
        "b": [1],
    }


@pytest.mark.parametrize("text", ["", "<xml/>", "NaN", '{"a": Infinity}', "[" * 100_000, '{"a":' * 100_000])
def test_what_is_no_json(text):
    """Text that is nested without end is none either: whoever reads it knows one kind of failure."""
    with pytest.raises(ValueError):
        json_text.read(text)
