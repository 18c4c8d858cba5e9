"""Nobody but payroll officers sees anything of a pay run: model by model, in mails, and who is asked."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..seeing import PAY_KINDS
from ..uninstalling import forget_pay_runs
from .pay_case import PayCase

# What a pay run leaves behind.
MODELS = (
    "bridge.binding",
    "bridge.binding.event",
    "bridge.transfer",
    "bridge.transfer.event",
    "bridge.exchange",
    "bridge.exchange.line",
    "bridge.batch",
    "bridge.issue",
    "bridge.remote.record",
    "bridge.pay.bill",
    "bridge.plan.line",
)


@tagged("post_install", "-at_install")
class TestPayRights(PayCase):
    def traces(self):
        """Return ``{model: rows that a pay run has left}``."""
        run = self.processed()
        self.change_wage(run, run.slip_ids.employee_id, 3100.0)
        bill = run.bridge_bill_ids
        link, transfer, connection = bill.binding_id, bill.transfer_id, bill.connection_id
        session = self.env["bridge.session"].create({"connection_id": connection.id, "origin": "schedule"})
        exchange = self.env["bridge.exchange"].create(
            {
                "connection_id": connection.id,
                "session_id": session.id,
                "purpose": "write",
                "state": "applied",
                "key": "b1",
                "requests": [{"type": "push", "kind": "invoice"}, {"type": "push", "kind": bill.kind}],
                "payload": "<Amount>2400.00</Amount>",
            }
        )
        line = self.env["bridge.exchange.line"].create(
            {
                "exchange_id": exchange.id,
                "connection_id": connection.id,
                "transfer_id": transfer.id,
                "position": 0,
                "key": "t1",
                "digest": "d",
                "total": "2400.00",
            }
        )
        event = self.env["bridge.binding.event"].create(
            {"binding_id": link.id, "connection_id": connection.id, "at": "2026-11-01", "what": "linked"}
        )
        plan = self.env["bridge.plan"].create({"connection_id": connection.id, "subject": "customers"})
        plan_line = self.env["bridge.plan.line"].create(
            {
                "plan_id": plan.id,
                "connection_id": connection.id,
                "mark": "update",
                "binding_id": link.id,
                "name": "Ada 2400.00",
            }
        )
        return {
            "bridge.binding": link,
            "bridge.binding.event": event,
            "bridge.transfer": transfer,
            "bridge.transfer.event": transfer.event_ids,
            "bridge.exchange": exchange,
            "bridge.exchange.line": line,
            "bridge.batch": transfer.batch_id,
            "bridge.issue": run.bridge_issue_ids,
            "bridge.remote.record": link.remote_record_id,
            "bridge.pay.bill": bill,
            "bridge.plan.line": plan_line,
        }

    def test_no_model_shows_a_pay_run_to_a_manager_who_is_no_officer(self):
        traces = self.traces()
        self.assertEqual(set(traces), set(MODELS))
        for model, rows in traces.items():
            self.assertTrue(rows, model)
            with self.subTest(model):
                domain = [("id", "in", rows.ids)]
                self.assertEqual(self.officers(self.env[model]).search(domain), rows)
                self.officers(rows).read()
                for rank in ("user", "bookkeeper", "manager"):
                    theirs = self.as_(rank, rows)
                    if model == "bridge.pay.bill":
                        self.assertRaises(AccessError, theirs.search, domain)
                        continue
                    self.assertFalse(theirs.search(domain))
                    self.assertEqual(theirs.search_count(domain), 0)
                    self.assertEqual(theirs.formatted_read_group(domain, ["connection_id"], ["__count"]), [])
                    self.assertEqual(theirs.web_search_read(domain, {"display_name": {}})["length"], 0)
                    with self.assertRaises(AccessError):
                        theirs.read()
                    # What somebody else has read a moment ago is in the cache of this transaction.
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError):
                        theirs.export_data(["connection_id"])

    def test_every_table_keeps_to_its_company(self):
        run = self.released()
        bill = run.bridge_bill_ids
        payee = self.env["bridge.payee.class"].create(
            {
                "connection_id": bill.connection_id.id,
                "name": "Guards",
                "struct_ids": run.slip_ids.struct_id.ids,
                "partner_id": self.payee.id,
            }
        )
        elsewhere = self.people["manager", "b"]
        elsewhere.group_ids += self.env.ref("payroll.group_payroll_manager")
        for rows in (bill, payee):
            self.assertFalse(self.seen_by(elsewhere, rows).search([("id", "in", rows.ids)]))
            self.assertEqual(self.officers(rows).search([("id", "in", rows.ids)]), rows)
        with self.assertRaises(AccessError):
            self.officers(bill).write({"net": 1})
        with self.assertRaises(AccessError):
            self.as_("bookkeeper", payee).write({"name": "Office"})
        wizard = self.officers(self.env["bridge.pay.reopen"]).create({"run_id": run.id, "why": "mine"})
        self.assertFalse(self.seen_by(elsewhere, wizard).search([("id", "=", wizard.id)]))
        with self.assertRaises(AccessError):
            self.as_("manager", self.env["bridge.pay.reopen"]).create({"run_id": run.id, "why": "theirs"})

    def test_when_the_addon_goes_no_amount_stays_behind(self):
        traces = self.traces()
        exchange = traces["bridge.exchange"]
        forget_pay_runs(self.env)
        kept = ("bridge.exchange", "bridge.pay.bill")
        left = [model for model, rows in traces.items() if model not in kept and rows.exists()]
        self.assertEqual(left, [])
        self.assertFalse(exchange.payload)
        self.assertFalse(exchange.line_ids)

    def test_when_the_ledger_goes_its_bills_go_and_the_run_stays(self):
        run = self.processed()
        bill, connection = run.bridge_bill_ids, run.bridge_bill_ids.connection_id
        connection._remove_with_history()
        self.assertFalse(connection.exists())
        self.assertFalse(bill.exists())
        self.assertEqual((run.state, run.bridge_locked), ("close", True))
        self.officers(run)._bridge_reopen("The ledger is gone")
        self.assertFalse(run.bridge_locked)

    def test_other_documents_are_seen_as_before(self):
        connection = self.paying()
        move = self.invoice()
        self.release(move)
        transfer = move.bridge_transfer_id
        for rows in (transfer, transfer.binding_id, transfer.batch_id, transfer.event_ids):
            self.assertEqual(self.as_("user", rows.browse()).search([("id", "in", rows.ids)]), rows)
        self.turn(connection)
        exchanges = self.as_("manager", self.env["bridge.exchange"]).search([("connection_id", "=", connection.id)])
        self.assertIn("write", exchanges.mapped("purpose"))
        self.assertFalse(any(exchanges.mapped("is_payroll")))

    def test_a_round_trip_that_reads_bills_is_hidden_as_well(self):
        connection = self.paying()
        session = self.env["bridge.session"].create({"connection_id": connection.id, "origin": "schedule"})
        made = self.env["bridge.exchange"].create(
            [
                {
                    "connection_id": connection.id,
                    "session_id": session.id,
                    "purpose": "read",
                    "state": "applied",
                    "key": f"r{number}",
                    "requests": [{"type": "pull", "kind": kind}],
                }
                for number, kind in enumerate(("customer", *PAY_KINDS))
            ]
        )
        self.assertEqual(made.mapped("is_payroll"), [False, True, True])
        self.assertEqual(self.as_("manager", made).search([("id", "in", made.ids)]), made[0])

    def test_pay_runs_never_share_a_batch(self):
        run = self.released()
        move = self.invoice()
        self.release(move)
        transfers = run.bridge_bill_ids.transfer_id | move.bridge_transfer_id
        self.assertEqual(transfers.batch_id.mapped("is_payroll"), [True, False])
        transfers._move_to("rejected", {transfer.id: {} for transfer in transfers})
        self.env["bridge.batch"]._release_transfers(transfers)
        self.env.invalidate_all()
        self.assertEqual(len(transfers.batch_id), 2)
        for batch in transfers.batch_id:
            self.assertEqual(len({transfer.kind in PAY_KINDS for transfer in batch.transfer_ids}), 1)
            self.assertEqual(batch.is_payroll, batch.transfer_ids[:1].kind in PAY_KINDS)

    # === MAILS, AND WHO IS ASKED === #

    def test_reports_of_pay_runs_go_to_officers_only(self):
        run = self.processed()
        batch = run.bridge_bill_ids.transfer_id.batch_id
        connection = batch.connection_id
        connection.report_user_ids = self.people["manager", "a"] | self.officer
        self.assertEqual(batch._report_recipients(), self.officer.partner_id)
        rows = batch._report_rows()
        self.assertEqual([row["total"] for row in rows["processed"] + rows["warnings"]], ["2400.00"])
        before = self.env["mail.mail"].search([])
        self.env["bridge.batch"]._report_complete(connection.id)
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mail), 1)
        self.assertIn("2400.00", mail.body_html)
        sent_to = mail.recipient_ids.mapped("email") + [mail.email_to or ""]
        self.assertIn("officer_a@example.com", "".join(sent_to))
        self.assertNotIn("manager_a@example.com", "".join(sent_to))

    def test_no_digest_tells_of_a_pay_run(self):
        run = self.processed()
        batch = run.bridge_bill_ids.transfer_id.batch_id
        batch.write({"origin": "schedule", "state": "done"})
        before = self.env["mail.mail"].search([])
        self.env["bridge.batch"]._send_digests()
        self.assertEqual(self.env["mail.mail"].search([]), before)
        self.assertTrue(batch.told_at)

    def test_only_officers_are_asked(self):
        run = self.processed()
        self.change_wage(run, run.slip_ids.employee_id, 3100.0)
        issue = run.bridge_issue_ids
        connection = issue.connection_id
        connection.write({"bookkeeper_id": self.people["bookkeeper", "a"].id, "contact_id": False})
        with self.assertRaisesRegex(UserError, "payroll officer"):
            self.officers(issue).action_ask()
        connection.contact_id = self.officer
        self.officers(issue).action_ask()
        self.assertEqual(issue.activity_ids.user_id, self.officer)

    def test_words_of_runs_name_no_pay(self):
        run = self.processed()
        session = self.env["bridge.session"].create(
            {"connection_id": run.bridge_bill_ids.connection_id.id, "origin": "schedule", "state": "done"}
        )
        said = " ".join(str(value) for row in self.as_("manager", session).read() for value in row.values())
        self.assertNotIn("2400", said)
        self.assertNotIn("October", said)
        notes = run.bridge_bill_ids.connection_id.message_ids
        self.assertFalse([note for note in notes if "2400" in (note.body or "") or "Ada" in (note.body or "")])
