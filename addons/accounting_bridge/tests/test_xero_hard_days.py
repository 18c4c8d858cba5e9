"""Bad hours of Xero: nothing is lost, nothing is there twice, and each has its words."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..ledgers import json_text
from ..ledgers.documents import Kind
from .hard_days_case import BARE, HOUR, MANY
from .xero_hard_days_case import XeroHardDaysCase


@tagged("post_install", "-at_install")
class TestXeroThrottled(XeroHardDaysCase):
    """Limits: it is quiet for as long as was asked for, and nobody sleeps."""

    def test_minute(self):
        """So long as it asks, and whoever runs in the meantime asks nothing."""
        moves = self.made(3)
        self.order("throttled", problem="minute", retry_after=45)
        begun = self.last_call
        self.turns()
        self.assert_problem("throttled")
        self.assertEqual([entry.status for entry in self.calls_since(begun)], [429])
        self.assert_waiting(moves)
        self.let_pass(20)
        self.turns(2)
        self.assertEqual(len(self.calls_since(begun)), 1)
        self.let_pass(30)
        self.turns()
        self.assertEqual(self.link.state, "connected")
        self.assert_once(moves)

    def test_day(self):
        """The calls of a day are used up: for hours nothing is asked, and a person is told until when."""
        moves = self.made(3)
        order = self.order("throttled", problem="day", retry_after=7 * HOUR, times=-1)
        begun = self.last_call
        self.turns()
        self.assert_problem("throttled")
        self.assertEqual(len(self.calls_since(begun)), 1)
        self.assertEqual(self.link.state, "connected")
        until = self.told_until()
        self.assertIn(f"Nothing is asked before {until}", self.session.result)
        self.assertIn(f"the first run after {until}", self.link.next_run_text)
        for move in moves:
            self.assertIn(f"after {until}", move.bridge_ribbon)
        for _hour in range(6):
            self.let_pass(HOUR)
            self.turns(2)
            self.assertEqual(len(self.calls_since(begun)), 1, "nothing leaves before the day is over")
            self.assert_waiting(moves)
        order.times = 0
        self.let_pass(HOUR + 60)
        self.turns()
        self.assert_once(moves)

    def told_until(self):
        """Return the hour that Xero named, as people read it."""
        budget = self.env["bridge.budget"].search(
            [("credential_id", "=", self.link.credential_id.id), ("quiet_until", "!=", False)]
        )
        local = self.link.with_context(tz=self.env.user.tz or self.link.tz)
        return f"{fields.Datetime.context_timestamp(local, budget.quiet_until):%Y-%m-%d %H:%M}"

    def test_day_of_the_service(self):
        """As its own counters have it: other programs of the same application used it up."""
        moves = self.made(2)
        limits = self.xero.rates.limits
        self.addCleanup(setattr, limits, "per_day", None)
        limits.per_day = 0
        self.xero.rates.exhaust(self.app, self.tenant)
        begun = self.last_call
        self.turns()
        (entry,) = self.calls_since(begun)
        self.assertEqual(entry.status, 429)
        self.assert_problem("throttled")
        self.turns(3, minutes=10)
        self.assertLessEqual(len(self.calls_since(begun)), 2)
        self.assert_waiting(moves)
        limits.per_day = None
        self.turns(1, minutes=25 * 60)
        self.turns(2, minutes=2)
        self.assert_once(moves)

    def test_in_every_shape(self):
        """Which limit it was, and for how long, may be said or not."""
        for problem in ("minute", "concurrent", "appminute"):
            for said in ("always", "never"):
                with self.subTest(problem=problem, retry_after=said):
                    self.switch(retry_after=said, problem_header=said == "always")
                    before = self.invoices_written()
                    moves = self.made(1)
                    self.order("throttled", problem=problem)
                    self.turns()
                    self.assert_problem("throttled")
                    self.assertEqual(self.link.state, "connected")
                    self.let_pass(300)
                    self.turns()
                    self.assertEqual(self.where(moves), ("processed", ""))
                    self.assertEqual(self.invoices_written(), before + 1)

    def test_before_the_list(self):
        """What was looked at first counts; the list itself never left."""
        moves = self.made(MANY)
        self.order_write("throttled")
        self.turns()
        self.assert_problem("throttled")
        self.assert_waiting(moves)
        self.turns(2, minutes=2)
        self.assert_once(moves)

    def test_by_the_limits_of_the_service(self):
        """What other applications use up there counts as well."""
        moves = self.made(2)
        limits = self.xero.rates.limits
        self.addCleanup(setattr, limits, "per_minute", None)
        limits.per_minute = 60
        self.xero.rates.exhaust(self.app, self.tenant, "minute")
        begun = self.last_call
        self.turns()
        self.assert_problem("throttled")
        self.assertEqual([entry.status for entry in self.calls_since(begun)], [429])
        self.turns(1, minutes=2)
        self.assert_once(moves)


@tagged("post_install", "-at_install")
class TestXeroListsJudged(XeroHardDaysCase):
    """A list of which some are wrong: each element is judged alone."""

    def test_third_of_five_is_wrong(self):
        moves = self.made(5)
        bad = moves.sorted("id")[2]
        with self.refusing(bad.name, "refused"):
            self.turns()
        self.assertEqual(self.where(bad), ("rejected", "refused"))
        self.assertIn("The book says no.", self.transfer(bad).reason_text)
        self.assertNotRegex(self.transfer(bad).reason_text, BARE)
        self.assertTrue(self.transfer(bad)._offered())
        good = moves - bad
        self.assert_same(good)
        self.assertEqual(self.invoices_written(), 4)
        writes = [call for call in self.calls("Invoices") if call["method"] == "PUT"]
        self.assertEqual({call["parameters"]["summarizeErrors"] for call in writes}, {"false"})
        self.cure(self.the_issue("refused"), "release_again", "user")
        self.turns()
        self.assert_once(moves)
        sent = [row["InvoiceNumber"] for call in self.calls("Invoices") for row in self.elements(call)]
        self.assertEqual(
            sorted(sent.count(self.number(move)) for move in moves), [1, 1, 1, 1, 2], "only the bad one went twice"
        )

    def elements(self, call):
        return json_text.read(call["text"])["Invoices"] if call["method"] == "PUT" else []

    def test_words_in_other_places(self):
        """The words hang on a line, or bear another name."""
        for switches in ({"error_words": "Description"}, {"nested_errors": "nested"}):
            with self.subTest(**switches):
                self.switch(**switches)
                self.desk.archive_account("200")
                moves = self.made(2)
                self.turns()
                for move in moves:
                    self.assertEqual(self.transfer(move).state, "rejected")
                    self.assertNotRegex(self.transfer(move).reason_text, BARE)
                    self.assertIn("200", self.transfer(move).reason_text)
                    self.assertTrue(self.transfer(move)._offered())
                self.desk.change_account("200", Status="ACTIVE")
                for issue in self.issues():
                    self.cure(issue, issue._offered()[0], "user")
                self.turns()
                self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
                self.assert_same(moves)

    def test_errors_summed_up(self):
        """A service that sums errors up all the same names only those that failed: the others were saved unseen."""
        moves = self.made(4)
        bad = moves.sorted("id")[1]
        # As if the parameter had been lost on its way.
        api = type(self.xero._front._api)
        written = api._written

        def summed_up(found, request, call, app, results, _alone):
            return written(found, request, call, app, results, False)

        with patch.object(api, "_written", summed_up), self.refusing(bad.name, "refused"):
            self.turns()
            self.assertEqual(self.where(bad), ("rejected", "refused"), bad.bridge_ribbon)
        self.settle_down(moves - bad, written=3)


@tagged("post_install", "-at_install")
class TestXeroFaults(XeroHardDaysCase):
    """Refusals that are definite, whole requests at once."""

    def test_body_that_could_not_be_read(self):
        """A dialect that is not spoken any more: nothing was done, and that is said."""
        moves = self.made(2)
        order = self.order_write(
            "fault", number=14, fault_type="PostDataInvalidException", message="Error converting value", times=-1
        )
        self.turns(2)
        for move in moves:
            self.assertEqual(self.where(move), ("rejected", "not_understood"), move.bridge_ribbon)
            self.assertNotRegex(self.transfer(move).reason_text, BARE)
        self.assertEqual(self.invoices_written(), 0)
        order.times = 0
        self.release(moves)
        for issue in self.issues():
            self.cure(issue, issue._offered()[0])
        self.turns()
        self.assert_same(moves)

    def test_plan_limit(self):
        words = "You have reached the limit of invoices you can approve."
        moves = self.made(1)
        self.order_write("fault", message=words)
        self.turns()
        self.assertEqual(self.where(moves), ("rejected", "plan_lacks"), moves.bridge_ribbon)
        self.assertIn(words, self.transfer(moves).reason_text)
        self.cure(self.the_issue("plan_lacks"), "check_again")
        self.turns()
        self.assert_once(moves)


@tagged("post_install", "-at_install", "slow")
class TestXeroClosedBooks(XeroHardDaysCase):
    """The adviser locks a period, and opens it again."""

    def last_month(self):
        return fields.Date.subtract(fields.Date.start_of(fields.Date.today(), "month"), days=1)

    def of_last_month(self):
        return self.invoice(invoice_date=self.last_month())

    def test_known_before_the_release(self):
        self.desk.lock_period(self.last_month().isoformat())
        self.link.company_details = {**self.link.company_details, "read_at": "2020-01-01T00:00:00.000Z"}
        self.later()
        move = self.of_last_month()
        line = self.preview(move)[move]
        self.assertEqual(line.level, "blocked")
        self.assertIn(self.last_month().isoformat(), line.text)
        self.release(move)
        self.turns()
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertEqual(line.text, self.transfer(move).reason_text)
        self.assertEqual(self.invoices_written(), 0)

    def test_known_here_and_opened_again(self):
        """What is known of the books is a day old at most; who releases again has them asked before it is decided."""
        self.desk.lock_period(self.last_month().isoformat())
        self.link.company_details = {**self.link.company_details, "read_at": "2020-01-01T00:00:00.000Z"}
        self.later()
        move = self.of_last_month()
        self.release(move)
        self.turns()
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.cure(self.the_issue("closed_period"), "release_again", "user")
        self.turns()
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertEqual(self.invoices_written(), 0)
        self.desk.lock_period(None)
        self.cure(self.the_issue("closed_period"), "release_again", "user")
        self.turns()
        self.assert_same(move)

    def test_refused_there_and_opened_again(self):
        for lock in (self.desk.lock_period, self.desk.lock_year):
            with self.subTest(lock=lock.__name__):
                before = self.invoices_written()
                lock(self.last_month().isoformat())
                move, other = self.of_last_month(), self.invoice()
                self.release(move | other)
                self.turns()
                self.assertEqual(self.where(move), ("rejected", "closed_period"), move.bridge_ribbon)
                self.assert_same(other)
                issue = self.the_issue("closed_period")
                lock(None)
                self.cure(issue, "release_again", "user")
                self.turns()
                self.assert_same(move)
                self.assertEqual(self.invoices_written(), before + 2)


@tagged("post_install", "-at_install")
class TestXeroNewerAnswers(XeroHardDaysCase):
    """Answers with fields and values that nobody has heard of."""

    def test_everything_goes_on(self):
        for kind in ("unknown_fields", "unknown_enums"):
            with self.subTest(kind=kind):
                order = self.order(kind, times=-1)
                moves = self.made(2)
                self.turns()
                self.later()
                self.edit(moves[0], price=77.0)
                self.desk.add_contact(f"New of {kind}")
                self.turns(2, minutes=61)
                order.times = 0
                self.turns(1, minutes=61)
                for move in moves:
                    self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
                self.assert_same(moves)
                self.assertTrue(self.mirrored(self.link, Kind.CUSTOMER, f"New of {kind}"))
                self.assertFalse(self.session.problem)

    def test_many_at_once(self):
        self.order("unknown_fields", times=-1)
        moves = self.made(MANY)
        self.turns()
        self.assert_once(moves)

    def test_values_of_next_year(self):
        """An organisation of an unheard plan, a contact of an unheard status: the rest of the page is read."""
        self.desk.surprise("Organisation", None, Class="QUANTUM")
        contact = self.desk.add_contact("Of next year")
        self.desk.surprise("Contacts", contact["ContactID"], ContactStatus="HIBERNATING")
        self.desk.add_contact("Of this year")
        self.judge.forget()
        self.link.company_details = {**self.link.company_details, "read_at": "2020-01-01T00:00:00.000Z"}
        moves = self.made(1)
        self.turns(2, minutes=61)
        self.assert_once(moves)
        self.assertTrue(self.mirrored(self.link, Kind.CUSTOMER, "Of this year"))
        self.assertTrue(self.mirrored(self.link, Kind.CUSTOMER, "Of next year"))
        # Xero's own file does not know them either.
        self.judge.forget()


@tagged("post_install", "-at_install")
class TestXeroLostAccess(XeroHardDaysCase):
    """The sign-in, the permissions and the organisation behind it."""

    def test_organisation_was_disconnected_there(self):
        moves = self.made(2)
        self.xero.disconnect(self.tenant)
        self.turns()
        self.assert_waiting(moves)
        self.sign_in_again("app_not_authorised")
        self.turns(2, minutes=2)
        self.assert_once(moves)

    def test_permission_is_missing(self):
        """Another token would not help: it is not tried again and again."""
        for spelling in ("insufficient_scope", "insufficent_scope"):
            with self.subTest(spelling=spelling):
                self.switch(scope_spelling=spelling)
                before = self.invoices_written()
                moves = self.made(2)
                order = self.order_write("insufficient_scope", times=-1)
                self.turns()
                self.assertEqual(order.struck, 1, "no loop")
                self.assert_waiting(moves)
                order.times = 0
                self.sign_in_again("update_permissions")
                self.turns(2, minutes=2)
                self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
                self.assertEqual(self.invoices_written(), before + 2)

    def test_token_dies_between_two_calls(self):
        """One refresh, and the run goes on."""
        moves = self.made(3)
        refreshed = self.refreshes()
        order = self.order_write("unauthorised")
        self.turns()
        self.assertEqual(order.struck, 1)
        self.assertEqual(self.refreshes(), refreshed + 1)
        self.assertFalse(self.session.problem)
        self.assert_once(moves)

    def refreshes(self):
        return sum(grant.refreshes for grant in self.xero.grants.all())

    def test_every_token_is_refused(self):
        """A gateway that refuses every token: nothing was done, and it goes on when somebody signs in."""
        moves = self.made(2)
        order = self.order_write("unauthorised", times=-1)
        self.turns()
        self.assertLessEqual(order.struck, 2)
        self.assert_waiting(moves)
        self.assertTrue(self.session.problem)
        order.times = 0
        if self.link.state == "needs_sign_in":
            self.sign_in_again("sign_in_needed")
        self.turns(2, minutes=2)
        self.assert_once(moves)


@tagged("post_install", "-at_install")
class TestXeroNames(XeroHardDaysCase):
    """What Xero refuses of names, and what was archived in the meantime."""

    def test_angles_in_a_name(self):
        """They are refused there, so they are written otherwise."""
        customer = self._customer("Baker <b>&amp; Sons</b>  <Ltd>")
        move = self.sent_off(self.invoice(customer=customer))
        self.assertNotRegex(self.on_the_screen(move)["customer"], "[<>]|  ")
        self.assert_same(move)

    def test_archived_contact(self):
        """Archived after it was read: Xero's words, and our cure."""
        move = self.invoice()
        self.release(move)
        self.desk.archive_contact(self.customer.name)
        self.turns()
        self.assertEqual(self.transfer(move).state, "rejected", move.bridge_ribbon)
        self.assertEqual(self.transfer(move).reason, "inactive_there")
        self.assertNotRegex(self.transfer(move).reason_text, BARE)
        self.desk.restore_contact(self.customer.name)
        self.cure(self.the_issue("inactive_there"), "check_again")
        self.turns(2, minutes=2)
        self.assert_same(move)
