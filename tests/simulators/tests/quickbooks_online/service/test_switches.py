"""Switches: each names its fact, takes its positions only, and tests turn it to each but the default."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tests.simulators.quickbooks_online.service import ServiceSwitches

HERE = Path(__file__).parent


@pytest.mark.parametrize("one", fields(ServiceSwitches), ids=lambda one: one.name)
def test_a_switch(one):
    positions, default = one.metadata["positions"], getattr(ServiceSwitches(), one.name)
    assert re.match(r"\d", one.metadata["source"]) and one.metadata["meaning"]
    assert type(default) is positions if isinstance(positions, type) else default == positions[0]
    with pytest.raises(ValueError, match=one.name):
        ServiceSwitches(**{one.name: "neither"})


@pytest.mark.parametrize("one", fields(ServiceSwitches), ids=lambda one: one.name)
def test_tests_turn_it(one):
    texts = " ".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    positions = one.metadata["positions"]
    if isinstance(positions, type):
        assert re.search(rf"{one.name}=\d", texts)
        return
    for position in positions[1:]:
        assert re.search(rf"""{one.name}["']?[=:] ?{re.escape(repr(position)).replace("'", '"')}""", texts), position


def test_unknown_switches():
    with pytest.raises(ValueError, match="unknown switch"):
        ServiceSwitches().set(nothing=1)
