"""The Notebook in a file of its own for every test, and what a scenario must be able to do to it."""

import json
import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.common import BridgeCommon
from odoo.addons.accounting_bridge.tests.lines import Lines

from ..ledgers.notebook import TABLES, NotebookLedger


class BridgeCase(Lines, BridgeCommon):
    """A connection's ledger is a Notebook in a temporary file; every text that reaches it is in ``sent``."""

    ledger_code = NotebookLedger.code

    @classmethod
    def offer_ledger(cls):
        """The Notebook is offered by its addon."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.open_book("book")
        self.sent = []
        self.enterContext(self.carrying(self._keep))

    def _keep(self, carry, payload):
        self.sent.append(json.loads(payload))
        return carry()

    # === WHAT A SCENARIO DOES TO A LEDGER === #

    def open_book(self, name):
        """Open the book of this name; an empty one is made where there is none."""
        self.book_path = self.folder / f"{name}.db"
        patcher = patch.dict(os.environ, {"NOTEBOOK": str(self.book_path)})
        patcher.start()
        self.addCleanup(patcher.stop)
        with self.book() as book:
            book.executescript(TABLES)

    @contextmanager
    def book(self):
        """Open the file as a person with a database tool would."""
        with closing(sqlite3.connect(self.book_path)) as book, book:
            yield book

    @contextmanager
    def carrying(self, around):
        """Let every round trip go through ``around(carry, payload)``; ``carry(text)`` carries another."""
        original = NotebookLedger.perform

        def perform(ledger, payload, not_after, access=None):
            return around(lambda text=payload: original(ledger, text, not_after), payload)

        with patch.object(NotebookLedger, "perform", perform):
            yield

    def refusing(self, label, reason, **arguments):
        """The ledger refuses the entry of this name or number, whatever else is in the set.

        :param arguments: what its refusal names.
        """

        def refuse(carry, payload):
            asked = json.loads(payload)
            refused = [w for w in asked.get("writes", ()) if label in (w[4].get("name"), w[4].get("number"))]
            if not refused:
                return carry()
            asked["writes"] = [write for write in asked["writes"] if write not in refused]
            said = json.loads(carry(json.dumps(asked)))
            said["results"] += [[write[0], write[1], [reason, "The book says no.", arguments]] for write in refused]
            return json.dumps(said)

        return self.carrying(refuse)

    def forget_keys(self):
        """The ledger no longer knows what it was asked before."""
        with self.book() as book:
            book.execute("DELETE FROM answered")

    def put_there(self, kind, name="", **values):
        with self.book() as book:
            changed = book.execute("SELECT MAX(changed) + 1 FROM entry").fetchone()[0]
            body = json.dumps({"name": name, **values})
            book.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", [kind, f"{kind}-{changed}", changed, body])
        return f"{kind}-{changed}"

    def put_twin_there(self, kind, name):
        """Enter something that is found under a name which is there already: the same once more."""
        return self.put_there(kind, name)

    @contextmanager
    def slow_clock(self):
        """What is entered meanwhile seems as old as the book itself."""
        with self.book() as book:
            known = book.execute("SELECT MAX(changed) FROM entry").fetchone()
        yield
        with self.book() as book:
            book.execute("UPDATE entry SET changed = 1 WHERE changed > ?", known)

    def change_there(self, kind, id_, **values):
        """A person changes an entry in the ledger."""
        with self.book() as book:
            (body,) = book.execute("SELECT body FROM entry WHERE kind = ? AND id = ?", [kind, id_]).fetchone()
            changed = book.execute("SELECT MAX(changed) + 1 FROM entry").fetchone()[0]
            book.execute(
                "UPDATE entry SET body = ?, changed = ? WHERE kind = ? AND id = ?",
                [json.dumps(json.loads(body) | values), changed, kind, id_],
            )

    def enter_customer_there(self, name, **party):
        """A person enters a customer in the ledger. :return str: its id there."""
        return self.put_there(Kind.CUSTOMER, name, party={"email": "", "phone": "", **party})

    def change_customer_there(self, id_, **party):
        """A person changes what a customer is known by, or the name of it."""
        with self.book() as book:
            (body,) = book.execute("SELECT body FROM entry WHERE kind = 'customer' AND id = ?", [id_]).fetchone()
        values = {"name": party.pop("name")} if "name" in party else {}
        self.change_there(Kind.CUSTOMER, id_, party=json.loads(body).get("party", {}) | party, **values)

    def remove_there(self, kind, id_):
        """A person deletes an entry in the ledger, which tells nobody."""
        with self.book() as book:
            book.execute("DELETE FROM entry WHERE kind = ? AND id = ?", [kind, id_])

    # === WHAT A SCENARIO LOOKS AT === #

    def there(self, kind):
        """Return what the ledger holds of a kind, as it tells it itself: a list of ``RemoteRecord``."""
        ledger = NotebookLedger()
        with self.book() as book:
            rows = book.execute("SELECT id, changed, body FROM entry WHERE kind = ? ORDER BY changed", [kind])
            answer = json.dumps({"pages": [[kind, rows.fetchall(), ""]]})
        return list(ledger.decode(answer, ()).pages[0].records)

    def writes_in(self, payload):
        """Return what a text writes: a list of ``(kind, name or number)`` in the order of the text."""
        asked = json.loads(payload) if isinstance(payload, str) else payload
        return [(write[1], write[4].get("number") or write[4].get("name")) for write in asked.get("writes", ())]

    def reads_in(self, payload):
        """Return how a text reads lists: a list of ``(kind, "changes", "all", or the names that it asks for)``."""
        return [
            (Kind(kind), names[0] if names else "changes" if after else "all")
            for kind, after, *names in payload.get("pulls", ())
        ]

    def asks_sent(self):
        """Return how many times the ledger was asked what became of a set."""
        return sum("ask" in payload for payload in self.sent)
