"""A mapping carried from one client to another as a file: by codes and names, and what did not match is listed."""

import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestMappingFile(BridgeCommon):
    """Two companies, two ledgers with other ids: what both have by name arrives, the rest is said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax_there = cls.env["account.tax"]
        cls.both = cls.company_a | cls.company_b
        # The other client: its own tax of the same name, its own account of the same code.
        cls.env["account.tax.group"].create({"name": "Taxes", "company_id": cls.company_b.id})
        country = cls.company_a.account_fiscal_country_id
        cls.company_b.account_fiscal_country_id = country
        cls.taxes_b = cls.env["account.tax"].with_company(cls.company_b)
        cls.taxes_b = cls.taxes_b.create(
            [
                {"name": "8 % on top", "amount": 8, "type_tax_use": use, "company_id": cls.company_b.id}
                for use in ("sale", "purchase")
            ]
        )
        cls.account_b = cls.env["account.account"].create(
            {
                "name": "Rent income",
                "code": "400900",
                "account_type": "income",
                "company_ids": [(6, 0, cls.company_b.ids)],
            }
        )
        cls.account_a = cls.company_data["default_account_revenue"].copy({"name": "Rentals", "code": "400900"})

    def setUp(self):
        super().setUp()
        for name in ("Labour", "Parts"):
            self.put_there(Kind.ITEM, name)
        self.put_there(Kind.TAX, "Eight")
        self.first = self.connection(line_item_id=False)
        self.category = self.env["product.category"].create({"name": "Night"})
        self.first.line_item_id = self.mirrored(self.first, Kind.ITEM, "Parts")
        self.maps("tax", "tax_id", self.tax_8, self.mirrored(self.first, Kind.TAX, "Eight"))
        self.maps("product", "product_id", self.service, self.mirrored(self.first, Kind.ITEM, "Labour"))
        self.maps("category", "category_id", self.category, self.mirrored(self.first, Kind.ITEM, "Labour"))
        self.maps("line", "account_id", self.account_a, self.mirrored(self.first, Kind.ITEM, "Parts"))

    def maps(self, kind, column, ours, theirs):
        values = {"connection_id": self.first.id, "kind": kind, column: ours.id, "remote_record_id": theirs.id}
        return self.env["bridge.mapping"].create(values)

    def there(self, connection, kind, name, **values):
        number = self.env["bridge.remote.record"].search_count([]) + 1
        return self.env["bridge.remote.record"].create(
            {
                "connection_id": connection.id,
                "kind": kind,
                "remote_id": f"OTHER-{number}",
                "name": name,
                "full_name": name,
                "details": {},
                **values,
            }
        )

    def second(self):
        """Return the connection of the other client, whose ledger was read."""
        connection = self.connection(company=self.company_b, enabled=False)
        connection.sudo().first_read_at = self.first.first_read_at
        return connection

    def exported(self, connection=None):
        """Return the content of the file."""
        action = self.as_("bookkeeper", connection or self.first).action_export_mapping()
        page = self.as_("bookkeeper", self.env["bridge.mapping.export"].browse(action["res_id"]))
        return json.loads(base64.b64decode(page.file))

    def checked(self, connection, content, rank="manager", where="b"):
        """Return the page that says what matches."""
        action = self.as_(rank, connection, where).action_import_mapping()
        page = self.as_(rank, self.env["bridge.mapping.import"].browse(action["res_id"]), where)
        page.file = base64.b64encode(content if isinstance(content, bytes) else json.dumps(content).encode())
        page.action_check()
        return page

    def said(self, page):
        return {line.ours_name: line.verdict for line in page.line_ids}

    def test_codes_and_names_never_ids(self):
        content = self.exported()
        self.assertEqual((content["format"], content["ledger"]), ("accounting-bridge-mapping", "double"))
        rows = {row["kind"]: row for row in content["rows"]}
        self.assertEqual(rows["tax"]["ours"], {"code": "", "name": "8 % on top", "use": "sale", "rate": "8"})
        self.assertEqual(rows["product"]["ours"], {"code": "CONS", "name": "Consulting"})
        self.assertEqual(rows["line"]["ours"], {"code": "400900", "name": "Rentals"})
        self.assertEqual(rows["tax"]["theirs"], {"kind": "tax", "number": "", "name": "Eight"})
        self.assertEqual(content["settings"]["line_item_id"]["name"], "Parts")
        text = json.dumps(content)
        for row in self.first.mapping_ids.remote_record_id:
            self.assertNotIn(row.remote_id, text)

    def test_from_one_client_to_another(self):
        """What matches is ticked and written, what does not is listed before and after; nothing is written before."""
        second = self.second()
        self.there(second, "tax", "EIGHT")
        self.there(second, "item", "labour")
        self.there(second, "item", "Parts")
        self.there(second, "item", "parts")
        page = self.checked(second, self.exported())
        self.assertFalse(second.mapping_ids)
        self.assertEqual(
            self.said(page),
            {
                "8 % on top": "new",
                "CONS Consulting": "new",
                "Night": "new",
                "400900 Rentals": "theirs_several",
                "Item for lines without a product": "theirs_several",
                "Revenue account": "theirs_missing",
                "Item expense account": "theirs_missing",
            },
        )
        self.assertEqual((page.fitting_count, page.unmatched_count, page.same_count), (3, 4, 0))
        self.assertFalse(page.line_ids[0].is_matched, "what did not match is listed first")
        page.action_write()
        self.env.invalidate_all()
        self.assertEqual((page.state, page.written_count, page.unmatched_count), ("written", 3, 4))
        mapped = {mapping.kind: mapping for mapping in second.mapping_ids}
        self.assertEqual(mapped["tax"].tax_id, self.taxes_b[0], "the one of that company, and for sales")
        self.assertEqual(mapped["product"].remote_record_id.full_name, "labour")
        self.assertEqual(mapped["category"].category_id, self.category)
        self.assertEqual(set(mapped), {"tax", "product", "category"})
        with self.assertRaises(UserError):
            page.action_write()

    def test_what_does_not_match_here(self):
        """Another rate, a product that is not here, an entry of another kind, a kind that no addon knows."""
        second = self.second()
        self.there(second, "tax", "Eight")
        self.there(second, "item", "Labour")
        content = self.exported()
        self.taxes_b[0].amount = 9
        rows = {row["kind"]: row for row in content["rows"]}
        rows["product"]["ours"] = {"code": "NOWHERE", "name": "Nowhere"}
        rows["category"]["theirs"]["kind"] = "tax"
        rows["category"]["theirs"]["name"] = "Eight"
        content["rows"].append({"kind": "moon_phase", "ours": {"name": "Full"}, "theirs": rows["tax"]["theirs"]})
        content["rows"].append({"kind": "journal", "ours": {"code": "NONE"}, "number_rule": "compact"})
        page = self.checked(second, content)
        said = self.said(page)
        self.assertEqual(
            {name: said[name] for name in ("8 % on top", "NOWHERE Nowhere", "Night", "Full", "NONE")},
            {
                "8 % on top": "unfit",
                "NOWHERE Nowhere": "ours_missing",
                "Night": "unfit",
                "Full": "unfit",
                "NONE": "ours_missing",
            },
        )
        words = page.line_ids.filtered(lambda line: line.ours_name == "8 % on top").words
        self.assertEqual(words, "It charges 8 % in the file and 9 % here.")
        with self.assertRaises(UserError):
            page.action_write()
        self.assertFalse(second.mapping_ids)

    def test_read_again_where_it_came_from(self):
        """What is mapped like that is left alone; what is mapped otherwise is changed only where somebody ticks it."""
        content = self.exported()
        page = self.checked(self.first, content, where="a")
        self.assertEqual({line.verdict for line in page.line_ids}, {"same"})
        mapping = self.first.mapping_ids.filtered("category_id")
        mapping.remote_record_id = self.mirrored(self.first, Kind.ITEM, "Parts")
        page = self.checked(self.first, content, where="a")
        line = page.line_ids.filtered(lambda line: line.verdict == "changes")
        self.assertEqual((line.ours_name, line.is_ticked, line.words), ("Night", False, "Now it is Parts."))
        line.is_ticked = True
        page.action_write()
        self.env.invalidate_all()
        self.assertEqual(mapping.remote_record_id.full_name, "Labour")

    def test_two_rows_about_the_same(self):
        """The first that fits is taken, the other one says why it is not; one that does not fit takes no place."""
        second = self.second()
        for name in ("Labour", "Parts"):
            self.there(second, "item", name)
        content = self.exported()
        rows = {row["kind"]: row for row in content["rows"]}
        nowhere = {**rows["product"], "theirs": {"kind": "item", "number": "", "name": "Nowhere"}}
        other = {**rows["product"], "theirs": {"kind": "item", "number": "", "name": "Parts"}}
        page = self.checked(second, {**content, "settings": {}, "rows": [nowhere, rows["product"], other]})
        lines = page.line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("verdict"), ["theirs_missing", "new", "unfit"])
        self.assertEqual(lines[2].words, "Another row of this file is about the same.")
        self.assertEqual(lines.mapped("is_ticked"), [False, True, False])
        lines[2].is_ticked = True
        page.action_write()
        self.env.invalidate_all()
        self.assertEqual(second.mapping_ids.remote_record_id.full_name, "Labour")
        # Of one that is mapped already the last row does not win in silence either.
        page = self.checked(second, {**content, "settings": {}, "rows": [rows["product"], other]})
        self.assertEqual(page.line_ids.sorted("sequence").mapped("verdict"), ["same", "unfit"])

    def test_changed_rows_cost_no_query_each(self):
        """What waited is looked for once, however many rows change a mapping."""
        products = [self._service(f"Product {number}", f"P-{number}") for number in range(12)]
        labour, parts = (self.mirrored(self.first, Kind.ITEM, name) for name in ("Labour", "Parts"))
        taxes = [self._tax(f"Tax {number}", number + 1) for number in range(12)]
        eight = self.mirrored(self.first, Kind.TAX, "Eight")
        nine = self.there(self.first, "tax", "Nine")
        for product in products:
            self.maps("product", "product_id", product, labour)
        for tax in taxes:
            self.maps("tax", "tax_id", tax, eight)
        content = self.exported() | {"settings": {}}
        rows = [row for row in content["rows"] if row["ours"]["name"][:4] in ("Prod", "Tax ")]
        for row in rows:
            row["theirs"]["name"] = "Parts" if row["kind"] == "product" else "Nine"
        costs = []
        # The first time also asks who may.
        for number in (2, 4, 12):
            some = [row for row in rows if row["kind"] == "product"][:number]
            some += [row for row in rows if row["kind"] == "tax"][:number]
            page = self.checked(self.first, {**content, "rows": some}, where="a")
            page.line_ids.filtered(lambda line: line.verdict == "changes").is_ticked = True
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            page.action_write()
            self.env.flush_all()
            costs.append(self.cr.sql_log_count - before)
        moved = self.first.mapping_ids.filtered(lambda one: one.product_id.id in [each.id for each in products])
        self.assertEqual(len(moved), 12)
        self.assertEqual(moved.remote_record_id, parts)
        self.assertEqual(len(self.first.mapping_ids.filtered(lambda one: one.remote_record_id == nine)), 12)
        self.assertLessEqual(costs[2], costs[1] + 2, costs)

    def test_changed_rows_free_what_waited(self):
        mapping = self.first.mapping_ids.filtered("tax_id")
        self.there(self.first, "tax", "Nine")
        content = self.exported() | {"settings": {}}
        content["rows"] = [row for row in content["rows"] if row["kind"] == "tax"]
        content["rows"][0]["theirs"]["name"] = "Nine"
        finding = {"reason": "tax_unmapped", "root": f"tax:{self.tax_8.id}", "kind": "invoice", "arguments": {}}
        (issue_id,) = self.env["bridge.issue"]._file(self.first.id, [finding]).values()
        page = self.checked(self.first, content, where="a")
        page.line_ids.is_ticked = True
        page.action_write()
        self.env.invalidate_all()
        self.assertEqual(mapping.remote_record_id.full_name, "Nine")
        self.assertEqual(self.env["bridge.issue"].browse(issue_id).state, "solved")

    def test_the_settings_are_a_managers(self):
        page = self.checked(self.first, self.exported(), "bookkeeper", "a")
        settings = page.line_ids.filtered("setting")
        self.assertEqual(set(settings.mapped("verdict")), {"unfit"})
        self.first.line_item_id = False
        page = self.checked(self.first, self.exported() | {"rows": []}, "manager", "a")
        self.assertEqual(set(page.line_ids.mapped("verdict")), {"same"})

    def test_settings_arrive(self):
        content = self.exported()
        self.first.line_item_id = False
        page = self.checked(self.first, content, "manager", "a")
        self.assertEqual(self.said(page)["Item for lines without a product"], "new")
        page.action_write()
        self.assertEqual(self.first.line_item_id.full_name, "Parts")

    def test_strange_files(self):
        good = self.exported()
        deep = b"[" * 100_000 + b"]" * 100_000
        for content in (
            b"", b"no json", b"\xff\xfe\x00", b"[]", b"{}", deep, {**good, "version": 99}, {**good, "rows": {}},
            {**good, "rows": [1]}, {**good, "rows": [{"kind": 5}]}, {**good, "settings": []}, {**good, "format": "x"},
            {**good, "rows": [], "settings": {}},
        ):  # fmt: skip
            with self.subTest(content=str(content)[:60]), self.assertRaises(UserError):
                self.checked(self.first, content, where="a")
        odd = {"kind": "tax", "ours": {"name": ["a"], "code": None}, "theirs": "Eight"}
        page = self.checked(self.first, {**good, "rows": [odd, {"kind": "line"}], "settings": {"seal": {}}}, where="a")
        self.assertEqual(page.line_ids.mapped("verdict"), ["ours_missing"] * 2)

    def test_who_may(self):
        for action in ("action_export_mapping", "action_import_mapping"):
            with self.assertRaises(AccessError):
                getattr(self.as_("user", self.first), action)()
        page = self.checked(self.first, self.exported(), "bookkeeper", "a")
        with self.assertRaises(AccessError):
            self.as_("user", page).action_write()
        with self.assertRaises(AccessError):
            self.as_("manager", page, "b").read(["state"])
