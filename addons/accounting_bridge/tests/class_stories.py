"""Classes of lines, by whatever name a ledger has them: stories that any ledger's tests inherit."""

from odoo import Command


class Classes:
    """Analytic accounts that stand for classes there. Documents of a ledger stand beside it.

    The class has ``add_classes``, by which a person enters North and South there, and ``give_class``, by which they
    give one to a line.
    """

    def before_connecting(self):
        self.add_classes()

    def setUp(self):
        super().setUp()
        plan = self.env["account.analytic.plan"].create({"name": "Regions"})
        self.north, self.south, self.other = self.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id, "company_id": self.company_a.id}
                for name in ("North", "South", "Other")
            ]
        )
        self.map_there("tracking", self.north, "North")
        self.map_there("tracking", self.south, "South")

    def of(self, *accounts):
        return {"analytic_distribution": {str(account.id): 100.0 / len(accounts) for account in accounts}}

    def classes(self, move):
        return [line["class"] for line in self.on_the_screen(move)["lines"]]

    def move_to(self, move, *accounts):
        """Give the lines of a document other classes, None for none."""
        lines = move.invoice_line_ids.sorted("id")
        values = [self.of(account) if account else {"analytic_distribution": False} for account in accounts]
        self.edit(
            move,
            invoice_line_ids=[Command.update(line.id, each) for line, each in zip(lines, values, strict=True)],
        )
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)


class ClassStories(Classes):
    """A ledger that keeps a class for every line."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def test_class_of_each_line(self):
        lines = [self.line(**self.of(self.north)), self.line(**self.of(self.south)), self.line()]
        move = self.processed(*lines, self.line(**self.of(self.other)))
        self.assertEqual(self.classes(move), ["North", "South", "", ""])
        self.assert_same(move)
        credit = self.sent_off(self.credit_note(*lines))
        self.assertEqual(self.classes(credit), ["North", "South", ""])

    def test_split_over_two(self):
        """A line there has one class: it goes without, and the preview says so."""
        move = self.invoice(self.line(**self.of(self.north, self.south)))
        line = self.preview(move)[move]
        self.assertEqual(line.level, "warning")
        self.assertRegex(line.text, "North, .*South")
        self.sent_off(move)
        self.assertEqual(self.classes(move), [""])
        self.assert_same(move)

    def test_changed_and_taken_away(self):
        move = self.processed(self.line(**self.of(self.north)), self.line())
        self.move_to(move, None, self.south)
        self.assertEqual(self.classes(move), ["", "South"])
        self.assert_same(move)

    def test_given_to_posted_lines(self):
        """Odoo lets the analytic accounts of posted lines be changed; what is no class there changes nothing there."""
        move = self.processed(self.line(**self.of(self.north)), self.line())
        lines = move.invoice_line_ids
        lines.write(self.of(self.south))
        self.settle()
        self.assertEqual(self.where(move), ("queued", ""))
        self.turn(self.link)
        self.assertEqual(self.classes(move), ["South", "South"])
        lines.write(self.of(self.south, self.other))
        self.settle()
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_same(move)

    def test_class_of_the_bookkeeper(self):
        """A class that the bookkeeper gave to a line of ours that had none stays when the document is changed."""
        move = self.processed(self.line(**self.of(self.north)), self.line())
        self.give_class(self.number(move), 1, "South")
        for price in (120.0, 130.0):
            self.edit(move, price=price)
            self.turn(self.link)
            self.assertEqual(self.classes(move), ["North", "South"])
            self.assert_same(move)
