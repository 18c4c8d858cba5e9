"""What *Check all* says of documents, compared with what the next real run makes of the same documents."""

from odoo import fields

STATES = {"blocked": "rejected", "waiting": "queued", "warning": "processed"}


class Rehearsals:
    """The class beside this one is a company of any ledger (``tests/common.py``)."""

    def check_all(self, connection, date_from="2019-12-01", **values):
        """Press *Check all* and choose a period up to now. :return: the page"""
        action = self.as_("user", connection).action_check_all()
        rehearsal = self.as_("user", self.env["bridge.rehearsal"].browse(action["res_id"]))
        rehearsal.write({"date_from": date_from, "date_to": fields.Date.today(), "looks_past_start": False, **values})
        rehearsal.action_check()
        self.env.invalidate_all()
        return rehearsal

    def foretold(self, rehearsal, moves):
        """Return ``{name: (state, reason)}`` as a run would leave these documents; "" where it would say nothing.

        :param moves: ``{name: document}``
        """
        lines = rehearsal.cause_ids.line_ids.filtered("is_first")
        said = {line.move_id.id: (STATES[line.cause_id.level], line.cause_id.reason) for line in lines}
        return {name: said.get(move.id, ("processed", "")) for name, move in moves.items()}

    def done(self, moves):
        """Return the same of what a run has made of them."""
        transfers = {name: move.bridge_transfer_id for name, move in moves.items()}
        return {name: (each.state, each.issue_id.reason or each.reason or "") for name, each in transfers.items()}

    def assert_agreed(self, connection, moves):
        """Check all, release all, run; compare document by document.

        :return dict: what both said, as ``foretold``.
        """
        left = len(self.sent)
        rehearsal = self.check_all(connection)
        self.assertEqual(len(self.sent), left, "nothing is sent")
        foretold = self.foretold(rehearsal, moves)
        counts = [sum(said[0] == state for said in foretold.values()) for state in ("rejected", "queued")]
        self.assertEqual([rehearsal.blocked_count, rehearsal.waiting_count], counts)
        self.release(self.env["account.move"].union(*moves.values()))
        self.turn(connection)
        done = self.done(moves)
        for name, said in foretold.items():
            with self.subTest(document=name):
                if said[0] == "processed":
                    self.assertEqual(done[name][0], "processed", done[name])
                else:
                    self.assertEqual(said, done[name])
        return foretold
