"""What can happen on the line to any ledger, said by ``carrying`` and ``writes_in`` alone."""

from odoo.addons.accounting_bridge.ledgers.protocol import Unanswered, Unreachable


class Lines:
    """Dead lines, and people who are quicker than a set of writes.

    The class beside this one keeps every text that leaves in ``sent`` and brings ``carrying`` and ``writes_in``.
    """

    def losing_answers(self, *, delivered=True):
        """Writes are not answered; the ledger got them, or did not."""

        def lose(carry, payload):
            if self.writes_in(payload):
                if delivered:
                    carry()
                raise Unanswered("the line went dead")
            return carry()

        return self.carrying(lose)

    def unreachable(self):
        """The ledger cannot be reached."""

        def refuse(carry, payload):
            raise Unreachable("nobody at home")

        return self.carrying(refuse)

    def before_writing(self, kind, action):
        """Do something once, when a set with a write of this kind has left and has not arrived yet."""
        pending = [action]

        def interfere(carry, payload):
            if pending and any(written == kind for written, _label in self.writes_in(payload)):
                pending.pop()()
            return carry()

        return self.carrying(interfere)

    def sets_written(self):
        """Return the sets of writes that left so far, each as ``writes_in``."""
        return [written for payload in self.sent if (written := self.writes_in(payload))]
