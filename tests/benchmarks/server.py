"""Odoo's own command with sets of another size: how many writes travel together is a capability of the ledger.

It is changed in this process alone, after Odoo has loaded our addons; the product has no setting for it.
"""

import dataclasses
import os

VARIABLE = "BENCH_SET_SIZE"


def main() -> None:
    """Run what the arguments say, as ``odoo`` does."""
    from odoo.cli import main as odoo
    from odoo.modules.registry import Registry

    load, size = Registry.new.__func__, int(os.environ[VARIABLE])

    def new(cls, *args, **kwargs):
        registry = load(cls, *args, **kwargs)
        from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import QuickBooksDesktop

        capabilities = dataclasses.replace(QuickBooksDesktop.capabilities, writes_per_exchange=size)
        QuickBooksDesktop.capabilities = capabilities
        return registry

    Registry.new = classmethod(new)
    odoo()


if __name__ == "__main__":
    main()
