"""What people do in Odoo. Each action says in a sentence what it did, or gives back nothing where it does not apply."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError

# What a person is told who asks for what cannot be done.
REFUSALS = (UserError, ValidationError)
TODAY_AT_MOST = 9


def _moves(story, states=None, kind="out_invoice", state="posted"):
    """Documents of the story whose newest transfer is in one of these states; ``None`` for those never released."""
    moves = story.world.env["account.move"].browse(story.documents)
    return moves.filtered(
        lambda move: (
            move.move_type == kind
            and move.state == state
            and (states is None or (move.bridge_transfer_id.state or None) in states)
        )
    )


def _day(story):
    """A day of this month or, now and then, of the last one."""
    today = story.world.clock.moment.date()
    return today - timedelta(days=story.draw.choice((0, 0, 0, 1, 2, TODAY_AT_MOST, 25)))


def _line(story, price=None):
    product = story.draw.choice(story.world.products)
    taxes = story.world.tax.ids if story.draw.random() < 0.4 else []
    price = price or story.draw.randint(500, 20000) / 100
    return {
        "product_id": product.id,
        "quantity": story.draw.choice((1, 1, 2, 3)),
        "price_unit": price,
        "tax_ids": [(6, 0, taxes)],
    }


def make(story, kind="out_invoice", customer=None, lines=None, **values):
    """Make and post a document that the story knows from now on."""
    customer = customer or story.draw.choice(story.world.customers)
    lines = lines or [_line(story) for _line_number in range(story.draw.choice((1, 1, 2)))]
    move = story.world.env["account.move"].create(
        {
            "move_type": kind,
            "partner_id": customer.id,
            "invoice_date": _day(story),
            "invoice_line_ids": [(0, 0, line) for line in lines],
            **values,
        }
    )
    move.action_post()
    story.documents.append(move.id)
    return move


def make_many(story, count):
    """Make and post documents of today, over all customers in turn."""
    customers = story.world.customers
    today = story.world.clock.moment.date()
    moves = story.world.env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customers[(len(story.documents) + number) % len(customers)].id,
                "invoice_date": today,
                "invoice_line_ids": [(0, 0, _line(story)) for _line_number in range(story.draw.choice((1, 1, 2)))],
                # One of them grants a discount to whoever pays on time.
                **({"invoice_payment_term_id": story.world.term.id} if not number else {}),
            }
            for number in range(count)
        ]
    )
    moves.action_post()
    story.documents += moves.ids
    return moves


def release(story, moves):
    """Release documents as the button does."""
    story.released.update(moves.ids)
    story.world.env["bridge.batch"]._release(story.world.connection, moves)


# === DOCUMENTS === #


def release_today(story, count):
    moves = make_many(story, count)
    release(story, moves)
    return f"{_names(moves)} released"


def release_new(story):
    """One to four invoices, at times with one among them that can never go."""
    fresh = [id_ for id_ in story.documents if id_ not in story.released and id_ not in story.put_off]
    moves = _moves(story, (None,)).filtered(lambda move: move.id in fresh)
    count = story.draw.choice((1, 2, 3, 4))
    moves = moves.browse(move.id for move in story.shuffled(moves)[:count]).sorted("id") or make(story)
    release(story, moves)
    bad = moves.filtered(lambda move: move.id in story.bad)
    words = f", of which {_names(bad)} can never go" if bad else ""
    return f"{_names(moves)} of {_customers(moves)} released{words}"


def release_again(story):
    moves = _moves(story, ("rejected", "held", "withdrawn", "gone", None))
    moves |= _moves(story, ("rejected", "held", "withdrawn", "gone", None), "out_refund")
    if not moves:
        return None
    move = story.draw.choice(moves)
    before = move.bridge_state
    release(story, move)
    return f"{move.name} released, which was {before or 'never released'}"


def edit(story):
    move = _sent(story, _moves(story) | _moves(story, kind="out_refund"))
    if not move:
        return None
    move.button_draft()
    story.drafted.add(move.id)
    what = story.draw.choice(("price", "price", "line", "date"))
    if what == "price":
        move.invoice_line_ids[:1].price_unit += story.draw.randint(1, 900) / 100
    elif what == "line":
        move.write({"invoice_line_ids": [(0, 0, _line(story))]})
    else:
        move.invoice_date = _day(story)
    move.action_post()
    return f"{move.name} edited ({what}), now {move.amount_total:.2f} of {move.invoice_date}"


def reset_to_draft(story):
    move = _sent(story, _moves(story))
    if not move:
        return None
    move.button_draft()
    story.drafted.add(move.id)
    if story.draw.random() < 0.5:
        move.action_post()
        return f"{move.name} reset to draft and posted again as it was"
    return f"{move.name} reset to draft"


def post_again(story):
    moves = _moves(story, state="draft") | _moves(story, state="cancel")
    if not moves:
        return None
    move = story.draw.choice(moves)
    was = move.state
    if was == "cancel":
        move.button_draft()
    move.action_post()
    return f"{move.name} posted again from {was}"


def cancel(story):
    move = _sent(story, _moves(story) | _moves(story, kind="out_refund"))
    if not move:
        return None
    move.button_draft()
    move.button_cancel()
    story.cancelled.add(move.id)
    return f"{move.name} cancelled"


# === CREDIT NOTES, PAYMENTS === #


def credit_note(story):
    """A credit note, mostly released, at times tied at once to what it is for."""
    owing = _open_invoices(story)
    if not owing:
        return None
    invoice = story.draw.choice(owing)
    lines = [_line(story, round(min(invoice.amount_residual, 60) * story.draw.choice((0.3, 0.5)), 2) or 1)]
    credit = make(story, "out_refund", invoice.partner_id, lines)
    words = f"credit note {credit.name} over {credit.amount_total:.2f} for {credit.partner_id.name}"
    if story.draw.random() < 0.5:
        _reconcile(credit, invoice)
        words += f", applied to {invoice.name}"
    if story.draw.random() < 0.85:
        release(story, credit)
        words += ", released"
    return words


def apply_credit(story):
    credits = _moves(story, kind="out_refund").filtered("amount_residual")
    for credit in story.shuffled(credits):
        owing = _open_invoices(story).filtered(lambda move, credit=credit: move.partner_id == credit.partner_id)
        if owing:
            invoice = story.draw.choice(owing)
            _reconcile(credit, invoice)
            return f"credit note {credit.name} applied to {invoice.name}"
    return None


def pay(story):
    """In full, in part, more than is owed, several at once, or less with the rest written off."""
    owing = _open_invoices(story)
    if not owing:
        return None
    first = story.draw.choice(owing)
    same = owing.filtered(lambda move: move.partner_id == first.partner_id and move.currency_id == first.currency_id)
    moves = same if len(same) > 1 and story.draw.random() < 0.4 else first
    how = story.draw.choice(("full", "full", "part", "over", "write-off"))
    due = sum(moves.mapped("amount_residual"))
    values = {"journal_id": story.world.bank.id, "group_payment": True, "payment_date": _day(story)}
    if how == "part":
        values["amount"] = round(due * story.draw.choice((0.25, 0.5, 0.8)), 2)
    elif how == "over":
        values["amount"] = round(due + 25, 2)
    elif how == "write-off":
        values |= {
            "amount": round(due - min(3, due / 2), 2),
            "payment_difference_handling": "reconcile",
            "writeoff_account_id": story.world.write_off.id,
        }
    wizard = (
        story.world.env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=moves.ids)
        .create(values)
    )
    payment = wizard._create_payments()
    story.payments.append(payment.id)
    return f"{payment.name} pays {_names(moves)} ({how}), {payment.amount:.2f}"


def use_rest(story):
    """Money that is left of a payment is put to another invoice."""
    payments = story.world.env["account.payment"].browse(story.payments).filtered(lambda one: one.move_id)
    for payment in story.shuffled(payments):
        lines = payment.move_id.line_ids.filtered(lambda line: _is_receivable(line) and line.amount_residual)
        owing = _open_invoices(story).filtered(lambda move, one=payment: move.partner_id == one.partner_id)
        if lines and owing:
            invoice = story.draw.choice(owing)
            _reconcile(payment.move_id, invoice)
            return f"what is left of {payment.name} put to {invoice.name}"
    return None


def unreconcile(story):
    partials = story.world.env["account.partial.reconcile"].search([])
    if not partials:
        return None
    partial = story.draw.choice(partials)
    payer, paid = partial.credit_move_id.move_id, partial.debit_move_id.move_id
    words = f"{payer.name} no longer pays {paid.name}"
    if story.draw.random() < 0.3:
        payer.line_ids.remove_move_reconcile()
        return f"{payer.name} no longer pays anything"
    partial.unlink()
    return words


# === WHAT THE BRIDGE IS TOLD === #


def hold(story):
    moves = _moves(story, ("queued", "rejected", None))
    if not moves:
        return None
    move = story.draw.choice(moves)
    move.action_bridge_hold()
    story.put_off.add(move.id)
    return f"{move.name}: do not send"


def take_back(story):
    moves = _moves(story, ("queued",)) | _moves(story, ("queued",), "out_refund")
    if not moves:
        return None
    move = story.draw.choice(moves)
    move.action_bridge_take_back()
    story.put_off.add(move.id)
    return f"{move.name} taken back"


CURES = (
    "check_again release_again accept_there restore overwrite update_anyway replace_there not_there already_there"
    " done_there create use_other_name accept_difference without_it"
).split()


def cure(story):
    """Somebody reads an issue and presses one of its buttons."""
    issues = story.world.env["bridge.issue"].search([("state", "=", "open")])
    for issue in story.shuffled(issues):
        offered = [code for code in issue._offered() if code in CURES]
        if not offered:
            continue
        code, move = story.draw.choice(offered), issue.binding_id.move_id
        words = f"{code} pressed on: {issue.reason_text}"
        issue.with_context(cure=code).action_cure()
        story.note_cure(code, issue.binding_id.id, move.id)
        return words
    return None


# === SMALL HELP === #


def _sent(story, moves):
    """One of these documents, mostly one that the ledger holds or is about to."""
    released = moves.filtered("bridge_transfer_id")
    chosen = released if released and story.draw.random() < 0.9 else moves
    return story.draw.choice(chosen) if chosen else None


def _open_invoices(story):
    return _moves(story).filtered(
        lambda move: move.amount_residual > 0 and move.currency_id == story.world.company.currency_id
    )


def _is_receivable(line):
    return line.account_id.account_type == "asset_receivable"


def _reconcile(one, other):
    lines = (one | other).line_ids.filtered(lambda line: _is_receivable(line) and not line.reconciled)
    lines.reconcile()


def _names(moves):
    return ", ".join(moves.mapped("name"))


def _customers(moves):
    return ", ".join(moves.partner_id.mapped("name"))


def stock_up(story):
    """Documents that wait to be released: to make them in every story would take most of its time."""
    for number in range(14):
        customer = story.world.customers[number % len(story.world.customers)]
        term = {"invoice_payment_term_id": story.world.term.id} if number % 5 == 0 else {}
        make(story, customer=customer, **term)
    story.bad.add(make(story, currency_id=story.world.euro.id).id)
    story.bad.add(make(story, lines=[{**_line(story), "price_unit": 0.0}]).id)
    set_neighbour_aside(story)


def set_neighbour_aside(story):
    """An invoice that must arrive at the end whatever befell the others; nobody knows of it until then."""
    today = story.world.clock.moment.date()
    story.neighbour = make(story, customer=story.world.neighbour, invoice_date=today).id
    story.documents.remove(story.neighbour)


# Each with how often it is drawn.
ACTIONS = {
    release_new: 6,
    release_again: 2,
    edit: 3,
    reset_to_draft: 1,
    post_again: 2,
    cancel: 2,
    credit_note: 2,
    apply_credit: 1,
    pay: 5,
    use_rest: 1,
    unreconcile: 2,
    hold: 1,
    take_back: 1,
    cure: 4,
}
