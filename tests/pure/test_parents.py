"""The stand-ins of conftest.py show ``ledgers/`` and nothing else of Odoo."""

import importlib

import pytest


@pytest.mark.parametrize("name", ["odoo.models", "odoo.tools", "odoo.addons.account", "odoo.addons.base"])
def test_the_host_is_out_of_reach(name):
    with pytest.raises(ImportError):
        importlib.import_module(name)


def test_the_neutral_documents_can_be_imported():
    importlib.import_module("odoo.addons.accounting_bridge.ledgers.documents")
