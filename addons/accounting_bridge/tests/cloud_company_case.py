"""A company of a ledger in the cloud for every test: the strict simulator, called over HTTP as the service is."""

import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.tools import SQL

from ..engine import consent
from ..ledgers import json_text
from .common import BridgeCommon
from .lines import Lines

# The simulators belong to the repository and not to the addon.
REPOSITORY = Path(__file__).resolve().parents[3]
NO_SIMULATORS = "the simulators are not beside the addons"
HOME = "http://localhost:8069"
# Before the id of a call that is made once more.
AGAIN = "again:"
# A session that reads although nothing is due comes an hour after the last one.
ONE_HOUR = "61 minutes"
# By how many seconds a clock that is slow is behind.
SLOW = 3 * 60 * 60


def has_simulator(name):
    """Return whether the simulator of a ledger is there; then it can be imported."""
    there = (REPOSITORY / "tests" / "simulators" / name).is_dir()
    if there and str(REPOSITORY) not in sys.path:
        sys.path.append(str(REPOSITORY))
    return there


class CloudCompanyCase(Lines, BridgeCommon):
    """A connection's ledger is a company of a simulated service; every payload that left is in ``sent``.

    The class of a ledger has ``ledger``, its class, and opens ``books``, its companies by name.
    """

    ledger = None

    @classmethod
    def offer_ledger(cls):
        """Ledgers in the cloud are offered by the addon itself."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", HOME)
        self.books = {}
        self.sent = []
        self.open_book("book")
        self.enterContext(self.carrying(self._keep))

    def open_book(self, name):
        """Let this company be the one that is spoken with; a new one where there is none of the name."""
        raise NotImplementedError

    def _keep(self, carry, payload):
        self.sent.append(payload)
        return carry()

    @contextmanager
    def carrying(self, around):
        """Let every round trip go through ``around(carry, payload)``; ``carry(text)`` carries another."""
        original = self.ledger.perform

        def perform(ledger, payload, not_after, access=None):
            return around(lambda text=payload: original(ledger, text, not_after, access), payload)

        with patch.object(self.ledger, "perform", perform):
            yield

    def sign_in(self, connection, code, company_there):
        """Bring a code back, as the browser of the person who consented does."""
        credential = connection.credential_id
        self.env.flush_all()
        consent.begin(connection)
        taking = consent.to_exchange(self.env, credential.id)
        tokens = consent.exchange(*taking, code)
        found = consent.companies(*taking[:2], tokens)
        self.assertEqual(consent.finish(self.env, credential.id, connection.id, company_there, tokens, found), "")
        self.env.flush_all()

    def asks_sent(self):
        """Return how many times a set was made once more, to learn what became of it."""
        return sum(
            any(call["id"].startswith(AGAIN) for call in json_text.read(payload)["calls"]) for payload in self.sent
        )

    # === TIME === #

    @property
    def clock(self):
        """The clock of the service."""
        raise NotImplementedError

    @contextmanager
    def slow_clock(self):
        """What is entered meanwhile seems three hours old."""
        self.clock.advance(-SLOW)
        try:
            yield
        finally:
            self.clock.advance(SLOW)

    def minutes_go_by(self, connection):
        """Let so much time lie between two sessions that each asks what is new."""
        self._shift(connection, "ended_at", "3 minutes")

    def later(self):
        """An hour goes by, and a session runs."""
        self._shift(self.link, "started_at", ONE_HOUR)
        self.turn(self.link)

    def grow_old(self, moves):
        """Minutes go by after the newest exchange of documents: what has left cannot arrive any more."""
        patience = self.ledger.capabilities.may_arrive_for
        exchange = moves.bridge_transfer_id.line_ids.exchange_id.sorted("id")[-1]
        exchange.first_sent_at -= 1.1 * patience
        exchange.sent_again_at = False

    def _shift(self, connection, column, interval):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE bridge_session SET %(column)s = %(column)s - %(interval)s::interval"
                " WHERE connection_id = %(id)s",
                column=SQL.identifier(column),
                interval=interval,
                id=connection.id,
            )
        )
        self.env.invalidate_all()

    # === ON THE LINE === #

    def calls(self, path=None):
        """Return the calls that left so far, oldest first; those of one path."""
        found = [call for payload in self.sent for call in json_text.read(payload)["calls"]]
        return [call for call in found if path in (None, call["path"])]
