"""Customers on both sides of the double: what a person does there, and what a test looks at here."""

from unittest.mock import patch

from ..engine import meeting
from ..ledgers.documents import Kind
from .common import BridgeCommon
from .double import DoubleLedger

HERE = {"street": "1 High St", "city": "Springfield"}


class MeetingCase(BridgeCommon):
    """A connection whose customers go both ways, known by name unless a test says otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usa = cls.env.ref("base.us")
        cls.company_a.write({"country_id": cls.usa.id, "state_id": cls.env.ref("base.state_us_5").id})

    def both_ways(self, direction="both", key="name", **values):
        connection = self.connection(**values)
        connection.write({"customer_direction": direction, "customer_key": key})
        return connection

    # === THERE === #

    def enter(self, name, **party):
        """A person enters a customer there. :return str: its id."""
        told = {"company_name": "", "email": "", "phone": "", "billing": {}, "delivery": {}, "parent": "", **party}
        return self.put_there(Kind.CUSTOMER, name, email=told["email"], full_name=name, details={"party": told})

    def edit(self, id_, name=None, **party):
        """A person changes a customer there."""
        values = {} if name is None else {"name": name, "full_name": name}
        if "email" in party:
            values["email"] = party["email"]
        DoubleLedger.change(id_, party=party, **values)

    def told(self, id_):
        """Return what the ledger holds of a customer."""
        record = DoubleLedger.entries[id_]
        return {"name": record.name, **record.details["party"]}

    def customers_there(self):
        return [record for record in DoubleLedger.entries.values() if record.kind == Kind.CUSTOMER]

    # === HERE === #

    def partners(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def link_of(self, partner):
        return partner.bridge_binding_ids.filtered("external_id")

    def issues(self, connection, reason=None):
        domain = [("connection_id", "=", connection.id), ("state", "=", "open")]
        return self.env["bridge.issue"].search([*domain, *([("reason", "=", reason)] if reason else [])])

    def known(self, connection, name, **values):
        """Make a customer who is the same on both sides and in step. :return: partner and id there."""
        party = {"email": f"{name.lower()}@example.com", "phone": "555 0100", **values}
        there = self.enter(name, **party)
        self.turn(connection)
        partner = self.partners(name)
        self.assertEqual(len(partner), 1)
        self.assertEqual(self.link_of(partner).external_id, there)
        return partner, there

    def age(self, rows):
        """What is not met any more was met some time ago."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE bridge_remote_record SET write_date = write_date - interval '1 day' WHERE id = ANY(%s)", [rows.ids]
        )

    def in_chunks_of(self, size):
        self.enterContext(patch.object(meeting, "CHUNK", size))
