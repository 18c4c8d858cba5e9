"""Which item, or which account, the lines of a document go to by the mappings: stories of any ledger."""

from ..ledgers.documents import Kind

ENTRIES = ("By product", "By category", "By parent", "By account")


class MappingStories:
    """The most specific mapping is what the ledger holds, and what the preview said.

    The class beside it has documents, ``gives``, what lines name there, ``default``, where a line without a mapping
    goes, and ``place``, where a line on the screen went.
    """

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    gives = Kind.ITEM

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        for name in ENTRIES:
            self.put_there(self.gives, name)
        self.put_there(Kind.ITEM, "Various")

    def setUp(self):
        super().setUp()
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Various")
        categories = self.env["product.category"]
        self.work = categories.create({"name": "Work"})
        self.night = categories.create({"name": "Night", "parent_id": self.work.id})
        self.late = categories.create({"name": "Late", "parent_id": self.night.id})
        self.rentals = self.company_data["default_account_revenue"].copy({"name": "Rentals", "code": "400900"})

    def maps(self, kind, ours, theirs):
        columns = self.env["bridge.mapping"]._columns()
        row = self.mirrored(self.link, self.gives, theirs)
        values = {"connection_id": self.link.id, "kind": kind, columns[kind]: ours.id, "remote_record_id": row.id}
        return self.as_("bookkeeper", self.env["bridge.mapping"]).create(values)

    def places(self, *lines):
        """Return where the lines of an invoice went."""
        return [self.place(line) for line in self.on_the_screen(self.processed(*lines))["lines"]]

    def of(self, reference, category=None, **values):
        """Return a line of a new product."""
        product = self._service(reference, reference, **({"categ_id": category.id} if category else {}))
        return self.line(product=product, **values)

    def test_the_most_specific_mapping_wins(self):
        """Product, its category, the nearest one above it, the account of the line, the default; no item is made."""
        mapped = self.of("NIGHT-1", self.late)
        self.maps("product", self.env["product.product"].browse(mapped["product_id"]), "By product")
        self.maps("category", self.late, "By category")
        self.maps("category", self.work, "By parent")
        self.maps("line", self.rentals, "By account")
        items = self.mirrored(self.link, Kind.ITEM)
        lines = [
            (mapped, "By product"),
            (self.of("NIGHT-2", self.late, account_id=self.rentals.id), "By category"),
            (self.of("NIGHT-3", self.night, account_id=self.rentals.id), "By parent"),
            (self.line(product=self.env["product.product"], name="By hand", account_id=self.rentals.id), "By account"),
            (self.line(product=self.env["product.product"], name="By hand"), self.default),
        ]
        self.assertEqual(self.places(*(line for line, _place in lines)), [place for _line, place in lines])
        self.turn(self.link)
        self.assertEqual(self.mirrored(self.link, Kind.ITEM), items, "what is mapped needs no item of its own")
        self.assertFalse(self.env["bridge.binding"].search([("product_id.default_code", "like", "NIGHT-%")]))

    def test_what_waits_for_an_item_goes_on_when_it_is_mapped(self):
        self.link.create_missing_item = "never"
        move = self.invoice(self.of("NIGHT-4", self.late))
        self.release(move)
        self.turn(self.link)
        self.assertEqual(move.bridge_state, "rejected")
        issue = self.the_issue("item_missing")
        mapping = self.maps("category", self.night, "By category")
        self.env.invalidate_all()
        self.assertEqual((issue.state, issue.solved_by_id), ("solved", mapping.env.user))
        self.assertEqual(move.bridge_state, "queued")
        self.turn(self.link)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertEqual([self.place(line) for line in self.on_the_screen(move)["lines"]], ["By category"])
