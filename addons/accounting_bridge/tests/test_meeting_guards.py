"""What a meeting of customers never does by itself: change how somebody signs in, or stop for one of them."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..engine import matching
from .meeting_case import MeetingCase

HERE, THERE = "acme@example.com", "thief@example.com"


@tagged("post_install", "-at_install")
class TestLogins(MeetingCase):
    """The e-mail of a contact who signs in here is changed by a person or not at all."""

    def signing_in(self, group, partner):
        user = new_test_user(
            self.env(context={"no_reset_password": True}), f"login_{group}", groups=f"base.group_{group}", email=HERE
        )
        own = user.partner_id
        user.partner_id = partner
        own.active = False
        self.assertEqual(partner.user_ids, user)
        return user

    def changed_there(self, direction="both", group="portal"):
        """Return a portal user's customer whose e-mail and phone were changed there, and its id there."""
        connection = self.both_ways()
        self.partner, self.there = self.known(connection, "Acme")
        self.signing_in(group, self.partner)
        connection.customer_direction = direction
        self.edit(self.there, email=THERE, phone="555 0222")
        self.turn(connection)
        return connection

    def test_it_is_asked(self):
        connection = self.changed_there()
        self.assertRecordValues(self.partner, [{"email": HERE, "phone": "555 0222"}])
        issue = self.open_issue(connection)
        self.assertEqual(issue.reason, "login_email_changed")
        self.assertEqual(issue.reason_arguments["conflicts"], [["email", HERE, HERE, THERE]])
        for words in (HERE, THERE, "signs in here"):
            self.assertIn(words, issue.reason_text)
        self.assertLessEqual({"keep_odoo", "keep_ledger"}, {cure["code"] for cure in issue.cures})
        self.assertIn("1 question", connection.last_session_id.meeting_text)
        self.turn(connection)
        self.edit(self.there, phone="555 0223")
        self.turn(connection)
        self.assertEqual(self.issues(connection), issue)
        self.assertRecordValues(self.partner, [{"email": HERE, "phone": "555 0223"}])

    def test_our_address_is_right(self):
        connection = self.changed_there()
        self.cure(self.open_issue(connection), "keep_odoo")
        self.turn(connection)
        self.assertEqual(self.partner.email, HERE)
        self.assertEqual(self.told(self.there)["email"], HERE)
        self.turn(connection)
        self.assertFalse(self.issues(connection))

    def test_our_address_is_right_and_nothing_is_sent(self):
        """A flow that only pulls leaves the ledger as it is, and asks no more."""
        connection = self.changed_there(direction="pull")
        self.cure(self.open_issue(connection), "keep_odoo")
        for _time in range(2):
            self.turn(connection)
        self.assertFalse(self.issues(connection))
        self.assertEqual((self.partner.email, self.told(self.there)["email"]), (HERE, THERE))

    def test_theirs_is_right(self):
        connection = self.changed_there()
        self.cure(self.open_issue(connection), "keep_ledger")
        self.assertEqual(self.partner.email, THERE)
        self.turn(connection)
        self.assertFalse(self.issues(connection))
        self.assertEqual(self.told(self.there)["email"], THERE)

    def test_it_is_for_the_bookkeeper(self):
        issue = self.open_issue(self.changed_there())
        with self.assertRaises(UserError):
            self.cure(issue, "keep_ledger", rank="user")
        self.assertEqual(self.partner.email, HERE)

    def test_taken_back_there(self):
        connection = self.changed_there()
        self.edit(self.there, email=HERE)
        self.turn(connection)
        self.assertFalse(self.issues(connection))

    def test_none_here_yet(self):
        """A contact without an e-mail that signs in is given none: that, too, would be where a new password goes."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme", email="")
        self.signing_in("portal", partner)
        partner.email = False
        self.turn(connection)
        self.edit(there, email=THERE)
        self.turn(connection)
        self.assertFalse(partner.email)
        self.assertEqual(self.open_issue(connection).reason, "login_email_changed")

    def test_the_first_meeting(self):
        """Linked for the first time, by name: blanks are filled, but not this one."""
        connection = self.both_ways()
        partner = self.env["res.partner"].create({"name": "Acme"})
        self.signing_in("portal", partner)
        partner.email = False
        self.enter("Acme", email=THERE, phone="555 0100")
        self.turn(connection)
        self.assertRecordValues(partner, [{"email": False, "phone": "555 0100"}])
        self.assertEqual(self.open_issue(connection).reason, "login_email_changed")

    def test_none_here_stays_none(self):
        """To keep what Odoo has where it has nothing takes nothing away there."""
        self.test_the_first_meeting()
        connection = self.env["bridge.connection"].search([("company_id", "=", self.company_a.id)])
        self.cure(self.open_issue(connection), "keep_odoo")
        for _time in range(2):
            self.turn(connection)
        self.assertFalse(self.issues(connection))
        self.assertFalse(self.partners("Acme").email)
        self.assertEqual([record.details["party"]["email"] for record in self.customers_there()], [THERE])

    def test_invoice_address(self):
        """It is the address below whose e-mail would be written, and the login is of that."""
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        books = self.env["res.partner"].create(
            {"parent_id": partner.id, "type": "invoice", "name": "Books", "email": HERE}
        )
        self.signing_in("portal", books)
        self.edit(there, email=THERE)
        self.turn(connection)
        self.assertEqual((books.email, partner.email), (HERE, HERE))
        self.assertEqual(self.open_issue(connection).reason, "login_email_changed")

    def test_somebody_who_works_here(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.signing_in("user", partner)
        self.edit(there, email=THERE)
        self.turn(connection)
        self.assertEqual(partner.email, HERE)
        self.assertEqual(self.open_issue(connection).reason, "login_email_changed")

    def test_who_does_not_sign_in(self):
        connection = self.both_ways()
        partner, there = self.known(connection, "Acme")
        self.edit(there, email="new@example.com")
        self.turn(connection)
        self.assertEqual(partner.email, "new@example.com")
        self.assertFalse(self.issues(connection))


@tagged("post_install", "-at_install")
class TestFlaggedRefused(MeetingCase):
    """One flagged customer that cannot be prepared stops nobody."""

    def test_neighbours_go_on(self):
        connection = self.both_ways("push")
        good, bad, late = self.env["res.partner"].create(
            [{"name": name, "bridge_sync": True} for name in ("Good", "Bad", "Late")]
        )
        original = matching.judge_all

        def refusing(reader, kind, subjects):
            if any(subject.partner_id == bad for subject in subjects):
                raise UserError(self.env._("Bad <b>is</b> bad."))
            return original(reader, kind, subjects)

        with patch.object(matching, "judge_all", refusing):
            self.turn(connection)
            self.assertEqual(connection.last_session_id.state, "done")
            self.assertEqual([record.name for record in self.customers_there()], ["Good", "Late"])
            issue = self.open_issue(connection)
            self.assertEqual((issue.reason, issue.record_name), ("customer_not_prepared", "Bad"))
            self.assertIn("Bad <b>is</b> bad.", issue.reason_text)
            self.turn(connection)
            self.assertEqual(self.issues(connection), issue, "asked once")
        self.assertTrue(self.link_of(good) and self.link_of(late))
        self.cure(issue, "release_again", rank="user")
        self.turn(connection)
        self.assertEqual(sorted(record.name for record in self.customers_there()), ["Bad", "Good", "Late"])
        self.assertFalse(self.issues(connection))
