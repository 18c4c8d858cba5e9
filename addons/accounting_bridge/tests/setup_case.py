"""A manager who presses the buttons of the set-up, on any ledger."""

from odoo.tests import Form

from ..ledgers.documents import Kind

FORM = "accounting_bridge.bridge_connection_view_form_setup"


class SetupCase:
    """Mixed into a case of a ledger. ``mode`` is what is chosen at *Express or Advanced*."""

    mode = "advanced"

    def begin(self, **values):
        """*New connection*: choose the ledger on the first page. :return: the draft, as the manager sees it."""
        manager = self.as_("manager", self.env["bridge.connection"])
        action = manager.env["ir.actions.act_window"]._for_xml_id("accounting_bridge.action_bridge_setup")
        self.assertEqual(action["view_id"][0], self.env.ref(FORM).id)
        form = Form(manager.with_context(default_setup_step="consent"), view=FORM)
        form.ledger = self.ledger_code
        form.company_id = self.company_a
        connection = form.save()
        connection.write({"date_from": "2020-01-01", **values})
        return connection

    def choose_accounts(self, connection):
        account = self.mirrored(connection, Kind.ACCOUNT, "Sales")
        connection.write({"income_account_id": account.id, "expense_account_id": account.id, "backup_confirmed": True})

    def map(self, connection):
        """What is to be done at *Mapping*."""
        self.turn(connection)
        self.choose_accounts(connection)

    def walk_to(self, connection, step):
        """Press what each step wants, as far as a step."""
        does = {
            "consent": connection.action_setup_consent,
            "connect": lambda: self.connect(connection),
            "mode": lambda: connection.write({"setup_mode": self.mode}),
            "mapping": lambda: self.map(connection),
        }
        while connection.setup_step != step:
            here = connection.setup_step
            does.get(here, lambda: None)()
            if here != "consent":
                connection.action_setup_continue()
            self.assertNotEqual(connection.setup_step, here)
        return connection

    def states(self, connection):
        return {step["code"]: step["state"] for step in connection.setup_steps}
