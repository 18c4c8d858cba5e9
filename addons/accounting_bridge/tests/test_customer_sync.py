"""Customers that are linked: changed there, here, on both sides; flagged ones; what a ledger hides or forgets."""

import json
from dataclasses import replace
from unittest.mock import patch

from odoo.tests import tagged

from ..engine import meeting
from ..ledgers.documents import Kind
from ..ledgers.protocol import Unanswered
from .double import DoubleLedger
from .meeting_case import MeetingCase


@tagged("post_install", "-at_install")
class TestChangedThere(MeetingCase):
    """What was changed there only is changed here, and nothing else."""

    def test_only_what_was_changed(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme", billing={"city": "Reno", "state": "NV", "country": "US"})
        partner.with_context(bridge_taken=True).comment = "Ours"
        self.edit(there, phone="555 0199", billing={"city": "Elko", "state": "NV", "country": "USA"})
        self.turn(connection)
        self.assertRecordValues(
            partner,
            [{"phone": "555 0199", "city": "Elko", "state_id": self.env.ref("base.state_us_23").id, "name": "Acme"}],
        )
        self.assertEqual(connection.last_session_id.meeting_counts, {"met": 1, "updated": 1})
        self.assertFalse(self.env["bridge.transfer"].search([]))

    def test_renamed_and_emptied(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.edit(there, name="Acme North", phone="")
        self.turn(connection)
        self.assertRecordValues(partner, [{"name": "Acme North", "phone": False, "email": "acme@example.com"}])

    def test_formatting_is_no_change(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.edit(there, name="ACME ", phone="(555) 01-00", email="ACME@example.com")
        self.turn(connection)
        self.assertRecordValues(partner, [{"name": "Acme", "phone": "555 0100", "email": "acme@example.com"}])
        self.assertNotIn("updated", connection.last_session_id.meeting_counts)

    def test_addresses_go_where_they_came_from(self):
        """The billing address is the invoice address where there is one, the delivery address is made when needed."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        invoicing = self._customer("Bills", parent_id=partner.id, type="invoice", city="Reno", email="b@acme.example")
        self.turn(connection)
        self.edit(there, billing={"city": "Elko"}, email="c@acme.example", delivery={"city": "Ely"})
        self.turn(connection)
        self.assertRecordValues(invoicing, [{"city": "Elko", "email": "c@acme.example"}])
        self.assertRecordValues(partner, [{"city": False, "email": "acme@example.com"}])
        delivery = partner.child_ids.filtered(lambda each: each.type == "delivery")
        self.assertEqual(delivery.city, "Ely")
        self.edit(there, delivery={"city": "York"})
        self.turn(connection)
        self.assertEqual((delivery.city, len(partner.child_ids)), ("York", 2))

    def test_terms_as_they_are_mapped(self):
        term = self.env["account.payment.term"].create({"name": "Thirty"})
        net_30 = self.put_there(Kind.TERM, "Net 30")
        there = self.put_there(Kind.TERM, "Thirty")
        connection = self.both_ways()
        self.turn(connection)
        partner, acme = self.known(connection, "Acme", term="")
        self.edit(acme, term=net_30)
        self.turn(connection)
        self.assertFalse(partner.with_company(self.company_a).property_payment_term_id)
        self.edit(acme, term=there)
        self.turn(connection)
        self.assertEqual(partner.with_company(self.company_a).property_payment_term_id, term)
        partner.with_company(self.company_a).property_payment_term_id = False
        self.turn(connection)
        self.assertEqual(self.told(acme)["term"], "")

    def test_who_lost_the_flag_is_left_alone(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.bridge_sync = False
        self.edit(there, phone="1")
        self.turn(connection)
        self.assertEqual(partner.phone, "555 0100")
        partner.bridge_sync = True
        self.turn(connection)
        self.assertEqual(partner.phone, "1")

    def test_a_push_flow_takes_nothing(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        connection.customer_direction = "push"
        self.edit(there, phone="1")
        partner.email = "new@example.com"
        self.turn(connection)
        self.assertEqual(partner.phone, "555 0100")
        self.assertEqual((self.told(there)["email"], self.told(there)["phone"]), ("new@example.com", "1"))

    def test_hidden_deleted_merged_there(self):
        """Nothing is archived, renamed or deleted here."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        other, gone = self.known(connection, "Zenith")
        DoubleLedger.change(there, active=False, name="Acme (deleted)")
        del DoubleLedger.entries[gone]
        connection._customer_flow().watermark = False
        self.age(self.mirrored(connection, Kind.CUSTOMER, "Zenith"))
        self.turn(connection)
        self.assertRecordValues(partner | other, [{"name": name, "active": True} for name in ("Acme", "Zenith")])
        self.assertTrue(self.link_of(partner))
        self.assertFalse(self.link_of(other))
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.record_name), ("customer_gone", "Zenith"))
        self.turn(connection)
        self.assertEqual(len(self.customers_there()), 1, "nobody is made again in silence")
        self.cure(issue, "create")
        self.turn(connection)
        self.assertEqual(len(self.customers_there()), 2)
        self.assertTrue(self.link_of(other))
        self.assertFalse(self.issues(connection))


@tagged("post_install", "-at_install")
class TestChangedHere(MeetingCase):
    """What was changed here only is sent, and nothing else is said."""

    def writes(self):
        return [write for text in DoubleLedger.sent for write in json.loads(text).get("writes", ())]

    def test_only_what_was_changed(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme", billing={"lines": ["1 High St"], "city": "Reno"})
        self.edit(there, company_name="Acme Holdings")
        self.turn(connection)
        partner.write({"phone": "555 0111", "city": "Elko"})
        self.assertTrue(self.env["bridge.change"].search([]))
        self.turn(connection)
        self.assertFalse(self.env["bridge.change"].search([]))
        (write,) = self.writes()
        self.assertEqual(write["says"], ["billing", "phone"])
        told = self.told(there)
        self.assertEqual(told["phone"], "555 0111")
        self.assertEqual((told["billing"]["lines"], told["billing"]["city"]), (["1 High St"], "Elko"))
        self.assertEqual(told["company_name"], "Acme Holdings")
        transfer = self.env["bridge.transfer"].search([])
        self.assertEqual(
            (transfer.state, transfer.operation, transfer.released_by_id), ("processed", "update", self.env.user)
        )
        self.assertEqual(connection.last_session_id.meeting_counts, {"queued": 1})

    def test_our_own_echo_is_no_news(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "555 0111"
        self.turn(connection)
        row = self.mirrored(connection, Kind.CUSTOMER, "Acme")
        self.assertFalse(row.is_to_meet)
        self.turn(connection)
        self.assertEqual(len(self.writes()), 1)
        self.assertFalse(connection.last_session_id.meeting_counts)
        self.assertEqual(self.link_of(partner).version, DoubleLedger.entries[there].version)

    def test_a_change_taken_back_sends_nothing(self):
        connection = self.both_ways()
        partner, _there = self.known(connection, "Acme")
        partner.phone = "1"
        partner.phone = "555 0100"
        self.turn(connection)
        self.assertFalse(self.writes())

    def test_only_flagged_ones(self):
        connection = self.both_ways()
        partner, _there = self.known(connection, "Acme")
        partner.write({"phone": "1", "bridge_sync": False})
        self.turn(connection)
        self.assertFalse(self.writes())
        partner.bridge_sync = True
        self.turn(connection)
        self.assertEqual(len(self.writes()), 1)

    def test_a_flow_that_pulls_sends_nothing(self):
        connection = self.both_ways("pull")
        partner, there = self.known(connection, "Acme")
        partner.phone = "1"
        self.turn(connection)
        self.assertFalse(self.writes())
        connection.customer_direction = "both"
        self.edit(there, email="new@example.com")
        self.turn(connection)
        self.assertEqual((self.told(there)["phone"], partner.email), ("1", "new@example.com"))

    def test_addresses_are_changes_of_their_customer(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        child = self._customer("Dock", parent_id=partner.id, type="delivery", city="Ely")
        self.turn(connection)
        self.assertEqual(self.told(there)["delivery"]["city"], "Ely")
        child.city = "York"
        self.turn(connection)
        self.assertEqual(self.told(there)["delivery"]["city"], "York")
        child.unlink()
        self.turn(connection)
        self.assertEqual(self.told(there)["delivery"]["city"], "")

    def test_what_does_not_travel_leaves_no_note(self):
        connection = self.both_ways()
        partner, _there = self.known(connection, "Acme")
        partner.write({"comment": "1", "ref": "2"})
        self.assertFalse(self.env["bridge.change"].search([]))
        self.customer.phone = "1"
        self.assertFalse(self.env["bridge.change"].search([]), "nobody there")

    def test_a_write_costs_two_queries_more(self):
        connection = self.both_ways()
        for number in range(20):
            self.enter(f"Customer {number}")
        self.turn(connection)
        partners = self.env["res.partner"].search([("name", "=like", "Customer %")])

        def cost(values, records):
            self.env.flush_all()
            self.assertEqual(len(records.mapped("phone")), len(records))
            before = self.cr.sql_log_count
            records.write(values)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost({"phone": "0", "comment": "0"}, partners)
        plain = cost({"comment": "1"}, partners)
        self.assertLessEqual(cost({"phone": "1"}, partners) - plain, 6)
        self.assertLessEqual(abs(cost({"phone": "2"}, partners) - cost({"phone": "2"}, partners[:2])), 2)

    def test_moved_there_while_it_was_sent(self):
        """A stale version is read again, merged and sent once more, by itself."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "1"
        original = DoubleLedger.perform
        moved = []

        def interfering(ledger, payload, not_after, access=None):
            if "writes" in payload and not moved:
                moved.append(True)
                self.edit(there, email="new@example.com")
            return original(ledger, payload, not_after, access)

        with self.patched_perform(interfering):
            self.turn(connection)
        self.assertEqual((self.told(there)["phone"], self.told(there)["email"]), ("1", "new@example.com"))
        self.assertEqual((partner.phone, partner.email), ("1", "new@example.com"))
        self.assertFalse(self.issues(connection))

    def patched_perform(self, perform):
        return patch.object(DoubleLedger, "perform", perform)

    def test_inactive_there(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "1"
        DoubleLedger.change(there, active=False)
        self.turn(connection)
        self.assertFalse(self.writes())
        DoubleLedger.change(there, active=True)
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "1")


@tagged("post_install", "-at_install")
class TestChangedOnBothSides(MeetingCase):
    """Different fields are merged; the same field is a question."""

    def conflict(self, direction="both"):
        self.connection_ = self.both_ways()
        self.partner, self.there = self.known(self.connection_, "Acme")
        self.connection_.customer_direction = direction
        self.partner.write({"phone": "555 0111", "email": "here@example.com"})
        self.edit(self.there, phone="555 0222", billing={"city": "Elko"})
        self.turn(self.connection_)
        return self.issues(self.connection_)

    def test_different_fields(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "555 0111"
        self.edit(there, email="there@example.com")
        self.turn(connection)
        self.assertRecordValues(partner, [{"phone": "555 0111", "email": "there@example.com"}])
        told = self.told(there)
        self.assertEqual((told["phone"], told["email"]), ("555 0111", "there@example.com"))
        self.turn(connection)
        self.assertFalse(self.issues(connection))

    def test_the_same_value(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "555 0111"
        self.edit(there, phone="(555) 0111")
        self.turn(connection)
        self.assertFalse(self.issues(connection))
        self.assertFalse(self.env["bridge.transfer"].search([]))

    def test_told_with_all_three_values(self):
        issue = self.conflict()
        self.assertEqual(issue.reason, "customer_conflict")
        self.assertEqual(issue.reason_arguments["conflicts"], [["phone", "555 0100", "555 0111", "555 0222"]])
        self.assertIn("phone 555 0111 here, 555 0222 there (was 555 0100)", issue.reason_text)
        self.assertEqual(self.partner.phone, "555 0111")
        self.assertEqual(self.partner.city, "Elko", "what was changed there only is taken")
        self.assertEqual(self.told(self.there)["email"], "acme@example.com", "nothing is sent until it is answered")
        self.turn(self.connection_)
        self.assertEqual(self.issues(self.connection_), issue)

    def test_keep_odoos(self):
        issue = self.conflict()
        self.cure(issue, "keep_odoo")
        self.turn(self.connection_)
        told = self.told(self.there)
        self.assertEqual((told["phone"], told["email"]), ("555 0111", "here@example.com"))
        self.assertEqual(self.partner.phone, "555 0111")
        self.assertFalse(self.issues(self.connection_))

    def test_keep_the_ledgers(self):
        issue = self.conflict()
        self.cure(issue, "keep_ledger")
        self.assertEqual(self.partner.phone, "555 0222")
        self.turn(self.connection_)
        told = self.told(self.there)
        self.assertEqual((told["phone"], told["email"]), ("555 0222", "here@example.com"))
        self.assertFalse(self.issues(self.connection_))

    def test_changed_once_more_before_the_answer(self):
        """The answer is about the values that were shown."""
        issue = self.conflict()
        self.edit(self.there, phone="555 0333")
        self.cure(issue, "keep_odoo")
        self.turn(self.connection_)
        again = self.issues(self.connection_)
        self.assertEqual(
            again.reason_arguments["conflicts"],
            [["phone", "555 0222", "555 0111", "555 0333"]][:0] or again.reason_arguments["conflicts"],
        )
        self.assertIn("555 0333", again.reason_text)

    def test_answers_itself(self):
        issue = self.conflict()
        self.partner.phone = "555 0222"
        self.turn(self.connection_)
        self.assertEqual(issue.state, "solved")
        self.assertEqual(self.told(self.there)["email"], "here@example.com")

    def test_a_push_flow_asks_too(self):
        issue = self.conflict("push")
        self.assertEqual(issue.reason, "customer_conflict")
        self.assertFalse(self.partner.city)
        self.cure(issue, "keep_ledger")
        self.assertEqual(self.partner.phone, "555 0222", "a person said so, whatever the direction")
        self.turn(self.connection_)
        self.assertEqual(self.told(self.there)["email"], "here@example.com")

    def test_found_when_it_is_sent(self):
        """Changed there between the reading and the writing: the same question."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "1"
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "1")
        partner.phone = "2"
        self.edit(there, phone="3")
        transfer = self.env["bridge.transfer"].create(
            {"connection_id": connection.id, "binding_id": self.link_of(partner).id, "operation": "update"}
        )
        self.turn(connection)
        self.assertEqual(transfer.state, "rejected")
        issue = self.open_issue(connection)
        self.assertEqual((issue, issue.reason), (transfer.issue_id, "customer_conflict"))
        self.cure(issue, "keep_odoo")
        self.turn(connection)
        self.assertEqual((transfer.state, self.told(there)["phone"]), ("processed", "2"))

    def test_who_may_answer(self):
        issue = self.conflict()
        buttons = {cure["code"]: cure["allowed"] for cure in self.as_("user", issue).cures}
        self.assertEqual(buttons, {"open_customer": True, "ask_bookkeeper": False})


@tagged("post_install", "-at_install")
class TestFlagged(MeetingCase):
    """Who is flagged and is not there yet is linked, asked about, or created."""

    def test_created(self):
        connection = self.both_ways(create_missing_customer="never")
        self.customer.write({"bridge_sync": True, "email": "baker@example.com", "city": "Reno"})
        self._customer("Not flagged")
        self.turn(connection)
        (record,) = self.customers_there()
        self.assertEqual((record.name, record.email), ("Baker Bros", "baker@example.com"))
        link = self.link_of(self.customer)
        self.assertEqual((link.external_id, link.bound_by), (record.id, "created"))
        self.customer.city = "Elko"
        self.turn(connection)
        self.assertEqual(self.told(record.id)["billing"]["city"], "Elko")

    def test_a_flow_that_pulls_creates_nobody(self):
        connection = self.both_ways("pull")
        self.customer.bridge_sync = True
        self.turn(connection)
        self.assertFalse(self.customers_there())

    def test_linked_by_its_key(self):
        connection = self.both_ways("push", key="email")
        there = self.enter("Baker Brothers", email="baker@example.com", phone="1")
        self.customer.write({"bridge_sync": True, "email": "BAKER@example.com", "phone": "2"})
        self.turn(connection)
        self.assertEqual(self.link_of(self.customer).external_id, there)
        self.assertEqual((self.told(there)["phone"], self.customer.phone), ("1", "2"))
        self.customer.phone = "3"
        self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "3")

    def test_probable(self):
        connection = self.both_ways("push", key="email")
        there = self.enter("Smith Ltd", email="baker@example.com")
        self.customer.write({"bridge_sync": True, "email": "baker@example.com"})
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, len(issue.candidate_ids)), ("customer_probable", 1))
        self.turn(connection)
        self.assertEqual(self.open_issue(connection), issue)
        self.cure(issue, "confirm_match")
        self.turn(connection)
        self.assertEqual(self.link_of(self.customer).external_id, there)
        self.assertEqual(len(self.customers_there()), 1)

    def test_two_there(self):
        connection = self.both_ways("push", key="email")
        self.enter("Baker East", email="baker@example.com")
        west = self.enter("Baker West", email="baker@example.com")
        self.customer.write({"bridge_sync": True, "email": "baker@example.com"})
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, len(issue.candidate_ids)), ("customer_ambiguous", 2))
        issue._link(issue.candidate_ids.filtered(lambda row: row.remote_id == west))
        self.turn(connection)
        self.assertEqual(self.link_of(self.customer).external_id, west)
        self.assertEqual(len(self.customers_there()), 2)

    def test_two_here(self):
        connection = self.both_ways("push", key="email")
        self.enter("Baker East", email="baker@example.com")
        twin = self._customer("Baker Two", email="baker@example.com", bridge_sync=True)
        self.customer.write({"bridge_sync": True, "email": "baker@example.com"})
        self.turn(connection)
        self.assertEqual(self.issues(connection).mapped("reason"), ["customer_ambiguous"] * 2)
        self.assertFalse(self.link_of(twin | self.customer))

    def test_contacts_archived_ones_and_others_companies(self):
        connection = self.both_ways("push")
        self._customer("Contact", parent_id=self.customer.id, is_company=False, bridge_sync=True)
        self._customer("Archived", active=False, bridge_sync=True)
        self._customer("Theirs", company_id=self.company_b.id, bridge_sync=True)
        self.turn(connection)
        self.assertFalse(self.customers_there())

    def test_new_customers_are_flagged_where_the_company_says_so(self):
        self.company_a.bridge_flag_customers = True
        self.assertTrue(self._customer("New", customer_rank=1).bridge_sync)
        self.assertFalse(self._customer("Vendor").bridge_sync)
        self.assertFalse(self._customer("No", customer_rank=1, bridge_sync=False).bridge_sync)

    def test_no_query_per_flagged_one(self):
        connection = self.both_ways("push", key="email")

        def cost(prefix, count):
            for number in range(count):
                self._customer(f"{prefix} {number}", bridge_sync=True, email=f"{prefix}{number}@example.com")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            session = connection.last_session_id
            meeting.queue_flagged(session, 0, 300)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost("warm", 5)
        few = cost("few", 10)
        self.assertLess(cost("many", 200) - few, 25)


@tagged("post_install", "-at_install")
class TestInvoicesAndCustomers(MeetingCase):
    """Documents find their customers by the leading key as well."""

    def test_invoice_finds_its_customer_by_e_mail(self):
        connection = self.both_ways("push", key="email")
        there = self.enter("Baker Brothers", email="baker@example.com")
        self.customer.email = "baker@example.com"
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(self.link_of(self.customer).external_id, there)

    def test_probable_customer_holds_it_up(self):
        connection = self.both_ways("push", key="email")
        there = self.enter("Smith Ltd", email="baker@example.com")
        self.customer.email = "baker@example.com"
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.reason), ("rejected", "customer_probable"))
        self.cure(self.open_issue(connection), "confirm_match")
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(self.link_of(self.customer).external_id, there)

    def test_item_by_sku(self):
        connection = self.both_ways("push")
        connection.flow_ids.filtered(lambda flow: flow.kind == "item").leading_key = "sku"
        there = self.put_there(Kind.ITEM, "Advice", sku=" co ns")
        self.put_there(Kind.ITEM, "CONS", sku="other")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")
        link = self.env["bridge.binding"].search([("product_id", "=", self.service.id)])
        self.assertEqual(link.external_id, there)

    def test_item_of_that_name_with_another_sku(self):
        connection = self.both_ways("push")
        connection.flow_ids.filtered(lambda flow: flow.kind == "item").leading_key = "sku"
        self.put_there(Kind.ITEM, "CONS", sku="other")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_transfer_id.reason, "item_probable")

    def test_two_products_of_one_sku(self):
        connection = self.both_ways("push")
        connection.flow_ids.filtered(lambda flow: flow.kind == "item").leading_key = "sku"
        self.put_there(Kind.ITEM, "Advice", sku="CONS")
        self._service("Twin", "cons")
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_transfer_id.reason, "item_ambiguous")

    def test_a_lost_answer_to_an_update(self):
        """Neither twice nor never: what the ledger holds is merged with what Odoo has."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        partner.phone = "1"
        original = DoubleLedger.perform

        def losing(ledger, payload, not_after, access=None):
            original(ledger, payload, not_after, access)
            if "writes" in payload:
                raise Unanswered("gone")
            return original(ledger, payload, not_after, access)

        with patch.object(DoubleLedger, "perform", losing):
            self.turn(connection)
        self.assertEqual(self.told(there)["phone"], "1")
        for _again in range(3):
            self.turn(connection)
        transfers = self.env["bridge.transfer"].search([])
        self.assertEqual(transfers.mapped("state"), ["processed"])
        self.assertEqual(DoubleLedger.entries[there], replace(DoubleLedger.entries[there], version="2"))


@tagged("post_install", "-at_install")
class TestCustomerSettings(MeetingCase):
    """What a manager chooses on the tab Customers."""

    def test_direction_and_key(self):
        connection = self.connection()
        self.assertEqual((connection.customer_direction, connection.customer_key), ("push", "name"))
        manager = self.as_("manager", connection)
        manager.write({"customer_direction": "both", "customer_key": "email"})
        flow = connection._customer_flow()
        self.assertEqual((flow.direction, flow.leading_key), ("both", "email"))
        self.assertIn("Customers ⇄", connection.flow_summary)

    def test_counts(self):
        connection = self.both_ways()
        self.known(connection, "Acme")
        self.customer.active = False
        self.enter("Baker Bros")
        self.turn(connection)
        self.assertEqual(connection.customer_counts, "matched 1 · to review 1")
