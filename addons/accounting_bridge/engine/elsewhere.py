"""Whether the server's configuration puts a simulator in the place of a ledger.

Addresses of ledgers are constants. The only other place is named by the server's configuration file
(``accounting_bridge_<ledger>_url``) or its environment (``ACCOUNTING_BRIDGE_<LEDGER>_URL``), never by a record: who may
write records must not be able to send what signs us in somewhere else.
"""

import os

from odoo.tools import config

from ..ledgers.http import check_address


def configured(ledger):
    """Return the address that stands in the configuration for a ledger, as it stands there; "" for none."""
    name = f"accounting_bridge_{ledger}_url"
    return str(config.get(name) or os.environ.get(name.upper()) or "").strip()


def override(ledger):
    """Return the address of the simulator, "" for the ledger itself.

    :raise UnsafeAddress: it is neither https nor on this very machine: nothing is called then, not the ledger either.
    """
    said = configured(ledger)
    return check_address(said) if said else ""
