"""Deliberate breaks of the product, one at a time: what the stories are for is shown by their meeting each of them.

Each function takes something away that the product promises (design, sections 5, 6 and 8). They are applied in a
process of its own, when the world of its stories is ready.
"""


def trusts_silence():
    """What left and was not answered counts as never having left."""
    from odoo.addons.accounting_bridge.engine import settling

    def take_over(exchange, session):
        settling.drop(exchange, session)
        return True

    settling.take_over = take_over


def looks_for_no_evidence():
    """What the ledger does not remember is sent again, whatever it holds."""
    from odoo.addons.accounting_bridge.engine import settling

    settling._evidence = lambda connection, transfers: {
        transfer: connection.env["bridge.remote.record"] for transfer in transfers
    }


def writes_over_hands():
    """What the bookkeeper changed in a document of ours is not looked at before it is changed."""
    from odoo.addons.accounting_bridge.engine import agreed

    agreed.differences = agreed.line_differences = lambda _binding, _row: []


def compares_no_totals():
    """Whatever the ledger made of a document, its total is said to agree."""
    from odoo.addons.accounting_bridge.engine import applying

    applying._compare = lambda _line, _record: (True, {})


def sees_nothing_gone():
    """What is no longer there, or was voided there, stays processed."""
    from odoo.addons.accounting_bridge.engine import reading

    reading._let_go = lambda _session, _rows, reason=None: None


def reads_first_pages_only():
    """A list or the changes of a kind count as read when their first page is there."""
    from dataclasses import replace

    from odoo.addons.accounting_bridge.engine import reading

    absorb = reading.absorb

    def absorb_first(session, requests, pages):
        return absorb(session, requests, [replace(page, cursor="", remaining=0) for page in pages])

    reading.absorb = absorb_first


def moves_watermarks_early():
    """A watermark is moved by every page, and a reading that breaks off goes on behind what it has not met."""
    from odoo.addons.accounting_bridge.engine import reading

    absorb = reading.absorb

    def absorb_early(session, requests, pages):
        absorb(session, requests, pages)
        for page in pages:
            if page.records and page.cursor:
                latest = max(record.modified for record in page.records)
                reading._move_watermark(session.connection_id, page.kind, latest)

    reading.absorb = absorb_early


def grants_no_discounts():
    """Of a payment only the money travels: what was granted on time or written off stays open there."""
    from odoo.addons.accounting_bridge.engine.allocations import Allocations

    composition = Allocations._composition

    def without_discount(self, move):
        money, discount, accounts = composition(self, move)
        return money, discount * 0, accounts

    Allocations._composition = without_discount


def forgets_statement_lines():
    """What the line of a bank statement pays never travels."""
    from odoo.addons.accounting_bridge.models import account_move

    queue = account_move.AccountMove._bridge_queue_payments

    def without_statement_lines(self, *arguments, **values):
        return queue(self.filtered(lambda move: not move.statement_line_id), *arguments, **values)

    account_move.AccountMove._bridge_queue_payments = without_statement_lines


ALL = (
    trusts_silence,
    looks_for_no_evidence,
    writes_over_hands,
    compares_no_totals,
    sees_nothing_gone,
    reads_first_pages_only,
    forgets_statement_lines,
)
# A hundred stories did not meet these, and it is not known yet why: either nothing hangs on them in so short a story,
# or the checks have to look closer.
UNMET = (moves_watermarks_early, grants_no_discounts)
