"""What a payment of ours pays there, compared with what we said of it.

An invoice that is made smaller there gives money back to the payment that paid it, and a person may put the money to
another invoice: the payment itself reads as it did, with the same total. Compared is what it was said to pay of
invoices that are in step; of one that is not, which a person changed, removed or accepted otherwise there, this is
what follows from it, and the question is asked there.
"""

from collections import defaultdict
from decimal import Decimal

from ..ledgers.documents import Kind


def said_of(payment):
    """Return what a payment is to pay, as plain values: ``{id of the invoice there: amount}``."""
    amounts = defaultdict(Decimal)
    for one in payment.applications:
        used = sum((use.amount for use in one.credits), Decimal(0))
        amounts[one.invoice.id] += one.amount + one.discount + used
    return _plain(amounts)


def credits_used(payment):
    """Return the ids of the credit notes that a payment applies."""
    return {use.credit_note.id for one in payment.applications for use in one.credits}


def credits_there(details):
    """Return the ids of the credit notes that a payment applies there."""
    parts = (details or {}).get("applications") or ()
    used = {part["id"] for part in parts if part.get("kind") == Kind.CREDIT_NOTE.value}
    return used | {(details or {}).get("held_by")} - {None}


def evidence_of(payment):
    """Return what a payment is known by that bears nothing of ours: its day, its account, and what it pays."""
    account = payment.deposit_account
    return {"applied": said_of(payment), "date": payment.date.isoformat(), "account": account.id if account else ""}


def is_evident(said, row):
    """Return whether an entry of the mirror is what ``evidence_of`` told."""
    return bool(
        said.get("applied")
        and there(row.details) == said["applied"]
        and row.document_date
        and row.document_date.isoformat() == said.get("date")
        and account_in(row.details) == said.get("account")
        and not row.details.get("is_void")
    )


def account_in(details):
    """Return the id of the account that money went to, "" where nobody tells."""
    return ((details or {}).get("deposit_account") or {}).get("id") or ""


def there(details):
    """Return what a payment pays there, as ``said_of``; ``None`` where nobody told."""
    if "applications" not in (details or {}):
        return None
    amounts = defaultdict(Decimal)
    for part in details["applications"] or ():
        if part.get("kind") == Kind.INVOICE.value:
            amounts[part["id"]] += Decimal(part.get("amount") or "0") + Decimal(part.get("discount") or "0")
    return _plain(amounts)


def _plain(amounts):
    return {remote_id: format(amount.quantize(Decimal("0.01")), "f") for remote_id, amount in amounts.items() if amount}


def payments_of(documents):
    """Return the links of payments that are there and pay documents.

    :param documents: links of invoices and credit notes.
    """
    env, kinds = documents.env, (Kind.INVOICE.value, Kind.CREDIT_NOTE.value)
    paid = documents.filtered(lambda link: link.kind in kinds)
    if not paid:
        return env["bridge.binding"]
    transfers = env["bridge.transfer"].search([("kind", "=", Kind.PAYMENT.value), ("need_ids", "in", paid.ids)])
    return transfers.binding_id.filtered("external_id")


def differences(links):
    """Return ``{link: what it pays otherwise there}``, as ``agreed.differences``, of those payments that do.

    :param links: of payments of one connection.
    """
    pairs = {}
    for link in links:
        said, now = (link.agreed or {}).get("applied"), there(link.remote_record_id.details)
        if said and now is not None:
            pairs[link] = {
                one: (amount, now.get(one, "0.00")) for one, amount in said.items() if now.get(one) != amount
            }
    invoices = _in_step(links, {one for changed in pairs.values() for one in changed})
    found = {}
    for link, changed in pairs.items():
        words = [_words(invoices[one], *both) for one, both in sorted(changed.items()) if one in invoices]
        if words:
            found[link] = words
    _tell_where_it_went(found)
    return found


def _words(number, then, now):
    return ["applied", f"{number} {then}", f"{number} {now}"]


def _tell_where_it_went(found):
    """Add to differences what a payment pays there that it was not said to pay.

    By itself that is no difference: some ledgers put the rest of a payment to another invoice of their own accord.
    """
    others = {}
    for link in found:
        said = link.agreed["applied"]
        others[link] = {one: amount for one, amount in there(link.remote_record_id.details).items() if one not in said}
    remote_ids = {one for pays in others.values() for one in pays}
    if not remote_ids:
        return
    links = next(iter(found)).union(*found)
    rows = links.env["bridge.remote.record"].search(
        [
            ("connection_id", "in", links.connection_id.ids),
            ("kind", "=", Kind.INVOICE.value),
            ("remote_id", "in", list(remote_ids)),
        ]
    )
    numbers = {(row.connection_id, row.remote_id): row.number for row in rows}
    for link, pays in others.items():
        for one, amount in sorted(pays.items()):
            found[link].append(_words(numbers.get((link.connection_id, one)) or one, "0.00", amount))


def is_unknown(link):
    """Return whether nobody told what a payment of ours pays there now, though it was said to pay something."""
    return bool((link.agreed or {}).get("applied")) and there(link.remote_record_id.details) is None


def _in_step(links, remote_ids):
    """Return ``{id there: number}`` of those invoices of ours that read there as they do here."""
    if not remote_ids:
        return {}
    invoices = links.search(
        [
            ("connection_id", "in", links.connection_id.ids),
            ("kind", "=", Kind.INVOICE.value),
            ("external_id", "in", list(remote_ids)),
            ("totals_agree", "=", True),
        ]
    )
    newest = links.env["bridge.transfer"]._newest(invoices)
    return {
        link.external_id: link.remote_number or link.record_name
        for link in invoices
        if link in newest and newest[link].state == "processed" and not newest[link].reason
    }
