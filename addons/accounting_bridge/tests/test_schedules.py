"""When flagged documents go by themselves: each schedule, closed days, what was missed, the first run, in words."""

from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import bridge_connection_schedule
from .common import BridgeCommon

UTC = ZoneInfo("UTC")
# Both days on which the clock is turned, of three zones, and the days around the end of a month.
WALKS = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25), date(2026, 5, 31)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1), date(2026, 2, 28)),
    "Pacific/Auckland": (date(2026, 4, 5), date(2026, 9, 27), date(2026, 12, 31)),
}


class ScheduleCase(BridgeCommon):
    """A connection that was enabled at the beginning of 2026, and the clock in a test's hand."""

    def setUp(self):
        super().setUp()
        self.con = self.connection(tz="Europe/Berlin")
        self.flow = self.con._invoice_flow()
        self.began(datetime(2026, 1, 1))

    def began(self, moment):
        """Since then documents may travel, and the schedules hold."""
        self.con.enabled_at = moment
        self.con.flow_ids.write({"schedule_since": moment, "last_scheduled_at": False})

    def at(self, text, zone=None):
        """Turn the clock of the connection to a time of the day."""
        local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone or self.con.tz))
        return freeze_time(local.astimezone(UTC).replace(tzinfo=None))

    def daily(self, hour=0.5, **values):
        self.flow.write({"schedule": "daily", "at_hour": hour, **values})
        self.flow.schedule_since = self.con.enabled_at

    def run_schedule(self):
        self.env.flush_all()
        self.env.ref("accounting_bridge.ir_cron_release").method_direct_trigger()
        self.env.invalidate_all()

    def flagged(self, *days):
        """Return posted documents of some days, with both flags."""
        moves = self.env["account.move"].union(*(self.invoice(invoice_date=day) for day in days))
        moves._bridge_tick_flags()
        return moves

    def gone(self, moves):
        """Return the days of the documents that were released."""
        return [str(move.invoice_date) for move in moves.sorted("invoice_date") if move.bridge_transfer_id]

    def triggers(self, name="ir_cron_release"):
        cron = self.env.ref(f"accounting_bridge.{name}")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def words(self, flow=None, tz="Europe/Berlin"):
        """Return what a user in a zone reads of a schedule."""
        person = self.people["user", "a"]
        person.tz = tz
        self.env.invalidate_all()
        return self.as_("user", flow or self.flow).next_run_text


@tagged("post_install", "-at_install")
class TestSchedules(ScheduleCase):
    # === THE END OF THE DAY === #

    def test_a_day_goes_when_it_is_over(self):
        """Over both days on which the clock is turned, and the end of a month, in three zones: each day once."""
        for zone, days in WALKS.items():
            self.con.tz = zone
            for day in days:
                with self.subTest(zone=zone, day=day):
                    self.walk(day)

    def walk(self, day):
        """Go through three days by the hour: what is dated on a day goes with the first run after it, no sooner."""
        zone = ZoneInfo(self.con.tz)
        first = datetime.combine(day, datetime.min.time(), zone).astimezone(UTC).replace(tzinfo=None)
        self.began(first - timedelta(days=40))
        self.daily()
        self.flow.last_scheduled_at = first - timedelta(hours=20)
        moves = self.flagged(day - timedelta(days=1), day, day + timedelta(days=1))
        seen = {}
        # Half an hour past each hour of three days, the runs of the schedule among them.
        for number in range(73):
            moment = first + timedelta(minutes=30 + 60 * number)
            with freeze_time(moment):
                self.run_schedule()
            for gone in self.gone(moves):
                local = moment.replace(tzinfo=UTC).astimezone(zone)
                seen.setdefault(gone, local.replace(tzinfo=None).isoformat(" ", "minutes"))
        expected = {
            str(day + timedelta(days=number - 1)): f"{day + timedelta(days=number)} 00:30" for number in range(3)
        }
        self.assertEqual(seen, expected)

    def test_nothing_of_today_goes(self):
        self.daily(18)
        moves = self.flagged("2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04")
        with self.at("2026-05-03 17:59"):
            self.flow.last_scheduled_at = datetime(2026, 5, 2, 16, 0)
            self.run_schedule()
            self.assertEqual(self.gone(moves), [])
        with self.at("2026-05-03 18:00"):
            self.run_schedule()
            self.assertEqual(self.gone(moves), ["2026-05-01", "2026-05-02"])
            self.assertEqual(moves[0].bridge_transfer_id.batch_id.origin, "schedule")
        with self.at("2026-05-04 18:00"):
            self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-05-01", "2026-05-02", "2026-05-03"])

    def test_without_closed_days_what_is_flagged_goes(self):
        self.daily(18, end_of_day=False)
        moves = self.flagged("2026-05-02", "2026-05-03")
        with self.at("2026-05-03 18:00"):
            self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-05-02", "2026-05-03"])

    def test_weekly_closes_the_days_before(self):
        self.flow.write({"schedule": "weekly", "weekday": "0", "at_hour": 6})
        self.flow.write({"schedule_since": self.con.enabled_at, "last_scheduled_at": datetime(2026, 4, 27, 12)})
        moves = self.flagged("2026-04-28", "2026-05-03", "2026-05-04")
        for moment in ("2026-05-03 23:00", "2026-05-04 05:59"):
            with self.at(moment):
                self.run_schedule()
            self.assertEqual(self.gone(moves), [])
        with self.at("2026-05-04 06:00"):
            self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-04-28", "2026-05-03"])

    # === WHAT WAS MISSED, WHAT IS TO COME === #

    def test_what_was_missed_is_made_up_for_once(self):
        self.daily()
        moves = self.flagged("2026-05-03", "2026-05-04", "2026-05-05", "2026-05-06")
        with self.at("2026-05-03 00:30"):
            self.run_schedule()
        with self.at("2026-05-06 11:00"):
            self.assertTrue(self.flow._is_time())
            self.run_schedule()
            self.assertEqual(self.gone(moves), ["2026-05-03", "2026-05-04", "2026-05-05"])
            self.assertEqual(len(moves.bridge_transfer_id.batch_id), 1)
            self.assertFalse(self.flow._is_time())
            self.assertEqual(self.flow.next_run_at, datetime(2026, 5, 6, 22, 30))

    def test_a_pause_is_made_up_for_when_it_ends(self):
        self.daily()
        moves = self.flagged("2026-05-03")
        with self.at("2026-05-03 12:00"):
            self.run_schedule()
            self.con.action_pause()
        with self.at("2026-05-05 12:00"):
            self.run_schedule()
            self.assertEqual(self.gone(moves), [])
            self.assertFalse(self.flow.next_run_at)
            self.assertIn("does not run now", self.words())
            self.triggers().unlink()
            self.con.action_resume()
            self.assertTrue(self.triggers(), "the release is woken")
            self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-05-03"])

    def test_nothing_was_missed_before_the_schedule(self):
        """Who says at noon "every day at six" means this evening, and not yesterday's."""
        moves = self.flagged("2026-05-01")
        with self.at("2026-05-03 12:00"):
            self.flow.write({"schedule": "daily", "at_hour": 18})
            self.run_schedule()
            self.assertEqual(self.gone(moves), [])
            self.assertEqual(self.flow.next_run_at, datetime(2026, 5, 3, 16, 0))
        with self.at("2026-05-03 18:00"):
            self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-05-01"])

    def test_nothing_was_missed_on_another_clock(self):
        """Who moves the connection to another time zone waits for the next moment on that clock."""
        self.con.tz = "Asia/Tokyo"
        moves = self.flagged("2026-05-01")
        with self.at("2026-05-02 12:00"):
            self.flow.write({"schedule": "daily", "at_hour": 18})
            self.flow.last_scheduled_at = datetime(2026, 5, 3, 9, 0)
        with self.at("2026-05-04 00:07"):
            self.con.tz = "Europe/London"
            self.assertFalse(self.flow._is_time())
            self.run_schedule()
            self.assertEqual(self.gone(moves), [])

    def test_nothing_was_missed_before_enable(self):
        self.daily()
        moves = self.flagged("2026-05-01")
        with self.at("2026-05-03 12:00"):
            self.con.enabled_at = fields.Datetime.now()
            self.run_schedule()
            self.assertEqual(self.gone(moves), [])
        with self.at("2026-05-04 00:30"):
            self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-05-01"])

    def test_more_than_one_go_takes(self):
        """What one go does not take is not left to the next day."""
        self.daily()
        moves = self.flagged(*(f"2026-05-0{number}" for number in range(1, 6)))
        with patch.object(bridge_connection_schedule, "RELEASE_AT_ONCE", 2), self.at("2026-05-06 00:30"):
            self.triggers().unlink()
            for taken in (2, 4):
                self.run_schedule()
                self.assertEqual(len(self.gone(moves)), taken)
                self.assertTrue(self.flow._is_time())
                self.assertTrue(self.triggers().filtered(lambda one: one.call_at <= fields.Datetime.now()))
            self.run_schedule()
            self.assertEqual(len(self.gone(moves)), 5)
            self.assertFalse(self.flow._is_time())

    def test_one_flow_that_fails_is_alone(self):
        """What goes wrong on one connection is tried again, and its neighbour is served."""
        other = self.connection(company=self.company_b, enabled=False)
        other.write({"state": "connected", "enabled_at": self.con.enabled_at})
        moves = self.flagged("2026-05-01")
        release = type(self.con)._release_flagged

        def fails_elsewhere(connection, closed_day=None):
            if connection == other:
                raise ValueError(connection)
            return release(connection, closed_day)

        with (
            patch.object(type(self.con), "_release_flagged", fails_elsewhere),
            mute_logger("odoo.addons.accounting_bridge.models.bridge_flow_schedule"),
        ):
            self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-05-01"])
        self.assertTrue(self.flow.last_scheduled_at)
        self.assertFalse(other._invoice_flow().last_scheduled_at)
        self.assertTrue(other._invoice_flow()._is_time())

    # === WHAT IT LEAVES OUT === #

    def test_a_total_of_zero(self):
        """No schedule takes it; a person who releases it is told why it is not sent."""
        moves = self.flagged("2026-05-01")
        nothing = self.invoice(self.line(50.0), self.line(-50.0), invoice_date="2026-05-01")
        outcomes = nothing._bridge_set_flags(closed=True, ready=True)
        told = [name for name, documents in outcomes.items() if documents]
        self.assertEqual((told, outcomes["zero"]), (["zero"], nothing))
        self.assertIn("1 has a total of zero: there is nothing to send", nothing._bridge_flags_words(outcomes))
        self.assertIn("Its total is zero: there is nothing to send", nothing.message_ids[0].body)
        self.run_schedule()
        self.assertEqual(moves.bridge_state, "queued")
        self.assertFalse(nothing.bridge_transfer_id)
        self.assertFalse(self.con._flagged_documents(), "no run has anything left to do")
        self.release(nothing)
        self.turn(self.con)
        self.assertEqual((nothing.bridge_state, nothing.bridge_transfer_id.reason), ("rejected", "total_zero"))

    # === THE OTHER SCHEDULES === #

    def test_every_so_many_minutes(self):
        self.flow.every_minutes = 15
        moves = self.flagged("2026-05-03", "2026-05-04")
        with self.at("2026-05-03 12:00"):
            self.run_schedule()
            self.assertEqual(self.gone(moves), ["2026-05-03", "2026-05-04"], "of any day")
            later = self.flagged("2026-05-05")
        for minutes, taken in ((14, []), (15, ["2026-05-05"])):
            with self.at(f"2026-05-03 12:{minutes}"):
                self.run_schedule()
            self.assertEqual(self.gone(later), taken)

    def test_as_it_happens(self):
        """The release is woken when the second flag is set, or what has both is posted, and for nothing else."""
        self.flow.schedule = "at_once"
        self.triggers().unlink()
        move, draft = self.invoice(), self.invoice(post=False)
        draft._bridge_tick_flags()
        move.with_user(self.people["user", "a"]).bridge_closed = True
        self.assertFalse(self.triggers())
        move.with_user(self.people["user", "a"]).bridge_ready = True
        self.assertTrue(self.triggers())
        self.triggers().unlink()
        draft.action_post()
        self.assertTrue(self.triggers())
        self.run_schedule()
        self.assertEqual((move | draft).mapped("bridge_state"), ["queued", "queued"])
        self.triggers().unlink()
        self.release(self.invoice())
        self.assertFalse(self.triggers(), "what a person releases waits for no schedule")
        self.flow.schedule = "minutes"
        self.triggers().unlink()
        self.flagged("2026-05-03")
        self.assertFalse(self.triggers())

    def test_as_it_happens_takes_what_waited(self):
        self.flow.schedule = "hand"
        moves = self.flagged("2026-05-03")
        self.run_schedule()
        self.assertEqual(self.gone(moves), [])
        self.triggers().unlink()
        self.flow.schedule = "at_once"
        self.assertTrue(self.triggers())
        self.run_schedule()
        self.assertEqual(self.gone(moves), ["2026-05-03"])

    def test_flows_have_schedules_of_their_own(self):
        """Billing closes its day, customers meet twice a day: neither minds the other."""
        customers = self.con._customer_flow()
        self.assertEqual((customers.schedule, customers.pace), ("at_once", "run"))
        self.daily()
        self.con.customer_pace = "minutes"
        customers.every_minutes = 720
        self.assertEqual((customers.schedule, self.flow.schedule), ("minutes", "daily"))
        with self.at("2026-05-03 12:00"):
            customers.met_at = self.flow.last_scheduled_at = fields.Datetime.now()
            self.assertEqual((customers._meets_now(), self.flow._is_time()), (False, False))
        with self.at("2026-05-04 00:00"):
            self.assertEqual((customers._meets_now(), self.flow._is_time()), (True, False))
            customers._note_met()
        with self.at("2026-05-04 00:30"):
            self.assertEqual((customers._meets_now(), self.flow._is_time()), (False, True))

    def test_customers_daily_at_the_hour_of_the_connection(self):
        customers = self.con._customer_flow()
        customers.write({"pace": "daily", "at_hour": 6})
        customers.met_at = False
        self.assertTrue(customers._meets_now(), "never met: at once")
        with self.at("2026-05-03 12:00"):
            customers._note_met()
        for moment, meets in (("2026-05-04 05:59", False), ("2026-05-04 06:00", True)):
            with self.at(moment):
                self.assertEqual(customers._meets_now(), meets, moment)
        self.assertNotIn("dated", self.words(customers), "customers bear no date")
        customers.pace = "hand"
        self.assertFalse(customers._meets_now())

    # === WHO WAKES IT === #

    def test_the_host_is_asked_for_the_moment_itself(self):
        with self.at("2026-05-03 12:00"):
            self.triggers().unlink()
            self.flow.write({"schedule": "daily", "at_hour": 18})
            self.assertEqual(self.triggers().mapped("call_at"), [datetime(2026, 5, 3, 16, 0)])
            for _run in range(2):
                self.run_schedule()
            self.assertEqual(self.triggers().mapped("call_at"), [datetime(2026, 5, 3, 16, 0)], "once")
            self.con.tz = "America/New_York"
            self.assertIn(datetime(2026, 5, 3, 22, 0), self.triggers().mapped("call_at"))
            self.triggers("ir_cron_turn").unlink()
            self.con._customer_flow().write({"schedule": "weekly", "weekday": "4", "at_hour": 7})
            self.con._customer_flow().met_at = fields.Datetime.now()
            self.con._customer_flow()._plan_runs()
            self.assertEqual(self.triggers("ir_cron_turn").mapped("call_at"), [datetime(2026, 5, 8, 11, 0)])

    # === WHAT PEOPLE READ === #

    def test_what_starts_today_appears_tomorrow(self):
        with self.at("2026-11-22 15:00"):
            self.con.write({"state": "draft", "enabled_at": False, "date_from": "2026-11-22"})
            self.flow.write({"schedule": "daily", "at_hour": 0.5})
            self.assertEqual(self.flow.next_run_at, datetime(2026, 11, 22, 23, 30))
            self.assertEqual(
                self.words(),
                "Every day at 00:30, Europe/Berlin. Each run takes what is dated up to the day before, and nothing of"
                " the day itself. Starts today: the first documents appear tomorrow, 2026-11-23 at 00:30.",
            )
            # The day of whoever reads, and the day of the connection.
            self.assertIn(
                "the first documents appear today, 2026-11-22 at 18:30 (2026-11-23 00:30 in Europe/Berlin).",
                self.words(tz="America/New_York"),
            )
            self.flow.at_hour = 18
            self.assertIn("appear tomorrow, 2026-11-23 at 18:00", self.words(), "today is not over at six")
            self.flow.end_of_day = False
            self.assertIn("Starts today: the first documents appear today, 2026-11-22 at 18:00.", self.words())
            self.con.date_from = "2026-12-01"
            self.assertIn("Starts on 2026-12-01: the first documents appear on 2026-12-01 at 18:00.", self.words())

    def test_words_of_each_schedule(self):
        with self.at("2026-05-03 12:00"):
            now = fields.Datetime.now()
            self.flow.write({"schedule": "minutes", "every_minutes": 15, "last_scheduled_at": now})
            self.assertEqual(self.words(), "Every 15 minutes. Next run: today, 2026-05-03 at 12:15.")
            self.flow.last_scheduled_at = False
            self.assertIn("The next run is due: it comes within ten minutes.", self.words())
            self.flow.write({"schedule": "weekly", "weekday": "4", "at_hour": 17.75, "end_of_day": False})
            self.assertEqual(
                self.words(), "Every week on Friday at 17:45, Europe/Berlin. Next run: on 2026-05-08 at 17:45."
            )
            self.flow.schedule = "at_once"
            self.assertEqual(self.words(), "As it happens: a document is released as soon as it has both flags.")
            self.assertFalse(self.flow.next_run_at)
            self.flow.schedule = "hand"
            self.assertEqual(self.words(), "By hand: only what a person releases.")
            self.flow.schedule = "daily"
            self.flow.release_policy = "hand"
            self.assertIn("By hand", self.words())
            self.assertFalse(self.flow.next_run_at)
            self.flow.enabled = False
            self.assertIn("Switched off", self.words())
            others = self.con.flow_ids.filtered(lambda flow: not flow.is_scheduled)
            self.assertIn("item", others.mapped("kind"))
            self.assertTrue(all(self.words(flow) and not flow.next_run_at for flow in others))

    def test_the_tab_tells_of_every_schedule(self):
        self.flow.schedule = "at_once"
        self.people["user", "a"].tz = "Europe/Berlin"
        text = self.as_("user", self.con).schedule_text
        self.assertIn("Customers: With every run.", text.splitlines())
        self.assertIn(f"Invoices: {self.words()}", text.splitlines())

    def test_before_enable_the_first_run_is_told(self):
        with self.at("2026-05-03 12:00"):
            self.con.write({"state": "connecting", "enabled_at": False})
            self.assertIn("The first run comes as soon as documents may travel.", self.words())
            self.daily()
            self.assertIn("First run: tomorrow, 2026-05-04 at 00:30.", self.words())

    # === WHO MAY, AND WHAT IS NONSENSE === #

    def test_a_manager_changes_it_and_it_is_kept_who(self):
        before = self.con.message_ids
        self.as_("manager", self.flow).write({"schedule": "daily", "at_hour": 1.25})
        (note,) = self.con.message_ids - before
        self.assertIn("Schedule of Invoices: Every day at 01:15, Europe/Berlin. Closed days only.", note.body)
        self.assertEqual(note.author_id, self.people["manager", "a"].partner_id)
        before = self.con.message_ids
        self.as_("manager", self.flow).write({"schedule": "daily", "at_hour": 1.25})
        self.assertEqual(self.con.message_ids, before, "nothing was changed")
        for rank in ("user", "bookkeeper"):
            with self.assertRaises(AccessError):
                self.as_(rank, self.flow).schedule = "at_once"

    def test_nonsense_is_refused(self):
        for values in ({"every_minutes": 0}, {"every_minutes": 1441}, {"at_hour": 24.0}, {"at_hour": -0.5}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.flow.write(values)
                self.flow.flush_recordset()
