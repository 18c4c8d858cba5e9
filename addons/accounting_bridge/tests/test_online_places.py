"""Where a document belongs (a location, for the whole of it) and where its customer gets mail."""

from odoo.tests import tagged

from .online_documents_case import OnlineDocumentsCase

TRACKED = {"tax": "manual", "preferences": {"AccountingInfoPrefs": {"TrackDepartments": True}}}


class LocationsCase(OnlineDocumentsCase):
    def setUp(self):
        super().setUp()
        plan = self.env["account.analytic.plan"].create({"name": "Branches"})
        self.austin, self.boston = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id, "company_id": self.company_a.id} for name in ("Austin", "Boston")]
        )

    def of(self, account):
        return {"analytic_distribution": {str(account.id): 100.0}}

    def location(self, move):
        entity = "Invoice" if move.move_type == "out_invoice" else "CreditMemo"
        entry = self.book.read(entity, self.transfer(move).binding_id.external_id)
        return entry.get("DepartmentRef", {}).get("name", "")


@tagged("post_install", "-at_install")
class TestOnlineLocations(LocationsCase):
    profile = TRACKED

    def before_connecting(self):
        for name in ("Austin", "Boston"):
            self.desk.add_location(name)

    def setUp(self):
        super().setUp()
        self.map_there("location", self.austin, "Austin")
        self.map_there("location", self.boston, "Boston")

    def test_one_for_the_document(self):
        move = self.processed(self.line(**self.of(self.austin)), self.line(**self.of(self.austin)), self.line())
        credit = self.sent_off(self.credit_note(self.line(**self.of(self.boston))))
        self.assertEqual((self.location(move), self.location(credit)), ("Austin", "Boston"))
        (body,) = [call["body"] for call in self.written("invoice")]
        self.assertEqual(set(body["DepartmentRef"]), {"value"})
        self.assertFalse(any("DepartmentRef" in line["SalesItemLineDetail"] for line in body["Line"]))
        self.assert_same(move | credit)

    def test_changed(self):
        move = self.processed(self.line(**self.of(self.austin)))
        line = move.invoice_line_ids
        self.edit(move, invoice_line_ids=[(1, line.id, self.of(self.boston))])
        self.turn(self.link)
        self.assertEqual(self.location(move), "Boston")
        self.assertEqual(self.where(move), ("processed", ""))

    def test_none(self):
        move = self.processed(self.line())
        self.assertEqual(self.location(move), "")
        self.assertNotIn("DepartmentRef", self.written("invoice")[-1]["body"])

    def test_several(self):
        """A document has one there: it goes without, and the preview says so."""
        move = self.invoice(self.line(**self.of(self.austin)), self.line(**self.of(self.boston)))
        line = self.preview(move)[move]
        self.assertEqual(line.level, "warning")
        self.assertIn("Austin, Boston", line.text)
        self.sent_off(move)
        self.assertEqual(self.location(move), "")

    def test_a_new_one_is_read(self):
        self.desk.add_location("Chicago")
        self.turn(self.link)
        self.assertEqual(len(self.env["bridge.remote.record"].search([("kind", "=", "location")])), 3)

    def test_switched_off_afterwards(self):
        self.desk.set_preference("AccountingInfoPrefs", "TrackDepartments", False)
        self.assertFalse(self.link.clash_text)
        self.env["bridge.connection"].browse(self.link.id).company_details = {
            **self.link.company_details,
            "locations": False,
        }
        self.assertIn("locations, which are switched off", self.link.clash_text)
        move = self.processed(self.line(**self.of(self.austin)))
        self.assertNotIn("DepartmentRef", self.written("invoice")[-1]["body"])
        self.assertEqual(self.location(move), "")


@tagged("post_install", "-at_install")
class TestOnlineLocationsOff(LocationsCase):
    """A company that keeps none: none are asked for, and nothing is said of them."""

    def test_nothing_is_said(self):
        move = self.processed(self.line(**self.of(self.austin)))
        self.assertNotIn("DepartmentRef", self.written("invoice")[-1]["body"])
        self.assertEqual(self.location(move), "")
        self.forget_what_left()
        self.later()
        self.assertNotIn("Department", str(self.sent))


@tagged("post_install", "-at_install")
class TestOnlineMailAddress(OnlineDocumentsCase):
    """A document knows where its customer gets mail, and QuickBooks never mails it by itself."""

    def there(self, move):
        entity = "Invoice" if move.move_type == "out_invoice" else "CreditMemo"
        entry = self.book.read(entity, self.transfer(move).binding_id.external_id)
        return entry.get("BillEmail", {}).get("Address", ""), entry["EmailStatus"]

    def assert_nothing_is_mailed(self):
        said = {call["body"].get("EmailStatus") for path in ("invoice", "creditmemo") for call in self.written(path)}
        self.assertLessEqual(said, {"NotSet", None})
        self.assertEqual(self.book.mails(), [])

    def test_of_the_customer(self):
        self.customer.email = "ann@baker.example"
        move, credit = self.processed(), self.sent_off(self.credit_note())
        for each in (move, credit):
            self.assertEqual(self.there(each), ("ann@baker.example", "NotSet"))
        self.assert_nothing_is_mailed()

    def test_of_the_address(self):
        """The invoice address has its own."""
        self.customer.email = "ann@baker.example"
        books = self.env["res.partner"].create(
            {"parent_id": self.customer.id, "type": "invoice", "name": "Books", "email": "books@baker.example"}
        )
        move = self.invoice(post=False)
        move.partner_id = books
        move.action_post()
        self.sent_off(move)
        self.assertEqual(self.there(move), ("books@baker.example", "NotSet"))

    def test_none_and_no_address_at_all(self):
        """What would be refused (2210) is left out, and nothing else is."""
        for email in (False, "call me", "x" * 120 + "@baker.example"):
            with self.subTest(email=email):
                self.customer.email = email
                move = self.processed()
                self.assertEqual(self.there(move), ("", "NotSet"))
                self.assertNotIn("BillEmail", self.written("invoice")[-1]["body"])

    def test_changed_with_the_document(self):
        """A new address alone changes no document; with the next change of it it goes along, and what a person put
        into the queue of the mail there stays a person's."""
        self.customer.email = "ann@baker.example"
        move, credit = self.processed(), self.sent_off(self.credit_note())
        self.customer.email = "lee@baker.example"
        self.settle()
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.written("invoice"), [])
        for each in (move, credit):
            self.edit(each, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.there(move), ("lee@baker.example", "NotSet"))
        self.assertEqual(self.there(credit), ("lee@baker.example", "NotSet"))
        self.assertNotIn("EmailStatus", self.updates()[-1])
        self.assert_nothing_is_mailed()
        self.assert_same(move | credit)
