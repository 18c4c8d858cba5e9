"""What the tests of invoices and credit notes do in Odoo and on the screen of QuickBooks, and look at afterwards."""

from odoo import Command, fields

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from ..ledgers.quickbooks_desktop import reading
from .desktop_case import DesktopCase

# The visit that reads although nothing is due comes an hour after the last one.
ONE_HOUR = "61 minutes"


class DocumentsCase(DesktopCase):
    """A company file, and the connection ``link`` to it, which lets documents travel."""

    settings = {}

    def setUp(self):
        super().setUp()
        self.before_connecting()
        self.link = self.connection(**self.settings)

    def before_connecting(self):
        """What stands in the company file when it is read for the first time."""

    # === IN ODOO === #

    def processed(self, *lines, customer=None, **values):
        """Return a posted invoice with these lines that is in the company file."""
        return self.sent_off(self.invoice(*lines, customer=customer, **values))

    def sent_off(self, moves):
        """Release documents and let QuickBooks be visited: they are processed."""
        self.release(moves)
        self.turn(self.link)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        return moves

    def credit_note(self, *lines, customer=None, post=True, **values):
        """Return a credit note with these lines; without any it has one of the service at 100."""
        return self.invoice(*lines, customer=customer, post=post, move_type="out_refund", **values)

    def edit(self, move, *, price=None, line=0, **values):
        """Change a posted document as people do: back to draft, change, post again."""
        move.button_draft()
        if price is not None:
            move.invoice_line_ids.sorted("id")[line].price_unit = price
        if values:
            move.write(values)
        move.action_post()
        self.settle()

    def settle(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def preview(self, moves):
        """Return ``{document: line of the preview}`` as a person sees it before the release."""
        action = self.as_("user", moves).action_bridge_release()
        wizard = self.as_("user", self.env["bridge.release"].browse(action["res_id"]))
        return {line.move_id.with_env(self.env): line for line in wizard.line_ids}

    def map_there(self, kind, ours, theirs, theirs_kind=None):
        """Choose the counterpart of a tax, a journal, an analytic account ..., by its name in the company file."""
        column = {"tax": "tax_id", "tracking": "analytic_id", "deposit": "journal_id", "term": "term_id"}[kind]
        row = self.mirrored(self.link, theirs_kind or Kind(kind), theirs)
        self.assertEqual(len(row), 1, theirs)
        values = {"connection_id": self.link.id, "kind": kind, column: ours.id, "remote_record_id": row.id}
        return self.env["bridge.mapping"].create(values)

    def the_issue(self, reason):
        """Return the one open issue of the connection, which has this reason."""
        issue = self.open_issue(self.link)
        self.assertEqual(issue.reason, reason, issue.reason_text)
        return issue

    def transfer(self, move):
        return move.bridge_transfer_id

    def where(self, move):
        """Return the state of a document and why."""
        return self.transfer(move).state, self.transfer(move).reason or ""

    # === IN QUICKBOOKS === #

    def later(self):
        """An hour goes by, and the Web Connector visits by its own clock."""
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE bridge_session SET started_at = started_at - interval '{ONE_HOUR}' WHERE connection_id = %s",
            [self.link.id],
        )
        self.env.invalidate_all()
        self.turn(self.link)

    def all_there(self):
        """Return the invoices and credit memos of the company file."""
        return self.book.invoices() + self.book.credit_memos()

    def on_the_screen(self, move):
        """Return what the company file holds of a document: by its link, or as the newest that bears its number."""
        link = self.transfer(move).binding_id
        known = link.external_id or link.remote_record_id.remote_id
        return next(row for row in self.all_there() if row["txn_id"] == known)

    def number(self, move):
        return self.transfer(move).binding_id.remote_number

    def assert_same(self, moves):
        """Total and tax of documents are the same to the cent on both sides, and the bridge says so."""
        for move in moves:
            there = self.on_the_screen(move)
            ours = {"total": f"{move.amount_total:.2f}", "tax": f"{move.amount_tax:.2f}"}
            theirs = {name: f"{there[name]:.2f}" for name in ours}
            tax_lines = self.link.tax_style == "lines"
            if tax_lines:
                theirs["tax"] = ours["tax"]
            self.assertEqual(theirs, ours, move.name)
            self.assertTrue(self.transfer(move).binding_id.totals_agree, move.name)

    # === ON THE LINE === #

    def elements(self, name):
        """Return the elements of this name in everything that left, oldest first."""
        return [found for text in self.sent for found in reading.parse(text).iter(name)]

    def said(self, name):
        """Return what the newest element of this name said: ``{child: text}``, the lines as a list under theirs."""
        found = {}
        for child in self.elements(name)[-1]:
            if child.tag.endswith(("LineMod", "LineAdd")):
                found.setdefault(child.tag, []).append({part.tag: _text(part) for part in child})
            else:
                found[child.tag] = _text(child)
        return found

    def forget_what_left(self):
        self.sent.clear()

    def today(self, **delta):
        return fields.Date.add(fields.Date.today(), **delta)

    def lines(self, *prices, **values):
        """Return lines of the service at these prices, as ``invoice`` takes them."""
        return [self.line(price=price, **values) for price in prices]

    def commands(self, *prices):
        return [Command.create(line) for line in self.lines(*prices)]


def _text(element):
    """Return the text of an element; of a reference or an address that of its parts."""
    return element.text if not len(element) else " ".join(part.text or "" for part in element)
