"""The commands of ``python -m tests.simulators``: one module each, with ``add_arguments`` and ``run``."""

from . import company, connector, mailbox, online, rules, xero

COMMANDS = {
    "company": company,
    "connector": connector,
    "mailbox": mailbox,
    "online": online,
    "rules": rules,
    "xero": xero,
}
