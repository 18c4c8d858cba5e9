"""Pay codes in the mapping as a whole: what of them is missing, and how they go from client to client."""

import base64
import json

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .pay_case import PayCase


@tagged("post_install", "-at_install")
class TestPayMapping(PayCase):
    """Pay codes that finished slips use and that go by the default, or by none."""

    def setUp(self):
        super().setUp()
        self.con = self.paying(date_from="2026-10-01")
        structure = self.structure("WAGE", "TAX", "EMPLOYER")
        self.pay_run("October", structure, self.employee("Ada", 3000.0), self.employee("Bo", 2000.0))

    def gaps(self, reader=None):
        """Return ``{key: (level, slips)}`` of pay codes."""
        rows = (reader or self.officers(self.con))._mapping_gaps()
        return {row["key"]: (row["level"], row["count"]) for row in rows if row["key"].startswith("pay_code")}

    def key(self, code):
        return f"pay_code:{self.rules[code].id}"

    def maps(self, code, account, owed=None):
        row = self.mirrored(self.con, Kind.ACCOUNT, account)
        values = {"connection_id": self.con.id, "kind": "pay_code", "salary_rule_id": self.rules[code].id}
        values |= {"remote_record_id": row.id}
        if owed:
            values["liability_record_id"] = self.mirrored(self.con, Kind.ACCOUNT, owed).id
        return self.env["bridge.mapping"].create(values)

    def test_pay_codes_that_slips_use(self):
        """The net and pay codes of nobody are none; with the accounts of the settings they go by the default."""
        self.assertEqual(self.gaps(), {self.key(code): ("default", 2) for code in ("WAGE", "TAX", "EMPLOYER")})
        self.maps("WAGE", "Wages")
        self.assertNotIn(self.key("WAGE"), self.gaps())
        self.con.payroll_liability_account_id = False
        self.assertEqual(self.gaps(), {self.key(code): ("blocked", 2) for code in ("TAX", "EMPLOYER")})
        action = self.officers(self.con).with_context(gap=self.key("TAX")).action_close_gap()
        self.assertEqual(action["context"]["default_salary_rule_id"], self.rules["TAX"].id)
        self.assertEqual(action["context"]["default_kind"], "pay_code")

    def test_only_officers_see_them(self):
        self.assertEqual(self.gaps(self.as_("manager", self.con)), {})

    def test_from_client_to_client(self):
        """The account and the one that an employer cost is owed on, by name."""
        mapping = self.maps("EMPLOYER", "Wages", "Wages Liability")
        manager = self.officers(self.con)
        page = self.env["bridge.mapping.export"].browse(manager.action_export_mapping()["res_id"])
        content = json.loads(base64.b64decode(page.file))
        row = next(row for row in content["rows"] if row["kind"] == "pay_code")
        self.assertEqual(row["ours"], {"code": "EMPLOYER", "name": "Employer"})
        self.assertEqual(row["others"]["liability_record_id"]["name"], "Wages Liability")
        mapping.unlink()
        lost = {**row, "ours": {"code": "TAX", "name": "Tax"}}
        lost["others"] = {"liability_record_id": {**row["others"]["liability_record_id"], "name": "Nowhere"}}
        action = manager.action_import_mapping()
        page = self.officers(self.env["bridge.mapping.import"].browse(action["res_id"]))
        page.file = base64.b64encode(json.dumps({**content, "rows": [row, lost], "settings": {}}).encode())
        page.action_check()
        self.assertEqual(
            {line.ours_name: line.verdict for line in page.line_ids},
            {"EMPLOYER Employer": "new", "TAX Tax": "theirs_missing"},
        )
        page.action_write()
        self.env.invalidate_all()
        (mapping,) = self.con.mapping_ids.filtered("salary_rule_id")
        self.assertEqual(mapping.salary_rule_id, self.rules["EMPLOYER"])
        self.assertEqual(
            (mapping.remote_record_id.full_name, mapping.liability_record_id.full_name), ("Wages", "Wages Liability")
        )
