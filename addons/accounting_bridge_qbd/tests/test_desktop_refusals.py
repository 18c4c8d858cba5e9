"""Every refusal of QuickBooks becomes a reason with words and a way on: the simulator's rules, one by one.

Each rule is broken in a company file of its own, as the simulator's own tests break it, to learn number and words of
the refusal. The same number and words then meet what we send, whatever was in it.
"""

import re
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest import skipUnless
from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine.preparation import Preparation
from odoo.addons.accounting_bridge.ledgers.reasons import REASONS, Retry

from ..ledgers.quickbooks_desktop import faults
from .common import HAS_SIMULATORS, NO_SIMULATORS
from .payments_case import PaymentsCase

if HAS_SIMULATORS:
    import tests
    from tests.simulators.quickbooks_desktop import CompanyFile, QuickBooksError, Refusal, Switches, handlers
    from tests.simulators.quickbooks_desktop.rules import RULES
    from tests.simulators.quickbooks_desktop.rules.rule import FILE, OWNER

    ROOT = Path(tests.__file__).parents[1]

# What becomes of a whole set of writes; of a set nobody has an answer of its own.
WHOLE = ("0x80040400", "0x80040423")
SETS = ("600", "9001", "9002", "9004", "9005")
# Requests that we send, so that each of their refusals can be met.
SENT = (
    "CustomerAdd",
    "CustomerMod",
    "ItemServiceAdd",
    "InvoiceAdd",
    "InvoiceMod",
    "CreditMemoAdd",
    "CreditMemoMod",
    "ReceivePaymentAdd",
    "TxnVoid",
    "TxnDel",
)
ASKED = ("CustomerQuery", "InvoiceQuery", "TermsQuery")
# Requests of pay runs, whose refusals are met in test_desktop_bills.
PURCHASES = ("VendorAdd", "BillAdd", "BillMod", "VendorCreditAdd", "JournalEntryAdd")
# What our side never meets, and why: by the request that is refused, or by the rule.
NEVER = {
    "AccountAdd": "accounts are the bookkeeper's: they are chosen, never made",
    "ClassAdd": "classes are the bookkeeper's: they are chosen, never made",
    "DataExtAdd": "we keep no data of our own in the company file but what the Web Connector leaves there",
    "DataExtDefAdd": "we keep no data of our own in the company file but what the Web Connector leaves there",
    "DataExtMod": "we keep no data of our own in the company file but what the Web Connector leaves there",
    "EstimateQuery": "estimates are not read",
    "ItemInventoryAdd": "an item that keeps stock is never made",
    "ItemSalesTaxAdd": "taxes are the bookkeeper's: they are chosen, never made",
    "ItemServiceMod": "an item is made there once and changed there by people",
    "ListDel": "nothing of a list is ever deleted",
    "StandardTermsAdd": "terms are the bookkeeper's: they are chosen, never made",
    "QUERY-01": "that nothing matches is an answer, and no refusal",
    "QUERY-02": "that a name is not there is an answer, and no refusal",
    "QUERY-03": "that nothing matches is an answer, and no refusal",
    "QUERY-04": "that a name is not there is an answer, and no refusal",
    "QUERY-06": "that an entry is not there is an answer, and no refusal",
    "QUERY-07": "that a number is not there is an answer, and no refusal",
    "QUERY-08": "that nothing matches is an answer, and no refusal",
}
# What is met below all the same, though our side never sends it, and which test proves that nothing of the kind leaves.
PURE = "tests/pure/quickbooks_desktop/"
HERE = "addons/accounting_bridge_qbd/tests/"
PREVENTED = {
    f"{PURE}test_desktop_text.py::test_names": ("LIST-10", "LIST-11", "LIST-12", "LIST-13", "LIST-14", "LIST-15"),
    f"{PURE}test_desktop_encode.py::test_names_are_checked_not_cut": ("FORM-54", "FORM-57"),
    f"{PURE}test_desktop_encode.py::test_a_number_that_is_too_long_does_not_leave": ("FORM-56",),
    f"{PURE}test_desktop_encode.py::test_canada_has_no_tax_on_customers_and_old_files_no_guid": ("FORM-60",),
    f"{PURE}test_desktop_encode.py::test_addresses_print_on_five_lines": ("LIST-23", "LIST-24"),
    f"{PURE}test_desktop_encode.py::test_an_opening_balance_is_never_sent": ("LIST-25",),
    f"{PURE}test_desktop_encode.py::test_an_item_without_account_does_not_leave": ("LIST-27",),
    f"{PURE}test_desktop_encode.py::test_lines_that_would_falsify_the_total_do_not_leave_and_say_whose_they_are": (
        "DOC-03",
    ),
    f"{PURE}test_desktop_encode.py::test_where_sales_tax_is_off_nothing_is_said_about_tax": ("REF-19", "REF-20"),
    f"{PURE}test_desktop_encode.py::test_what_is_never_said": (
        *("FORM-40", "DOC-01", "DOC-27", "DOC-29", "DOC-30", "PAY-19", "PAY-20", "REF-22", "BILL-15"),
    ),
    f"{PURE}test_desktop_encode.py::test_what_has_no_customer_does_not_leave": ("REF-13", "REF-14"),
    f"{PURE}test_desktop_changes.py::test_a_change_clears_nothing_that_cannot_be_cleared": (
        *("DOC-14", "DOC-15", "DOC-16", "DOC-17", "BILL-13"),
    ),
    f"{PURE}test_desktop_settings.py::test_the_us_edition_knows_no_such_words": ("FORM-59",),
    f"{PURE}test_desktop_purchases.py::test_a_bill_names_accounts_and_amounts": ("BILL-14",),
    f"{PURE}test_desktop_settings.py::test_classes_are_sent_where_the_file_tracks_them": (
        *("REF-15", "CUR-09", "CUR-10"),
    ),
    f"{PURE}test_desktop_payments.py::test_payments_that_do_not_leave": (
        *("DOC-22", "PAY-05", "PAY-07", "PAY-10", "PAY-12"),
    ),
    f"{PURE}test_desktop_payments.py::test_money_discount_and_credit_of_one_invoice_are_one_application": ("PAY-11",),
    f"{PURE}test_desktop_purchases.py::test_a_negative_bill_does_not_leave": ("BILL-05", "BILL-18"),
    f"{PURE}test_desktop_purchases.py::test_a_journal_entry_that_does_not_add_up_does_not_leave": ("JOURNAL-01",),
    f"{PURE}test_desktop_purchases.py::test_a_journal_entry_has_no_signs_and_no_memo_of_its_own": ("JOURNAL-06",),
    f"{HERE}test_desktop_lines.py::test_discount_item_takes_no_quantity": ("DOC-02",),
    f"{HERE}test_desktop_settings.py::test_nothing_waits_for_the_printer_or_the_mail": ("DOC-04",),
    f"{HERE}test_odd_documents.py::test_negative_total": ("PAY-23", "PAY-24"),
}
BARE = re.compile(r"^\W*(0x)?[0-9A-Fa-f]*\W*$")


class Broken(NamedTuple):
    """A rule that was broken: what was refused, and how."""

    rule: str
    request: str
    code: str
    words: str


@cache
def broken():
    """Break every rule once. :return: list of ``Broken``"""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for rule in RULES:
            file = CompanyFile.create(
                Path(folder) / f"{rule.id}.sqlite", switches=Switches(**rule.switches), **rule.options
            )
            rule.setup(file)
            file.begin_session("Rules", owner_id=OWNER, file_id=FILE, read_only=rule.read_only)
            found.append(_break(file, rule))
            file.close()
    return found


def _break(file, rule):
    documents = rule.breaks if isinstance(rule.breaks, list | tuple) else (rule.breaks,)
    for document in documents:
        try:
            answer = file.process_request(document(file) if callable(document) else document)
        except QuickBooksError as refused:
            result = Broken(rule.id, "", refused.hresult, refused.message)
        else:
            envelope = etree.fromstring(answer.encode()).find("QBXMLMsgsRs")
            status = envelope.get("messageSetStatusCode", "0")
            last = envelope[-1] if len(envelope) else None
            if status != "0" or last is None:
                result = Broken(rule.id, "", status, "")
            else:
                name = last.tag.removesuffix("Rs")
                result = Broken(rule.id, name, last.get("statusCode"), last.get("statusMessage"))
    return result


def of(*requests):
    """Return the refusals of requests, each number and words once."""
    rows = {(row.code, row.words): row for row in broken() if row.request in requests and row.rule not in NEVER}
    return list(rows.values())


class RefusalCase(PaymentsCase):
    def assert_way_on(self, transfer, row):
        """It is tried again by itself, or rejected with words and something to press; nothing is a bare number."""
        told = f"{row.rule} {row.request} {row.code}: {transfer.state} {transfer.reason} {transfer.reason_text}"
        self.assertIn(transfer.reason or "not_run", REASONS, told)
        reason = REASONS[transfer.reason or "not_run"]
        if transfer.state == "queued":
            self.assertIn(reason.retry, (Retry.BACK_OFF, Retry.NEXT_RUN), told)
            return
        self.assertEqual(transfer.state, "rejected", told)
        self.assertTrue(transfer._offered(), told)
        self.assertTrue(transfer.issue_id, told)
        for text in (transfer.reason_text, transfer.issue_id.reason_text):
            self.assertNotRegex(text, BARE, told)
            self.assertNotIn("%(", text, told)
            self.assertNotIn("(?)", text, told)
            self.assertGreater(len(text.split()), 3, told)
        self.assertNotEqual(transfer.reason, "refused", told)
        self.assertNotEqual(transfer.reason_text, row.words, told)

    @contextmanager
    def refused_with(self, request, by_label):
        """QuickBooks refuses entries of these names, numbers or ids, each with number and words of its own."""

        def handle(ctx, asked, *, original):
            body = asked.fields if "TxnID" in asked.fields else asked.body
            labels = (body.get(name) for name in ("Name", "RefNumber", "TxnID", "ListID"))
            row = next((by_label[label] for label in labels if label in by_label), None)
            if row:
                raise Refusal(int(row.code), message=row.words)
            return original(ctx, asked)

        original = handlers.HANDLERS[f"{request}Rq"]
        patched = {f"{request}Rq": lambda ctx, asked: handle(ctx, asked, original=original)}
        with patch.dict(handlers.HANDLERS, patched):
            yield

    def settle(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def link_of(self, move):
        return move.bridge_transfer_id.binding_id


@tagged("post_install", "-at_install")
@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class TestDesktopRefusals(RefusalCase):
    def test_every_rule_is_met_or_cannot_be(self):
        """A rule that is new has to be thought about: is it met in one of the tests below, or never, and why?"""
        unclassified = [
            row
            for row in broken()
            if not (
                row.rule in NEVER
                or row.request in NEVER
                or row.request in (*SENT, *ASKED, *PURCHASES)
                or (not row.request and row.code in (*WHOLE, *SETS))
            )
        ]
        self.assertEqual(unclassified, [])
        known = {row.request for row in broken()} | {row.rule for row in broken()}
        self.assertEqual(sorted(NEVER.keys() - known), [], "nothing of that kind is refused any more")

    def test_what_is_prevented_is_proved_to_be(self):
        known = {row.rule for row in broken()}
        for place, rules in PREVENTED.items():
            path, _separator, name = place.partition("::")
            with self.subTest(place):
                self.assertIn(f"def {name}(", (ROOT / path).read_text(encoding="utf-8"))
                self.assertEqual(sorted(set(rules) - known), [], "nothing of that kind is refused any more")

    def test_no_rule_has_the_words_of_quickbooks_alone(self):
        """What we send, and not only what is met below: a reason of its own says what happened and what to press."""
        for row in broken():
            if row.request in NEVER or row.rule in NEVER or not row.request:
                continue
            for is_change in (False, True):
                fault = faults.judge(int(row.code), row.words, is_change=is_change)
                self.assertNotEqual(fault.reason, "refused", row)

    def test_every_number_is_a_reason_of_the_table(self):
        """Also of requests that we do not send: every number that a request is refused with."""
        for row in broken():
            if row.request and int(row.code) >= 500:
                fault = faults.judge(int(row.code), row.words)
                reason = REASONS[fault.reason]
                self.assertTrue(reason.cures or reason.retry is not Retry.NEVER, row)
                self.assertTrue(fault.words, row)

    # === LISTS === #

    def test_customers(self):
        rows = of("CustomerAdd")
        moves = {}
        for place, row in enumerate(rows):
            moves[f"Firm {place}"] = row, self.invoice(customer=self._customer(f"Firm {place}"))
        everything = self.env["account.move"].union(*(move for _row, move in moves.values()))
        self.release(everything)
        with self.refused_with("CustomerAdd", {name: row for name, (row, _move) in moves.items()}):
            self.turn(self.link)
        for row, move in moves.values():
            with self.subTest(rule=row.rule):
                own = move.bridge_transfer_id.need_ids.filtered(lambda link: link.kind == "customer").transfer_ids
                self.assert_way_on(own.sorted("id")[-1], row)
                if own.sorted("id")[-1].state == "rejected":
                    # What waits for it says so, and offers the same.
                    self.assert_way_on(move.bridge_transfer_id, row)
        self.assertEqual(self.book.invoices(), [])

    def test_changed_customers(self):
        """Customers that are kept in step: each change is refused with one of the refusals, and goes later."""
        rows = of("CustomerMod")
        self.link.customer_direction = "push"
        partners = self.env["res.partner"].union(
            *(self._customer(f"Firm {place}", phone=f"555 01{place:02}") for place in range(len(rows)))
        )
        partners.bridge_sync = True
        self.later()
        ids = [partner.bridge_binding_ids.external_id for partner in partners]
        transfers = partners.bridge_binding_ids.transfer_ids
        self.assertTrue(all(ids), [(one.state, one.reason, one.reason_text) for one in transfers])
        for partner in partners:
            partner.phone = f"1 {partner.phone}"
        self.settle()
        with self.refused_with("CustomerMod", dict(zip(ids, rows, strict=True))):
            self.later()
        for partner, row in zip(partners, rows, strict=True):
            with self.subTest(rule=row.rule):
                self.assert_way_on(partner.bridge_binding_ids.transfer_ids.sorted("id")[-1], row)

    def test_items(self):
        rows = of("ItemServiceAdd")
        moves = {}
        for place, row in enumerate(rows):
            product = self._service(f"Work {place}", f"WORK{place}")
            moves[f"WORK{place}"] = row, self.invoice(self.line(product=product))
        self.release(self.env["account.move"].union(*(move for _row, move in moves.values())))
        with self.refused_with("ItemServiceAdd", {name: row for name, (row, _move) in moves.items()}):
            self.turn(self.link)
        for row, move in moves.values():
            with self.subTest(rule=row.rule):
                own = move.bridge_transfer_id.need_ids.filtered(lambda link: link.kind == "item").transfer_ids
                self.assert_way_on(own.sorted("id")[-1], row)

    # === DOCUMENTS === #

    def made(self, count, **values):
        """Return posted documents; the first one is in QuickBooks, and with it the customer and the item."""
        self.processed(1.0)
        return [self.invoice(self.line(price=10.0 + place), **values) for place in range(count)]

    def check_new(self, request, rows, **values):
        """Each new document is refused with one of the refusals, and a neighbour goes through."""
        moves = self.made(len(rows) + 1, **values)
        neighbour = moves.pop()
        numbers = self.numbers_of(moves)
        everything = self.env["account.move"].union(*moves, neighbour)
        self.release(everything)
        with self.refused_with(request, dict(zip(numbers, rows, strict=True))):
            self.turn(self.link)
        self.assertEqual(neighbour.bridge_state, "processed", neighbour.bridge_ribbon)
        self.check_each(moves, rows)
        # Every one of them goes when the cause is gone and somebody releases it again.
        again = self.env["account.move"].union(*moves).filtered(lambda move: move.bridge_state == "rejected")
        self.release(again)
        self.turn(self.link)
        self.assertEqual(set(again.mapped("bridge_state")), {"processed"}, again.mapped("bridge_ribbon"))

    def numbers_of(self, moves):
        """Return the numbers that documents will bear there."""
        preparation = Preparation(self.link)
        return [preparation.number_for(move) for move in moves]

    def check_each(self, moves, rows):
        for move, row in zip(moves, rows, strict=True):
            with self.subTest(rule=row.rule):
                self.assert_way_on(move.bridge_transfer_id, row)

    def test_new_invoices(self):
        self.check_new("InvoiceAdd", of("InvoiceAdd"))

    def test_new_credit_notes(self):
        """A credit memo can be refused with whatever an invoice is refused with."""
        self.check_new("CreditMemoAdd", of("CreditMemoAdd", "InvoiceAdd"), move_type="out_refund")

    def check_changed(self, request, rows, **values):
        """Each change of a document is refused with one of the refusals."""
        moves = self.made(len(rows), **values)
        everything = self.env["account.move"].union(*moves)
        self.release(everything)
        self.turn(self.link)
        for move in moves:
            move.button_draft()
            move.invoice_line_ids.price_unit += 1
            move.action_post()
        self.settle()
        ids = [self.link_of(move).external_id for move in moves]
        with self.refused_with(request, dict(zip(ids, rows, strict=True))):
            self.turn(self.link)
        self.check_each(moves, rows)

    def test_changed_invoices(self):
        self.check_changed("InvoiceMod", of("InvoiceMod", "InvoiceAdd"))

    def test_changed_credit_notes(self):
        self.check_changed("CreditMemoMod", of("CreditMemoMod"), move_type="out_refund")

    def test_voids(self):
        rows = of("TxnVoid", "InvoiceMod")
        moves = self.made(len(rows))
        self.release(self.env["account.move"].union(*moves))
        self.turn(self.link)
        for move in moves:
            move.button_draft()
            move.button_cancel()
        self.settle()
        ids = [self.link_of(move).external_id for move in moves]
        with self.refused_with("TxnVoid", dict(zip(ids, rows, strict=True))):
            self.turn(self.link)
        self.check_each(moves, rows)

    def test_payments(self):
        rows = of("ReceivePaymentAdd")
        moves = self.processed(*(10.0 + place for place in range(len(rows))))
        payments = [self.pay(move) for move in moves]
        numbers = [payment.move_id.name for payment in payments]
        with self.refused_with("ReceivePaymentAdd", dict(zip(numbers, rows, strict=True))):
            self.turn(self.link)
        for payment, row in zip(payments, rows, strict=True):
            with self.subTest(rule=row.rule):
                self.assert_way_on(self.transfer_of(payment.move_id), row)

    def test_deletions_of_payments(self):
        # That it is not there is all that was wanted.
        rows = [row for row in of("TxnDel") if row.code != "3120"]
        moves = self.processed(*(10.0 + place for place in range(len(rows))))
        payments = [self.pay(move) for move in moves]
        self.turn(self.link)
        for payment in payments:
            payment.move_id.line_ids.remove_move_reconcile()
        self.settle()
        ids = [self.transfer_of(payment.move_id).binding_id.external_id for payment in payments]
        with self.refused_with("TxnDel", dict(zip(ids, rows, strict=True))):
            self.turn(self.link)
        for payment, row in zip(payments, rows, strict=True):
            with self.subTest(rule=row.rule):
                self.assert_way_on(self.transfer_of(payment.move_id), row)

    # === QUESTIONS, WHOLE SETS === #

    def test_questions(self):
        """A question that is refused ends the visit in words; the next one goes on as if nothing had been."""
        move = self.invoice()
        self.release(move)
        for row in of(*ASKED):
            with self.subTest(rule=row.rule), patch.dict(handlers.HANDLERS, {f"{row.request}Rq": _refuser(row)}):
                self.turn(self.link)
                session = self.link.last_session_id
                self.assertIn(session.problem, REASONS)
                self.assertNotRegex(session.result, BARE)
                self.assertNotIn("%(", session.result)
                self.assertEqual(move.bridge_state, "queued")
        self.turn(self.link)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)

    def test_whole_sets(self):
        """Nothing of a text that QuickBooks does not read was done: it is halved down to the one, which says so."""
        moves = self.env["account.move"].union(*self.made(3))
        self.release(moves)
        bad = self.numbers_of(moves)[1]

        def spoil(carry, payload):
            if f"<RefNumber>{bad}</RefNumber>" in payload:
                raise QuickBooksError("0x80040400")
            return carry()

        with self.carrying(spoil):
            self.turn(self.link)
        self.assertEqual([move.bridge_state for move in moves], ["processed", "rejected", "processed"])
        self.assert_way_on(moves[1].bridge_transfer_id, Broken("FORM", "", "0x80040400", ""))

    def test_version_that_is_not_known(self):
        move = self.invoice()
        self.release(move)

        def refuse(carry, payload):
            raise QuickBooksError("0x80040423")

        with self.carrying(refuse):
            self.turn(self.link)
        session = self.link.last_session_id
        self.assertIn(session.problem, REASONS)
        self.assertNotRegex(session.result, BARE)
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertEqual(len(self.book.invoices()), 1)

    def test_states_of_sets(self):
        """Whatever QuickBooks says of a set as a whole: what it holds decides, and nothing is there twice."""
        for place, code in enumerate(SETS):
            with self.subTest(code=code):
                move = self.invoice(self.line(price=20.0 + place))
                self.release(move)

                def answer(carry, payload, code=code):
                    if not self.writes_in(payload):
                        return carry()
                    if code != "9004":
                        carry()
                    return (
                        f'<?xml version="1.0"?><QBXML><QBXMLMsgsRs messageSetStatusCode="{code}"'
                        ' messageSetStatusSeverity="Error"/></QBXML>'
                    )

                with self.carrying(answer):
                    self.turn(self.link)
                if code == "9004":
                    self.assert_way_on(move.bridge_transfer_id, Broken("SET", "", code, ""))
                    self.release(move)
                for _visit in range(2):
                    self.turn(self.link)
                self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
                totals = [f"{row['total']:.2f}" for row in self.book.invoices()]
                self.assertEqual(totals.count(f"{move.amount_total:.2f}"), 1)


def _refuser(row):
    def refuse(_ctx, _asked):
        raise Refusal(int(row.code), message=row.words)

    return refuse
