"""Switches name their source, and take their positions only."""

from dataclasses import fields

import pytest

from tests.simulators.xero.service import ServiceSwitches


def test_every_switch_has_a_source_and_a_meaning():
    for one in fields(ServiceSwitches):
        assert one.metadata["source"][0].isdigit() and one.metadata["meaning"]


@pytest.mark.parametrize("wrong", [{"supersede": "x"}, {"nothing": 1}, {"refresh_grace": "30"}])
def test_positions_that_there_are_not(wrong):
    with pytest.raises(ValueError):
        ServiceSwitches().set(**wrong)
    if "nothing" not in wrong:
        with pytest.raises(ValueError):
            ServiceSwitches(**wrong)
