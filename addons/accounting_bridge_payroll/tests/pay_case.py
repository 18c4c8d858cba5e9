"""A company whose pay runs go to the ledger, an officer of its payroll, and people who are none."""

from dataclasses import replace
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.accounting_bridge.ledgers.documents import PURCHASES, Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation
from odoo.addons.accounting_bridge.tests.common import BridgeCommon
from odoo.addons.accounting_bridge.tests.double import DoubleLedger

from .pay_runs import PayRuns

GROUPS = "accounting_bridge.group_bridge_manager,payroll.group_payroll_manager,base.group_allow_export"
KNOWN = DoubleLedger.capabilities
WITH_BILLS = replace(
    KNOWN,
    operations={**KNOWN.operations, **dict.fromkeys(PURCHASES, frozenset((Operation.CREATE,)))},
    first_reads=(*KNOWN.first_reads, *PURCHASES),
    refreshed_reads=(*KNOWN.refreshed_reads, *PURCHASES),
)


class PayCase(PayRuns, BridgeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(DoubleLedger, "capabilities", WITH_BILLS))
        cls.officer = new_test_user(
            cls.env(context={"no_reset_password": True}),
            "officer_a",
            groups=GROUPS,
            name="Olive Officer",
            email="officer_a@example.com",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )
        for person in cls.people.values():
            person.group_ids += cls.env.ref("base.group_allow_export")
        cls.prepare_payroll(cls)
        cls.payee = cls._customer("Payroll Service")

    def paying(self, **values):
        """Return an enabled connection that sends pay runs."""
        self.put_there(Kind.ACCOUNT, "Wages")
        self.put_there(Kind.ACCOUNT, "Wages Liability")
        connection = self.connection()
        connection.write(
            {
                "sends_bills": True,
                "payroll_vendor_id": self.payee.id,
                "payroll_wages_account_id": self.mirrored(connection, Kind.ACCOUNT, "Wages").id,
                "payroll_liability_account_id": self.mirrored(connection, Kind.ACCOUNT, "Wages Liability").id,
                **values,
            }
        )
        return connection

    def officers(self, record):
        """Return a record as the payroll officer sees it."""
        return self.seen_by(self.officer, record)

    def simple_run(self, name="October", **options):
        return self.pay_run(name, self.structure("WAGE", "TAX"), self.employee("Ada", 3000.0), **options)

    def released(self):
        """Return a run that was released: its bill is queued."""
        self.paying()
        run = self.simple_run()
        self.officers(run).action_bridge_release()
        self.assertEqual(run.bridge_bill_ids.bridge_state, "queued")
        return run

    def processed(self):
        """Return a run whose bill the ledger holds, as it stands when the answer is in."""
        run = self.released()
        bill = run.bridge_bill_ids
        row = self.env["bridge.remote.record"].create(
            {
                "connection_id": bill.connection_id.id,
                "kind": bill.kind,
                "remote_id": "bill-1",
                "number": bill.number,
                "full_name": bill.name,
                "total": bill.net,
                "details": {"lines": [{"account": "Wages", "amount": "3000.00"}]},
            }
        )
        bill.transfer_id._move_to("sending", {bill.transfer_id.id: {}})
        bill.transfer_id._move_to("processed", {bill.transfer_id.id: {}})
        bill.binding_id._bind(row, "created")
        bill.binding_id.write({"remote_total": "2400.00", "totals_agree": True})
        self.env.invalidate_all()
        return run
