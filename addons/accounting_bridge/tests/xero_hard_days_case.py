"""Bad hours of Xero."""

from .hard_days_case import HardDays
from .xero_documents_case import XeroDocumentsCase


class XeroHardDaysCase(HardDays, XeroDocumentsCase):
    entity = "Invoices"

    @property
    def cloud(self):
        return self.xero

    @property
    def whose(self):
        return {"tenant": self.tenant}

    def order_write(self, kind, **values):
        """Let this happen to the list of new invoices."""
        return self.order(kind, **{"call": "create", "entity": "Invoices"} | values)

    def consent_again(self):
        self.sign_in(self.link, self.xero.consent(self.app, self.tenant), "")

    def issues(self):
        return self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])

    def assert_uncertain(self, moves):
        """Nobody knows what became of them, and that is said in words."""
        for move in moves:
            self.assertEqual(self.where(move), ("uncertain", "outcome_unknown"), move.bridge_ribbon)

    def settle_down(self, moves, *, written):
        """Minutes go by until everything is there once.

        :param written: how many invoices Xero has written then, beside those that the test began with.
        """
        self.turns(5, minutes=2)
        for move in moves:
            self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assert_same(moves)
        numbers = [row["number"] for row in self.all_there()]
        self.assertEqual(len(numbers), len(set(numbers)))
        self.assertEqual(self.invoices_written(), written)
