"""The cards of the dashboard: every number opens the list that it counts."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..ledgers.documents import Kind
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestDashboard(BridgeCommon):
    def card(self, person):
        view = self.seen_by(person, self.env["bridge.connection"]).get_view(view_type="kanban")
        return etree.fromstring(view["arch"])

    def opened(self, link, con):
        """Return the rows that a link of the card opens: its action, with the filters that its context switches on."""
        action = self.env["ir.actions.actions"]._for_xml_id(self.xmlid(int(link.get("name"))))
        rows = con.env[action["res_model"]]
        search = etree.fromstring(rows.get_view(view_type="search")["arch"])
        found = Domain(safe_eval(action["domain"] or "[]"))
        for name, value in safe_eval(link.get("context"), {"id": con.id}).items():
            name = name.removeprefix("search_default_")
            if search.find(f".//field[@name='{name}']") is not None:
                found &= Domain(name, "=", value)
                continue
            chosen = search.find(f".//filter[@name='{name}']")
            self.assertIsNotNone(chosen, name)
            found &= Domain(safe_eval(chosen.get("domain") or "[]"))
        return rows.search(found)

    def xmlid(self, action_id):
        return self.env["ir.actions.act_window"].browse(action_id).get_external_id()[action_id]

    def test_every_number_opens_what_it_counts(self):
        con = self.connection(create_missing_customer="never")
        moves = [self.invoice(customer=customer) for customer in (self.customer, self._customer("Zoe"))]
        self.put_there(Kind.CUSTOMER, self.customer.name)
        for move in (*moves, self.invoice(), self.invoice()):
            self.release(move)
        self.turn(con)
        states = ("queued", "uncertain", "processed", "processed")
        transfers = self.env["bridge.transfer"].search([("connection_id", "=", con.id), ("move_id", "!=", False)])
        self.assertEqual(len(transfers), 4)
        yesterday = fields.Datetime.now() - timedelta(days=2)
        for transfer, state in zip(transfers, states, strict=True):
            transfer.write({"state": state, "ended_at": fields.Datetime.now()})
        transfers[3].ended_at = yesterday
        # A bill of a pay run is no entry of Odoo's own.
        link = transfers[3].binding_id
        bill = transfers.create({"connection_id": con.id, "binding_id": link.id, "state": "rejected"})
        bill.kind = Kind.BILL.value
        person = self.people["user", "a"]
        # Where the day of who looks has begun is not where it has in Greenwich.
        person.tz = "Pacific/Kiritimati"
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.seen_by(person, con).with_context(tz=person.tz)
        numbers = {}
        for link in self.card(person).iterfind(".//a[@type='action']"):
            field = link.find(".//field").get("name")
            if field.endswith("_count"):
                numbers[field] = mine[field]
                self.assertEqual(len(self.opened(link, mine)), mine[field], field)
            else:
                self.assertEqual(self.opened(link, mine), mine.session_ids, field)
        self.assertEqual(
            numbers.keys(),
            {"waiting_count", "sending_count", "rejected_count", "processed_today_count", "issue_count"},
        )
        self.assertEqual((numbers["waiting_count"], numbers["sending_count"]), (1, 1))
        self.assertEqual(numbers["processed_today_count"], 1)

    def test_pause_and_resume_are_a_manager_s(self):
        for name, before in (("action_pause", "connected"), ("action_resume", "paused")):
            found = {
                rank: len(self.card(self.people[rank, "a"]).findall(f".//a[@name='{name}']"))
                for rank in ("user", "bookkeeper", "manager")
            }
            self.assertEqual(found, {"user": 0, "bookkeeper": 0, "manager": 1})
            (button,) = self.card(self.people["manager", "a"]).findall(f".//a[@name='{name}']")
            self.assertEqual(button.get("invisible"), f"state != '{before}'")
        con = self.connection()
        self.as_("manager", con).action_pause()
        self.assertEqual(con.state, "paused")

    def test_a_copy_does_not_say_that_invoices_queue(self):
        """A release is refused there."""
        words = self.card(self.people["user", "a"]).findall(".//div[@t-if]")
        (queueing,) = [word for word in words if "invoices keep queueing" in (word.text or "")]
        self.assertEqual(queueing.get("t-if"), "record.state.raw_value !== 'copied'")

    def test_sign_in_again_is_a_manager_s(self):
        buttons = {
            rank: self.card(self.people[rank, "a"]).findall(".//a[@name='action_sign_in']")
            for rank in ("user", "bookkeeper", "manager")
        }
        self.assertEqual(
            {rank: len(found) for rank, found in buttons.items()}, {"user": 0, "bookkeeper": 0, "manager": 1}
        )
