"""Customers of the ledger come to Odoo: new ones, known ones, doubtful ones; in chunks that can be gone on with."""

import time
from contextlib import contextmanager
from unittest import TestCase
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..engine import meeting
from ..ledgers.documents import Kind
from .double import DoubleLedger
from .meeting_case import MeetingCase

MARKUP = "<img src=x onerror=alert(1)> & Sons"


@tagged("post_install", "-at_install")
class TestNewcomers(MeetingCase):
    """Who is nobody here becomes a partner."""

    def test_company_with_all_it_has(self):
        connection = self.both_ways()
        there = self.enter(
            "Acme",
            company_name="Acme",
            email="office@acme.example",
            phone="(02) 5550 1234",
            billing={"lines": ["ACME", "1 High St", "Level 2"], "city": "Reno", "state": "NV", "country": "USA"},
            delivery={"lines": ["Dock 4"], "city": "Reno", "state": "Nevada", "country": "US"},
        )
        self.turn(connection)
        partner = self.partners("Acme")
        self.assertRecordValues(
            partner,
            [
                {
                    "is_company": True,
                    "email": "office@acme.example",
                    "phone": "(02) 5550 1234",
                    "street": "1 High St",
                    "street2": "Level 2",
                    "city": "Reno",
                    "state_id": self.env.ref("base.state_us_23").id,
                    "country_id": self.usa.id,
                    "bridge_sync": True,
                    "customer_rank": 1,
                    "company_id": self.company_a.id,
                    "active": True,
                }
            ],
        )
        self.assertRecordValues(
            partner.child_ids,
            [{"type": "delivery", "street": "Dock 4", "city": "Reno", "country_id": self.usa.id}],
        )
        link = self.link_of(partner)
        self.assertEqual((link.external_id, link.bound_by, link.version), (there, "pulled", "1"))
        self.assertFalse(self.issues(connection))
        self.assertEqual(connection.last_session_id.meeting_counts, {"met": 1, "created": 1})
        self.assertIn("1 customer created in Odoo", connection.last_session_id.meeting_text)

    def test_person_of_a_company(self):
        connection = self.both_ways()
        self.enter("Ann Lee", company_name="Acme", given_name="Ann", family_name="Lee")
        self.turn(connection)
        self.assertRecordValues(self.partners("Ann Lee"), [{"is_company": False, "company_name": "Acme"}])

    def test_shared_where_there_is_one_company(self):
        connection = self.both_ways()
        self.enter("Acme")
        with patch.object(type(self.env["res.company"]), "search_count", lambda self, domain, limit=None: 1):
            self.turn(connection)
        self.assertFalse(self.partners("Acme").company_id)

    def test_nothing_is_written_back(self):
        connection = self.both_ways()
        self.known(connection, "Acme")
        for _again in range(2):
            self.turn(connection)
        self.assertFalse(self.env["bridge.transfer"].search([("connection_id", "=", connection.id)]))
        self.assertEqual(len(self.partners("Acme")), 1)

    def test_nothing_comes_before_enable(self):
        self.enter("Acme")
        connection = self.connection(enabled=False)
        connection.customer_direction = "both"
        self.put_there(Kind.ACCOUNT, "Sales")
        connection.action_connect()
        self.turn(connection)
        self.assertFalse(self.partners("Acme"))
        self.let_travel(connection)
        self.turn(connection)
        self.assertTrue(self.partners("Acme"))

    def test_a_flow_that_pushes_takes_nobody(self):
        connection = self.both_ways("push")
        self.enter("Acme")
        self.turn(connection)
        self.assertFalse(self.partners("Acme"))
        connection.customer_direction = "pull"
        self.turn(connection)
        self.assertTrue(self.partners("Acme"), "what was read before is not forgotten")

    def test_inactive_jobs_and_nameless_ones_stay_there(self):
        connection = self.both_ways()
        parent = self.enter("Acme")
        DoubleLedger.change(self.enter("Gone (deleted)"), active=False)
        self.enter("Kitchen", parent=parent)
        self.enter("")
        self.turn(connection)
        self.assertTrue(self.partners("Acme"))
        self.assertFalse(self.partners("Gone (deleted)") | self.partners("Kitchen"))
        self.assertEqual(connection.last_session_id.meeting_counts["created"], 1)
        self.assertFalse(self.env["bridge.remote.record"].search([("is_to_meet", "=", True)]))

    def test_markup_stays_text(self):
        connection = self.both_ways()
        there = self.enter(MARKUP, phone="1", billing={"city": "<b>Perth</b>"})
        self.turn(connection)
        partner = self.partners(MARKUP)
        self.assertEqual((partner.name, partner.city), (MARKUP, "<b>Perth</b>"))
        self.edit(there, phone="<i>2</i>")
        self.turn(connection)
        self.assertEqual(partner.phone, "<i>2</i>")
        self.assertIn("&lt;i&gt;2&lt;/i&gt;", partner.message_ids[0].body)
        self.assertNotIn("<i>", partner.message_ids[0].body)

    def test_nobody_is_mailed_or_follows(self):
        connection = self.both_ways()
        before = self.env["mail.mail"].search_count([]), self.env["mail.notification"].search_count([])
        partner, there = self.known(connection, "Acme")
        self.assertFalse(partner.message_ids)
        self.assertFalse(partner.message_follower_ids)
        partner.message_subscribe(self.people["user", "a"].partner_id.ids)
        self.edit(there, name="Acme North", phone="2")
        self.turn(connection)
        self.assertEqual(len(partner.message_ids), 1)
        self.assertIn("phone 555 0100 → 2", partner.message_ids.body)
        after = self.env["mail.mail"].search_count([]), self.env["mail.notification"].search_count([])
        self.assertEqual(before, after)


@tagged("post_install", "-at_install")
class TestStates(MeetingCase):
    """Blank states are filled from the company, where somebody said so and it makes sense."""

    def state_of(self, name, **billing):
        self.enter(name, billing=billing)
        self.turn(self.ledger_connection)
        return self.partners(name).state_id

    def test_filled(self):
        self.ledger_connection = self.both_ways(fill_blank_states=True)
        california = self.company_a.state_id
        self.assertEqual(self.state_of("Blank", city="Reno"), california)
        self.assertEqual(self.partners("Blank").country_id, self.usa)
        self.assertEqual(self.state_of("Same country", country="United States"), california)
        self.assertEqual(self.state_of("Has one", state="NV").code, "NV")
        self.assertFalse(self.state_of("Elsewhere", country="Germany"))
        self.turn(self.ledger_connection)
        self.assertFalse(self.env["bridge.transfer"].search([]), "what was filled is not sent back")

    def test_not_filled(self):
        self.ledger_connection = self.both_ways()
        self.assertFalse(self.state_of("Blank", city="Reno"))

    def test_unknown_places_are_left_out(self):
        self.ledger_connection = self.both_ways()
        self.assertFalse(self.state_of("Odd", state="Ruritania", country="Atlantis", city="Reno"))
        partner = self.partners("Odd")
        self.assertFalse(partner.country_id)
        self.assertEqual(partner.city, "Reno")

    def test_countries_in_all_their_words(self):
        self.ledger_connection = self.both_ways()
        for word, code in (("DEU", "DE"), ("de", "DE"), ("Germany", "DE"), ("U.S.A.", "US"), ("UK", "GB")):
            with self.subTest(word):
                self.state_of(f"From {word}", country=word)
                self.assertEqual(self.partners(f"From {word}").country_id.code, code)


@tagged("post_install", "-at_install")
class TestWhoIsWho(MeetingCase):
    """Known ones are linked by what is exact and unique; whoever could be somebody is a question."""

    def test_linked_by_name(self):
        connection = self.both_ways()
        there = self.enter("  baker   BROS ", phone="555 0101")
        self.turn(connection)
        link = self.link_of(self.customer)
        self.assertEqual((link.external_id, link.bound_by), (there, "key"))
        self.assertRecordValues(self.customer, [{"name": "Baker Bros", "phone": "555 0101", "bridge_sync": True}])
        self.assertEqual(len(self.partners("Baker Bros")), 1)

    def test_nobodys_values_are_written_over_at_the_first_meeting(self):
        connection = self.both_ways()
        self.customer.write({"phone": "555 0199", "email": "baker@example.com"})
        self.enter("Baker Bros", phone="555 0101", billing={"city": "Perth"})
        self.turn(connection)
        self.assertRecordValues(self.customer, [{"phone": "555 0199", "email": "baker@example.com", "city": "Perth"}])
        self.assertFalse(self.env["bridge.transfer"].search([]))

    def test_linked_by_billing_e_mail(self):
        """That of the invoice address, where there is one."""
        connection = self.both_ways(key="email")
        self.customer.email = "other@example.com"
        self._customer(
            "Accounts", parent_id=self.customer.id, type="invoice", email="Bills@Baker.example", is_company=False
        )
        there = self.enter("Baker Brothers Ltd", email="bills@baker.EXAMPLE")
        self.turn(connection)
        self.assertEqual(self.link_of(self.customer).external_id, there)

    def test_the_name_leads_where_one_side_has_no_e_mail(self):
        connection = self.both_ways(key="email")
        self.customer.email = "baker@example.com"
        there = self.enter("Baker Bros")
        self.turn(connection)
        self.assertEqual(self.link_of(self.customer).external_id, there)

    def asked(self, connection, name):
        """Return the question about an entry: nobody was created or linked."""
        self.turn(connection)
        row = self.mirrored(connection, Kind.CUSTOMER, name)
        self.assertFalse(self.env["bridge.binding"].search([("remote_record_id", "=", row.id)]))
        issue = self.issues(connection, "customer_unclear").filtered(lambda each: each.remote_record_id == row)
        self.assertEqual(len(issue), 1)
        self.turn(connection)
        self.assertEqual(issue.state, "open", "it stays until somebody answers")
        return issue

    def test_same_e_mail_nothing_else_in_common(self):
        connection = self.both_ways(key="email")
        self.customer.email = "office@example.com"
        self.enter("Smith Ltd", email="office@example.com")
        issue = self.asked(connection, "Smith Ltd")
        self.assertEqual(issue.partner_ids, self.customer)
        self.assertIn("Baker Bros", issue.reason_text)
        self.cure(issue, "confirm_match")
        self.assertEqual(self.link_of(self.customer).bound_by, "picked")
        self.assertEqual(issue.state, "solved")

    def test_same_name_another_e_mail(self):
        connection = self.both_ways(key="email")
        self.customer.email = "one@example.com"
        self.enter("Baker Bros", email="two@example.com")
        self.assertEqual(self.asked(connection, "Baker Bros").partner_ids, self.customer)

    def test_two_here_share_it(self):
        connection = self.both_ways()
        twin = self._customer("Baker Bros")
        there = self.enter("Baker Bros")
        issue = self.asked(connection, "Baker Bros")
        self.assertEqual(issue.partner_ids, self.customer | twin)
        wizard = self.as_("user", self.env["bridge.pick"]).create({"issue_id": issue.id})
        self.assertFalse(wizard.partner_id)
        wizard.partner_id = twin.id
        wizard.action_pick()
        self.env.invalidate_all()
        self.assertEqual(self.link_of(twin).external_id, there)
        self.assertFalse(self.link_of(self.customer))

    def test_two_there_share_it(self):
        connection = self.both_ways(key="email")
        self.customer.email = "office@example.com"
        self.enter("Baker East", email="office@example.com")
        self.enter("Baker West", email="office@example.com")
        east = self.asked(connection, "Baker East")
        self.cure(east, "confirm_match")
        west = self.issues(connection, "customer_unclear")
        self.assertEqual(west.record_name, "Baker West")
        with self.assertRaises(UserError):
            self.cure(west, "confirm_match")
        self.cure(west, "create_here")
        self.assertTrue(self.link_of(self.partners("Baker West")))
        self.assertFalse(self.issues(connection))

    def test_archived_ones_and_our_own_people_are_never_linked_in_silence(self):
        connection = self.both_ways()
        self.customer.active = False
        self.enter("Baker Bros")
        self.asked(connection, "Baker Bros")
        self.enter(self.people["user", "a"].name)
        self.asked(connection, self.people["user", "a"].name)

    def test_a_namesake_of_somebody_who_is_linked(self):
        """Two entries of one name: the second one is a question, and an address shared by others is none."""
        connection = self.both_ways(key="email")
        self.known(connection, "Acme", email="office@example.com")
        self.enter("Acme")
        self.enter("Zenith", email="office@example.com")
        self.turn(connection)
        self.assertTrue(self.link_of(self.partners("Zenith")))
        self.assertEqual(self.issues(connection, "customer_unclear").mapped("record_name"), ["Acme"])

    def test_left_there(self):
        connection = self.both_ways()
        self.customer.active = False
        there = self.enter("Baker Bros")
        self.cure(self.asked(connection, "Baker Bros"), "leave_there")
        self.edit(there, phone="1")
        self.turn(connection)
        self.assertFalse(self.issues(connection))
        self.assertFalse(self.partners("Baker Bros"))

    def test_of_another_company(self):
        connection = self.both_ways()
        theirs = self._customer("Elsewhere Ltd", company_id=self.company_b.id, phone="1")
        self.enter("Elsewhere Ltd", phone="2")
        self.turn(connection)
        mine = self.partners("Elsewhere Ltd") - theirs
        self.assertEqual(mine.company_id, self.company_a)
        self.assertRecordValues(theirs, [{"phone": "1", "bridge_sync": False}])

    def test_one_that_waits_for_evidence(self):
        """A creation that was not answered is looked at first: nobody is made a second time meanwhile."""
        connection = self.both_ways()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        link = self.link_of(self.customer)
        link.transfer_ids.sorted("id")[-1:].write({"state": "uncertain"})
        link.write({"external_id": False})
        self.edit(DoubleLedger.entries[link.remote_record_id.remote_id].id, phone="9")
        row = link.remote_record_id
        row.is_to_meet = True
        session = connection.last_session_id
        both = meeting.Meeting(session)
        linked, waiting = both.introduce([row])
        self.assertEqual((len(linked), waiting), (0, [row]))


@tagged("post_install", "-at_install")
class TestChunks(MeetingCase):
    """However many: a few hundred at a time, gone on with after whatever happens."""

    def test_chunks(self):
        self.in_chunks_of(3)
        connection = self.both_ways()
        for number in range(10):
            self.enter(f"Customer {number}")
        self.turn(connection)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=like", "Customer _")]), 10)
        self.assertEqual(connection.last_session_id.meeting_counts, {"met": 10, "created": 10})
        self.assertEqual(connection.last_session_id.progress, 100)

    def test_out_of_time(self):
        """What is left is gone on with before anything is asked of the ledger again."""
        self.in_chunks_of(3)
        connection = self.both_ways()
        for number in range(8):
            self.enter(f"Customer {number}")
        with self.out_of_time_after(chunks=2):
            left = self.turn(connection)
        session = connection.last_session_id
        self.assertEqual((left, session.meeting_left), (2, 2))
        self.assertEqual(self.env["res.partner"].search_count([("name", "=like", "Customer _")]), 6)
        self.assertLess(session._percent(finished=False), 100)
        self.assertEqual(session._loading_words(), "into Odoo 6 / 8")
        sent = len(DoubleLedger.sent)
        DoubleLedger.closed = True
        self.turn(connection)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=like", "Customer _")]), 8)
        self.assertEqual(len(DoubleLedger.sent), sent)

    @contextmanager
    def out_of_time_after(self, chunks):
        """The budget of a run is used up when so many chunks of entries are done."""
        original, calls = meeting.meet_entries, []

        def counting(session, after, limit):
            calls.append(after)
            return original(session, after, limit)

        now = time.monotonic
        with (
            patch.object(meeting, "meet_entries", counting),
            patch("time.monotonic", lambda: now() + (1000 if len(calls) >= chunks else 0)),
        ):
            yield

    def test_killed_in_the_middle(self):
        """What was done stays done, what was not is done by the next run, nobody twice."""
        self.in_chunks_of(3)
        connection = self.both_ways()
        for number in range(8):
            self.enter(f"Customer {number}")
        original, calls = meeting.meet_entries, []

        def dying(session, after, limit):
            calls.append(after)
            if len(calls) == 2:
                raise ZeroDivisionError
            return original(session, after, limit)

        with patch.object(meeting, "meet_entries", dying), TestCase.assertRaises(self, ZeroDivisionError):
            self.turn(connection)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=like", "Customer _")]), 3)
        self.turn(connection)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=like", "Customer _")]), 8)

    def test_one_that_odoo_refuses(self):
        """Its neighbours go on; it is an issue with the words of Odoo, and is tried again when somebody says so."""
        connection = self.both_ways()
        for name in ("One", "Bad", "Two"):
            self.enter(name)
        partners = type(self.env["res.partner"])
        create = partners.create
        refusal = ValidationError("Bad <b>is</b> bad.")  # pylint: disable=translation-required

        def refusing(records, vals_list):
            if any(values.get("name") == "Bad" for values in vals_list):
                raise refusal
            return create(records, vals_list)

        with patch.object(partners, "create", refusing):
            self.turn(connection)
        self.assertTrue(self.partners("One") and self.partners("Two"))
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.record_name), ("customer_not_taken", "Bad"))
        self.assertIn("Bad <b>is</b> bad.", issue.reason_text)
        self.cure(issue, "check_again", rank="user")
        self.turn(connection)
        self.assertTrue(self.partners("Bad"))
        self.assertFalse(self.issues(connection))

    def test_one_of_our_own_people_is_invoiced(self):
        """Odoo lets nobody but an administrator write people who work here: nobody waits for that."""
        connection = self.both_ways()
        person = self.people["user", "a"].partner_id
        there = self.enter(person.name, phone="9")
        move = self.invoice(customer=person)
        self.release(move)
        self.turn(connection)
        for issue in self.issues(connection):
            self.cure(issue, "confirm_match")
        self.enter("One")
        self.turn(connection)
        self.assertEqual(self.link_of(person).external_id, there)
        self.assertTrue(self.partners("One"))
        self.assertEqual(move.bridge_state, "processed")
        self.assertRecordValues(person, [{"phone": False, "bridge_sync": False}])

    def test_one_of_our_own_people_is_changed_on_both_sides(self):
        """What Odoo refuses there is an issue, and the run goes on: also when a person's change leads to it."""
        connection = self.both_ways()
        person = self.people["user", "a"].partner_id
        there = self.enter(person.name, phone="9")
        self.release(self.invoice(customer=person))
        self.turn(connection)
        for issue in self.issues(connection):
            self.cure(issue, "confirm_match")
        self.turn(connection)
        person.bridge_sync = True
        self.edit(there, phone="8")
        self.turn(connection)
        self.assertEqual(self.open_issue(connection).reason, "customer_not_taken")
        person.city = "Reno"
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")
        self.assertEqual(self.open_issue(connection).reason, "customer_not_taken")
        self.assertNotEqual(person.phone, "8")

    def test_technical_user_without_the_right(self):
        """One issue, and nothing is lost; it answers itself when the right is given."""
        connection = self.both_ways()
        connection.user_id = self.people["manager", "a"]
        self.enter("One")
        self.enter("Two")
        self.assertEqual(self.turn(connection), 0, "nobody is woken for it")
        issue = self.open_issue(connection)
        self.assertEqual(issue.reason, "contacts_not_allowed")
        self.assertFalse(self.partners("One"))
        self.people["manager", "a"].group_ids += self.env.ref("base.group_partner_manager")
        self.turn(connection)
        self.assertTrue(self.partners("One") and self.partners("Two"))
        self.assertEqual(issue.state, "solved")

    def test_no_query_per_newcomer(self):
        """A thousand at once: a few queries for every chunk of 300, and some for the ORM's own batches of 100."""
        connection = self.both_ways(key="email")

        def cost(prefix, count):
            for number in range(count):
                self.enter(f"{prefix} {number}", email=f"{prefix}{number}@example.com", billing={"city": "Reno"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.turn(connection)
            return self.cr.sql_log_count - before

        cost("warm", 10)
        few, many = cost("few", 10), cost("many", 1000)
        self.assertEqual(connection.last_session_id.meeting_counts["created"], 1000)
        self.assertLess(many - few, 250, f"10: {few} queries, 1,000: {many}")

    def test_no_query_per_known_one(self):
        connection = self.both_ways()
        ids = [self.enter(f"Customer {number}", phone="1") for number in range(300)]
        self.turn(connection)

        def cost(some):
            for there in some:
                self.edit(there, phone="2" + DoubleLedger.entries[there].version)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.turn(connection)
            return self.cr.sql_log_count - before

        cost(ids[:5])
        few, many = cost(ids[:10]), cost(ids)
        self.assertEqual(connection.last_session_id.meeting_counts["updated"], 300)
        self.assertLess(many - few, 60, f"10: {few} queries, 300: {many}")

    def test_fenced_out(self):
        connection = self.both_ways()
        self.enter("Acme")
        with patch.object(meeting.lease, "renew", lambda *args: None):
            session_id = connection.last_session_id.id
            self.env.flush_all()
            self.assertFalse(meeting.meet(self.env, session_id, 60, 10**12))
        self.assertFalse(self.partners("Acme"))
