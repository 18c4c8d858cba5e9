"""What the tests of bad hours do to the simulated service, how time goes by, and what must hold afterwards."""

from odoo.tools import SQL

from ..ledgers.reasons import REASONS

# More than go one by one.
MANY = 12
HOUR = 3600
# Minutes after which a session reads before it goes on with its queue.
READING_GROWS_OLD = 5
# A code or a tag where a sentence should be.
BARE = r"<|\{|^\s*$|errorCode\s*=|^\d+$"


class HardDays:
    """Documents of a ledger in the cloud stand beside it.

    The class has ``cloud``, the simulated service; ``whose``, what names the company that is spoken with in its orders
    and in its log; ``entity``, what an invoice is called in its counters.
    """

    cloud = whose = entity = None

    def setUp(self):
        super().setUp()
        # What the stories begin with: customer and item are there.
        self.processed()
        self.begun = len(self.all_there())

    def switch(self, **values):
        """Let the service behave so for the rest of the test."""
        before = {name: getattr(self.cloud.switches, name) for name in values}
        self.cloud.switches.set(**values)
        self.addCleanup(lambda: self.cloud.switches.set(**before))

    def order(self, kind, **values):
        return self.cloud.misbehaviour.order(kind, **self.whose, **values)

    def made(self, count):
        """Return released invoices, each of another total."""
        moves = self.env["account.move"].union(*(self.invoice(self.line(price=20.0 + place)) for place in range(count)))
        self.release(moves)
        return moves

    def let_pass(self, seconds):
        """Time goes by, there and here."""
        self.cloud.clock.advance(seconds)
        self.env.flush_all()
        for table, columns in (
            ("bridge_budget", ("quiet_until", "minute_at", "day_at")),
            ("bridge_transfer", ("due_at",)),
            ("bridge_session", ("started_at", "ended_at")),
            ("bridge_exchange", ("first_sent_at", "sent_again_at")),
            ("bridge_credential", ("token_expires_at", "renewed_at")),
        ):
            moved = [
                SQL("%s = %s - make_interval(secs => %s)", SQL.identifier(name), SQL.identifier(name), seconds)
                for name in columns
            ]
            self.env.cr.execute(SQL("UPDATE %s SET %s", SQL.identifier(table), SQL(", ").join(moved)))
        self.env.cr.execute(
            SQL(
                "UPDATE bridge_budget SET began_at = began_at - make_interval(secs => %s) WHERE period = 'minute'",
                seconds,
            )
        )
        self.env.invalidate_all()

    def turns(self, count=1, *, minutes=0):
        for _turn in range(count):
            if minutes:
                self.let_pass(minutes * 60)
            self.turn(self.link)

    def calls_since(self, number, **like):
        return self.cloud.journal.entries(number, **self.whose, **like)

    @property
    def last_call(self):
        return max((entry.number for entry in self.cloud.journal.entries()), default=0)

    @property
    def session(self):
        return self.link.last_session_id

    def invoices_written(self):
        return self.cloud.journal.counters(*self.whose.values()).writes[self.entity] - self.begun

    def assert_problem(self, reason, *words):
        """The last session ended for this reason, which reads as a sentence."""
        self.assertEqual(self.session.problem, reason, self.session.result)
        self.assertIn(reason, REASONS)
        self.assertNotRegex(self.session.result, BARE)
        for word in words:
            self.assertIn(word, self.session.result)

    def assert_waiting(self, moves):
        """Nothing is lost: every document is still to leave, or it is asked what became of it."""
        for move in moves:
            self.assertIn(self.transfer(move).state, ("queued", "sending", "uncertain"), move.bridge_ribbon)

    def assert_once(self, moves):
        """Every document is there once, and as it is here."""
        for move in moves:
            self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assert_same(moves)
        self.assertEqual(len(self.all_there()), self.begun + len(moves))
        self.assertEqual(self.invoices_written(), len(moves), "written once")
        self.assertEqual(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")]).ids, []
        )

    def sign_in_again(self, reason):
        """Whoever sees what stopped the connection signs in once more."""
        self.assertEqual((self.link.state, self.link.reason), ("needs_sign_in", reason))
        self.assertNotRegex(self.link.reason_text, BARE)
        self.assertTrue(self.link.activity_ids)
        self.consent_again()
        self.env.invalidate_all()
        self.assertEqual(self.link.state, "connected")

    def consent_again(self):
        """A person signs in and chooses the same company."""
        raise NotImplementedError
