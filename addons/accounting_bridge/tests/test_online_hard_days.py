"""Bad hours of QuickBooks Online: nothing is lost, nothing is there twice, and each has its words."""

from odoo import fields
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .hard_days_case import BARE, HOUR, MANY, READING_GROWS_OLD
from .online_hard_days_case import HardDaysCase


@tagged("post_install", "-at_install", "slow")
class TestOnlineThrottled(HardDaysCase):
    """Throttled: it is quiet for as long as was asked for, and nobody sleeps."""

    def test_for_an_hour(self):
        moves = self.made(3)
        self.order("throttled", times=-1, seconds=HOUR)
        begun = self.last_call
        self.turns(1, minutes=READING_GROWS_OLD)
        self.assert_problem("throttled")
        self.assertEqual(len(self.calls_since(begun)), 1)
        # Whoever runs in the meantime asks nothing.
        self.turns(3)
        self.assertEqual(len(self.calls_since(begun)), 1)
        self.assert_waiting(moves)
        for minute in range(1, 4):
            self.let_pass(300)
            self.turns()
            self.assertEqual(len(self.calls_since(begun)), 1 + minute)
        self.assertEqual({entry.status for entry in self.calls_since(begun)}, {429})
        self.assertEqual(self.link.state, "connected")
        self.let_pass(HOUR)
        self.turns()
        self.assert_once(moves)

    def test_in_every_shape(self):
        for shape in ("429", "403"):
            for body in ("xml", "json"):
                with self.subTest(shape=shape, body=body):
                    self.switch(throttle_shape=shape, throttle_body=body)
                    moves = self.made(1)
                    before = self.invoices_written()
                    self.order("throttled")
                    self.turns()
                    self.assert_problem("throttled")
                    self.assertEqual(self.link.state, "connected")
                    self.let_pass(300)
                    self.turns()
                    self.assertEqual(self.where(moves), ("processed", ""))
                    self.assertEqual(self.invoices_written(), before + 1)

    def test_so_long_as_it_asks(self):
        self.switch(retry_after=600)
        moves = self.made(1)
        self.order("throttled")
        self.turns()
        begun = self.last_call
        self.let_pass(300)
        self.turns()
        self.assertEqual(self.calls_since(begun), [])
        self.let_pass(301)
        self.turns()
        self.assert_once(moves)

    def test_between_two_writes(self):
        """What was answered counts; the rest goes on afterwards as if nothing had been."""
        moves = self.made(3)
        self.order("throttled", call="create", entity="Invoice", skip=1)
        self.turns()
        self.assert_problem("throttled")
        self.assertEqual([move.bridge_state for move in moves].count("processed"), 1)
        self.turns(2, minutes=2)
        self.assert_once(moves)

    def test_before_a_batch(self):
        moves = self.made(MANY)
        self.order("throttled", where="batch?requestid=")
        self.turns()
        self.assert_problem("throttled")
        self.assert_waiting(moves)
        self.turns(2, minutes=2)
        self.assert_once(moves)

    def test_by_the_limits_of_the_service(self):
        """What other applications use up there counts as well."""
        moves = self.made(2)
        limits = self.intuit.rates.limits
        # One to read, one to write.
        limits.realm_per_minute = 2
        self.addCleanup(setattr, limits, "realm_per_minute", None)
        for _minute in range(4):
            self.turns()
            self.let_pass(READING_GROWS_OLD * 60)
        self.assert_once(moves)


@tagged("post_install", "-at_install", "slow")
class TestOnlineClosedBooks(HardDaysCase):
    """The bookkeeper closes the books on a date, and opens them again."""

    def last_month(self):
        return fields.Date.subtract(fields.Date.start_of(fields.Date.today(), "month"), days=1)

    def close_books(self, **options):
        self.desk.close_books(self.last_month().isoformat(), **options)

    def of_last_month(self):
        return self.invoice(invoice_date=self.last_month())

    def test_known_before_the_release(self):
        self.close_books()
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
        self.close_books()
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
        self.desk.open_books()
        self.cure(self.the_issue("closed_period"), "release_again", "user")
        self.turns()
        self.assert_same(move)

    def test_refused_there_and_opened_again(self):
        """QuickBooks itself refuses, with a password and without: the same reason in its own words."""
        for password in (False, True):
            with self.subTest(password=password):
                self.close_books(password=password)
                move, other = self.of_last_month(), self.invoice()
                self.release(move | other)
                self.turns()
                self.assertEqual(self.where(move), ("rejected", "closed_period"))
                self.assertIn(self.last_month().isoformat(), self.transfer(move).reason_text)
                self.assert_same(other)
                issue = self.the_issue("closed_period")
                self.desk.open_books()
                self.cure(issue, "release_again", "user")
                self.turns()
                self.assert_same(move)
        self.assertEqual(self.invoices_written(), 4)

    def test_change_and_void(self):
        self.link.confirm_earlier_months = False
        changed, voided = self.of_last_month(), self.of_last_month()
        self.sent_off(changed | voided)
        self.close_books()
        self.edit(changed, price=120.0)
        self.cancel(voided)
        self.turns()
        for move in changed | voided:
            self.assertEqual(self.where(move), ("rejected", "closed_period"))
            self.assertFalse(self.on_the_screen(move)["is_void"])
        self.assertEqual(f"{self.on_the_screen(changed)['total']:.2f}", "100.00")
        self.desk.open_books()
        self.release(changed)
        for issue in self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")]):
            self.cure(issue, "release_again", "user")
        self.turns()
        self.assert_same(changed)
        self.assertTrue(self.on_the_screen(voided)["is_void"])


@tagged("post_install", "-at_install")
class TestOnlineFaults(HardDaysCase):
    """Refusals that are definite, in all shapes."""

    def refused(self, reason, **fault):
        """Let one invoice of two be refused. :return: both"""
        moves = self.made(2)
        self.order("fault", call="create", entity="Invoice", **fault)
        self.turns()
        bad = moves.filtered(lambda move: self.transfer(move).state == "rejected")
        self.assertEqual(len(bad), 1)
        transfer = self.transfer(bad)
        self.assertEqual(transfer.reason, reason)
        self.assertNotRegex(transfer.reason_text, BARE)
        self.assertTrue(transfer._offered())
        self.assert_same(moves - bad)
        return moves

    def test_plan_that_lacks_a_feature(self):
        for code in ("5020", "5030"):
            with self.subTest(code=code):
                words = "This feature is not included in your subscription."
                moves = self.refused("plan_lacks", code=code, detail=words, status=400)
                issue = self.the_issue("plan_lacks")
                self.assertIn(words, issue.reason_text)
                self.cure(issue, "check_again")
                self.turns()
                self.assert_same(moves)
        self.assertEqual(self.invoices_written(), 4)

    def test_fault_under_200(self):
        words = "The book says no."
        moves = self.refused("refused", code="6000", message="Business", detail=words, status=200)
        issue = self.the_issue("refused")
        self.assertIn(words, issue.reason_text)
        self.cure(issue, "release_again", "user")
        self.turns()
        self.assert_once(moves)

    def test_internal_failure_under_200(self):
        """Nobody knows what came of it, whatever the status says: it is looked at."""
        moves = self.made(2)
        self.order("fault", call="create", entity="Invoice", code="10000", status=200)
        self.turns(3, minutes=2)
        self.assert_once(moves)

    def test_fault_under_200_while_reading(self):
        moves = self.made(1)
        begun = self.last_call
        order = self.order("fault", call="cdc", code="10000", status=200, times=-1)
        self.turns(1, minutes=READING_GROWS_OLD)
        self.assertEqual(len(self.calls_since(begun)), 1)
        order.times = 0
        self.assert_waiting(moves)
        self.assertTrue(self.session.problem)
        self.assertNotRegex(self.session.result, BARE)
        self.turns(2, minutes=2)
        self.assert_once(moves)


@tagged("post_install", "-at_install")
class TestOnlineCompanyReset(HardDaysCase):
    """The data of the company were wiped and begun anew: no id that is known means anything any more."""

    def test_everything_is_read_again(self):
        moves = self.made(1)
        order = self.order("fault", call="cdc", code="10200", status=400)
        self.turns(1, minutes=READING_GROWS_OLD)
        self.assertEqual(order.struck, 1)
        self.assertEqual((self.link.state, self.link.reason), ("wrong_company", "company_reset"))
        self.assert_waiting(moves)
        self.link.with_user(self.people["manager", "a"]).action_confirm_company()
        begun = self.last_call
        self.turns()
        self.assertEqual(self.calls_since(begun, kind="cdc"), [], "what changed is not asked for: all of it is read")
        read = {
            entry["kind"]
            for entry in self.env["bridge.exchange"]
            .search([("session_id", "=", self.session.id), ("purpose", "=", "read")], order="id", limit=1)
            .requests
        }
        self.assertLessEqual({"customer", "item", "account", "tax_code", "invoice"}, read)
        self.assert_once(moves)


@tagged("post_install", "-at_install")
class TestOnlineNewerAnswers(HardDaysCase):
    """Answers with fields and values that nobody has heard of."""

    def test_everything_goes_on(self):
        for kind in ("unknown_fields", "unknown_enums"):
            with self.subTest(kind=kind):
                order = self.order(kind, times=-1)
                moves = self.made(2)
                self.turns()
                self.later()
                self.edit(moves[0], price=77.0)
                self.desk.add_customer(f"New of {kind}")
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


@tagged("post_install", "-at_install", "slow")
class TestOnlineLostAccess(HardDaysCase):
    """The sign-in, the rights and the subscription behind it."""

    def test_subscription_ended(self):
        """It is settled there, and goes on by itself: nobody signs in again."""
        moves = self.made(2)
        order = self.order("fault", times=-1, code="6190", detail="The subscription has ended.", status=400)
        self.turns()
        self.assert_problem("subscription_ended", "The subscription has ended.")
        self.assertEqual(self.link.state, "connected")
        self.assert_waiting(moves)
        self.turns(3, minutes=10)
        self.assert_waiting(moves)
        self.assertEqual(self.link.activity_ids.mapped("summary"), ["The subscription has ended there"], "told once")
        order.times = 0
        self.turns(1, minutes=10)
        self.assert_once(moves)

    def test_subscription_ends_between_two_writes(self):
        moves = self.made(3)
        order = self.order(
            "fault", times=-1, skip=1, call="create", entity="Invoice", code="6190", detail="It has ended.", status=400
        )
        self.turns()
        self.assert_problem("subscription_ended")
        self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
        order.times = 0
        self.turns(2, minutes=10)
        self.assert_once(moves)

    def test_app_not_authorised(self):
        moves = self.made(2)
        order = self.order("forbidden", times=-1)
        self.turns()
        self.assert_problem("app_not_authorised")
        order.times = 0
        self.assert_waiting(moves)
        more = self.made(1)
        self.sign_in_again("app_not_authorised")
        self.turns(1, minutes=2)
        self.assert_once(moves | more)

    def test_app_not_authorised_between_two_writes(self):
        moves = self.made(3)
        order = self.order("forbidden", times=-1, skip=1, call="create", entity="Invoice")
        self.turns()
        self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
        order.times = 0
        self.sign_in_again("app_not_authorised")
        self.turns(2, minutes=2)
        self.assert_once(moves)

    def test_user_lost_rights(self):
        person = self.intuit.people[0]
        for status in (401, 400):
            with self.subTest(status=status):
                self.switch(lost_rights_status=status)
                before = self.invoices_written()
                moves = self.made(2)
                self.intuit.grants.set_administrator(self.realm, person, False)
                self.turns()
                self.assert_problem("user_lost_rights")
                self.assert_waiting(moves)
                self.intuit.grants.set_administrator(self.realm, person, True)
                self.sign_in_again("user_lost_rights")
                self.turns(1, minutes=2)
                self.assertEqual(set(moves.mapped("bridge_state")), {"processed"})
                self.assertEqual(self.invoices_written(), before + 2)

    def test_token_dies_between_two_writes(self):
        """One refresh, and the run goes on."""
        moves = self.made(3)
        (grant,) = self.intuit.grants.of(self.realm)
        refreshed = grant.refreshes
        with self.before_writing(Kind.INVOICE, lambda: self.intuit.grants.expire_access(self.realm)):
            self.turns()
        self.assertEqual(grant.refreshes, refreshed + 1)
        self.assertFalse(self.session.problem)
        self.assert_once(moves)

    def test_token_is_refused_once_more(self):
        """A gateway that refuses every token: nothing was executed, and it goes on when somebody signs in."""
        moves = self.made(2)
        order = self.order("unauthorised", times=-1, call="create", entity="Invoice")
        self.turns()
        self.assert_waiting(moves)
        self.assertTrue(self.session.problem)
        order.times = 0
        if self.link.state == "needs_sign_in":
            self.sign_in_again("sign_in_needed")
        self.turns(2, minutes=2)
        self.assert_once(moves)

    def test_sign_in_ends_between_two_writes(self):
        """The user ends it on the page of apps there, in the middle of a set."""
        moves = self.made(3)

        def end(_request, _reply, entry):
            if entry.realm == self.realm and entry.kind == "create":
                self.intuit.grants.disconnect(self.realm)

        self.intuit.journal.listeners.append(end)
        self.addCleanup(lambda: end in self.intuit.journal.listeners and self.intuit.journal.listeners.remove(end))
        self.turns()
        self.assertEqual([move.bridge_state for move in moves].count("processed"), 1)
        self.intuit.journal.listeners.remove(end)
        self.assert_waiting(moves.filtered(lambda move: move.bridge_state != "processed"))
        self.sign_in_again("sign_in_needed")
        self.turns(2, minutes=2)
        self.assert_once(moves)


@tagged("post_install", "-at_install")
class TestOnlineBudgetUsedUp(HardDaysCase):
    """The counted calls of the month: what is left is not overdrawn, and it goes on when there are more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intuit.switches.set(production_needs_https=False)
        cls.app = cls.intuit.add_app(type(cls.app)("Live", cls.app.redirect_uris, environment="production"))

    def test_nothing_is_asked(self):
        moves = self.made(2)
        credential = self.link.credential_id
        credential.metered_limit = 1
        begun = self.last_call
        self.turns(1, minutes=READING_GROWS_OLD)
        self.assert_problem("budget_used_up")
        self.assertEqual(self.link.state, "connected")
        self.assertEqual(self.link.activity_ids.mapped("summary"), ["The budget of calls is used up"])
        self.assertEqual(self.calls_since(begun, metered="CorePlus"), [])
        self.assert_waiting(moves)
        credential.metered_limit = 1000
        self.turns(1, minutes=2)
        self.assert_once(moves)
