"""Money that comes otherwise than by the button *Pay*, and what is sold abroad. Each says in a sentence what it did."""

from datetime import timedelta

from . import people

# What an invoice in another currency comes to in dollars; it stays the same, so that nothing is gained or lost by it.
EURO_IN_DOLLARS = 1.25


def statement_line(story):
    """The line of a bank statement pays an invoice, all of it or half."""
    owing = people._open_invoices(story)
    if not owing:
        return None
    invoice = story.draw.choice(owing)
    amount = round(invoice.amount_residual * story.draw.choice((1, 1, 0.5)), 2)
    # An import writes them, not a person.
    line = (
        story.world.env["account.bank.statement.line"]
        .sudo()
        .create(
            {
                "journal_id": story.world.bank.id,
                "date": people._day(story),
                "payment_ref": "Transfer",
                "partner_id": invoice.partner_id.id,
                "amount": amount,
            }
        )
    )
    _liquidity, suspense, _other = line._seek_for_lines()
    receivable = invoice.line_ids.filtered(people._is_receivable)
    suspense.account_id = receivable.account_id
    (suspense | receivable).reconcile()
    return f"a line of a bank statement, {amount:.2f}, pays {invoice.name}"


def pay_on_time(story):
    """An invoice is paid within the days of its discount."""
    owing = people._open_invoices(story).filtered(
        lambda move: move.invoice_payment_term_id.early_discount and move.amount_residual == move.amount_total
    )
    if not owing:
        return None
    invoice = story.draw.choice(owing)
    day = invoice.invoice_date + timedelta(days=story.draw.choice((0, 3, 9)))
    payment = _register(story, invoice, payment_date=day)
    return f"{payment.name} pays {invoice.name} on time: {payment.amount:.2f} of {invoice.amount_total:.2f}"


def sell_abroad(story):
    """An invoice or, now and then, a credit note in euro is released."""
    if not story.is_abroad:
        return None
    kind = story.draw.choice(("out_invoice", "out_invoice", "out_refund"))
    price = story.draw.randint(500, 20000) / 100
    line = {**people._line(story, price), "tax_ids": [(6, 0, [])]}
    move = people.make(story, kind, lines=[line], currency_id=story.world.euro.id)
    people.release(story, move)
    return f"{move.name} over {move.amount_total:.2f} EUR released"


def pay_abroad(story):
    """An invoice in euro is paid in euro, all of it or in part."""
    owing = people._moves(story).filtered(
        lambda move: move.amount_residual > 0 and move.currency_id == story.world.euro
    )
    if not (story.is_abroad and owing):
        return None
    invoice = story.draw.choice(owing)
    amount = round(invoice.amount_residual * story.draw.choice((1, 1, 0.4)), 2)
    payment = _register(story, invoice, payment_date=people._day(story), amount=amount)
    return f"{payment.name} pays {payment.amount:.2f} {payment.currency_id.name} of {invoice.name}"


def _register(story, invoice, **values):
    wizard = (
        story.world.env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=invoice.ids)
        .create({"journal_id": story.world.bank.id, **values})
    )
    payment = wizard._create_payments()
    story.payments.append(payment.id)
    return payment


# Each with how often it is drawn.
ACTIONS = {statement_line: 2, pay_on_time: 2, sell_abroad: 2, pay_abroad: 2}
