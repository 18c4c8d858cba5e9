"""What both sides agreed on last, and what somebody changed there since.

The version of an entry moves for many reasons (a payment moves that of its invoice); what counts is whether
something changed that we sent. Lines count where a change of ours would say them: pages are read without them.
"""

from decimal import Decimal

from odoo import fields

from ..ledgers.documents import digest_of_value
from . import applied
from .values import exact

# In the order in which a person reads them.
FIELDS = ("number", "date", "due_date", "customer", "total", "tax")
# What of a line is ours. What the bookkeeper adds to a line of which we said no class is theirs.
LINE_FIELDS = ("item", "description", "quantity", "amount")
# Those that a document of ours says in the same words.
SAID_AS_TEXT = ("number", "date", "due_date")
# So many lines a sentence tells; who wants all of them looks there.
LINES_TOLD = 3


def content_of_record(record):
    """Return what a document of the ledger says, as it was just read or answered; plain values."""
    return _content(
        record.number,
        record.date,
        record.details.get("due_date"),
        record.customer_id,
        record.details.get("customer_name"),
        record.total,
        record.tax_amount,
    ) | _details(record.version, record.details)


def content_after(binding, line, record):
    """Return what a document says after a change of ours; lines that we did not say stay what was agreed on them.

    :param line: of the exchange: what was sent.
    """
    content = _without_theirs(content_of_record(record), line) | _said_to_pay(line)
    before, now = ((each.field_digests or {}).get("lines") for each in (binding, line))
    return content | _lines_kept(binding) if before == now else content


def content_accepted(binding, row):
    """Return what both sides agree on where a person accepts what is there.

    Of the lines it stays what we said last, so that they are never put back by a later change of ours unseen; those
    that were accepted stand beside them.
    """
    content = content_of_row(row)
    accepted = content.pop("lines", [])
    return content | _lines_kept(binding) | _memo_kept(binding) | {"accepted_lines": accepted}


def content_adopted(row, line, move):
    """Return what both sides agree on of a document whose answer was lost and that was found there.

    It is what we said, as far as that can be told from its digests: what somebody changed in it meanwhile is a change.
    """
    sent = line.field_digests or {}
    ours = {"number": line.number or "", **(_days_of(move) if move else _days_said(line))}
    content = _without_theirs(content_of_row(row), line)
    # What a ledger does not tell of a document was not changed in it either.
    said = {name: value for name, value in ours.items() if value and content[name]}
    ours = {name: value for name, value in said.items() if digest_of_value(value) == sent.get(name)}
    return content | ours | _said_to_pay(line)


def _days_of(move):
    return {
        "date": fields.Date.to_string(move.invoice_date or move.date),
        "due_date": fields.Date.to_string(move.invoice_date_due),
    }


def _days_said(line):
    """Return the days that a document of another model of the host was said to have."""
    return {name: (line.said or {}).get(name) for name in ("date", "due_date")}


def _said_to_pay(line):
    """Return what a payment was said to pay; nothing of other documents."""
    return {name: value for name, value in (line.said or {}).items() if name == "applied"}


def _lines_kept(binding):
    known = binding.agreed or {}
    return {name: known[name] for name in ("lines", "accepted_lines") if name in known}


def _memo_kept(binding):
    known = binding.agreed or {}
    return {name: known[name] for name in ("memo",) if name in known}


def _without_theirs(content, line):
    """Return content without what the bookkeeper had written before a change of ours, which left it alone."""
    theirs = (line.said or {}).get("theirs") or {}
    classes = theirs.get("classes") or {}
    if classes and content.get("lines"):
        content["lines"] = [
            row | {"tracking": ""} if row.get("tracking") and classes.get(row.get("id")) == row["tracking"] else row
            for row in content["lines"]
        ]
    return content | {name: theirs[name] for name in ("memo",) if name in theirs}


def content_of_row(row):
    """Return what a row of the mirror says."""
    return _content(
        row.number,
        row.document_date and row.document_date.isoformat(),
        (row.details or {}).get("due_date"),
        row.customer_remote_id,
        (row.details or {}).get("customer_name"),
        exact(row.total, 2),
        exact(row.tax_amount, 2),
    ) | _details(row.version, row.details or {})


def _content(number, date, due_date, customer, customer_name, total, tax):
    return {
        "number": number or "",
        "date": date or "",
        "due_date": due_date or "",
        "customer": customer or "",
        "customer_name": customer_name or "",
        "total": _money(total),
        "tax": _money(tax),
    }


def lines_known(version, details):
    """Return the lines of a document as they are in the version that was read last, none where nobody told."""
    return (details.get("lines_version") == version and details.get("lines")) or []


def without_lines(row):
    """Return the details of a row whose lines nobody could tell."""
    return {**(row.details or {}), "lines": [], "lines_version": row.version}


def _details(version, details):
    """Return what only some documents say: their lines, what a payment pays, their memo."""
    lines, pays, memo = lines_known(version, details), applied.there(details), details.get("memo")
    return (
        ({"lines": lines} if lines else {})
        | ({} if pays is None else {"applied": pays})
        | ({"memo": memo} if memo else {})
    )


def _money(amount):
    return format((amount or Decimal(0)).quantize(Decimal("0.01")), "f")


def says(row, line, binding):
    """Return whether a row of the mirror says what a line of an exchange sent as a change of a document.

    Of what was sent only digests are kept. Where nothing of the change can be seen in the row the answer is no: pages
    of some ledgers come without lines.
    """
    now = content_of_row(row)
    sent, before = line.field_digests or {}, binding.field_digests or {}
    if line.total and now["total"] != _money(Decimal(line.total)):
        return False
    changed = {name for name in {*sent, *before} if sent.get(name) != before.get(name)}
    seen = [True] if "total" in changed else []
    seen += [digest_of_value(now[name]) == sent.get(name, "") for name in SAID_AS_TEXT if name in changed]
    if "customer" in changed:
        seen.append(now["customer"] != (binding.agreed or {}).get("customer"))
    if "lines" in changed and "lines" in now:
        seen.append(bool(line_differences(binding, row)))
    return bool(seen) and all(seen)


def differences(binding, row):
    """Return what was changed there since both sides agreed: list of ``[field, agreed, there now]``, plain values.

    A customer is told by the name, and compared by what the ledger knows it by.
    """
    if not binding.agreed or not row:
        return []
    then, now = binding.agreed, content_of_row(row)
    return [[name, _shown(then, name), _shown(now, name)] for name in FIELDS if then.get(name, "") != now[name]]


def _shown(content, name):
    return (name == "customer" and content.get("customer_name")) or content.get(name, "")


def lines_unaccepted(binding, row):
    """Return what was changed there in the lines since we said them or a person accepted them, as ``differences``.

    Nothing where a person accepted a document whose lines were not known.
    """
    known = binding.agreed or {}
    return _line_differences(known.get("accepted_lines", known.get("lines")), row)


def line_differences(binding, row):
    """Return what was changed there in the lines that we said last, as ``differences``; the first few will do."""
    return _line_differences((binding.agreed or {}).get("lines"), row)


def _line_differences(said, row):
    there = lines_known(row.version, row.details or {})
    if not said or not there:
        return []
    changes = []
    for place in range(max(len(said), len(there))):
        ours, theirs = (lines[place] if place < len(lines) else {} for lines in (said, there))
        if any((ours.get(name) or "") != (theirs.get(name) or "") for name in _compared(ours)):
            changes.append([f"line {place + 1}", _line_words(ours), _line_words(theirs)])
    return changes[:LINES_TOLD]


def _compared(ours):
    return (*LINE_FIELDS, "tracking") if ours.get("tracking") else LINE_FIELDS


def _line_words(line):
    return " ".join(filter(None, (line.get("description"), line.get("quantity"), line.get("amount"))))


def of_theirs(binding, row):
    """Return what of a document of ours the bookkeeper wrote where we had said nothing, or wrote over, and what a
    change of ours leaves as it is.

    :return dict: ``classes``: of lines, by their ids; ``memo``: what both sides had agreed on.
    """
    known, details = binding.agreed or {}, row.details or {}
    untracked = {line.get("id") for line in known.get("lines") or () if not line.get("tracking")}
    classes = {
        line["id"]: line["tracking"]
        for line in details.get("lines") or ()
        if line.get("tracking") and line.get("id") in untracked
    }
    memo = known.get("memo")
    return ({"classes": classes} if classes else {}) | (
        {"memo": memo} if memo and memo != details.get("memo", memo) else {}
    )


def details_of_ours(binding, row):
    """Return the details of a row as a change of ours has to see them.

    A class that the bookkeeper gave to a line of ours that had none is not ours to take away: it is not shown. That
    the memo is not what it was is said by ``memo_is_theirs``, that the tax is not by ``tax_is_theirs``.
    """
    details, theirs = dict(row.details or {}), of_theirs(binding, row)
    if classes := theirs.get("classes"):
        details["lines"] = [line | {"tracking": ""} if line.get("id") in classes else line for line in details["lines"]]
    return (
        details
        | ({"memo_is_theirs": True} if "memo" in theirs else {})
        | ({"tax_is_theirs": True} if _is_tax_theirs(binding, row) else {})
    )


def _is_tax_theirs(binding, row):
    """Return whether the tax there, or what it is of, is not what we said last: a person accepted it as it is."""
    sent = binding.field_digests
    if not sent or not row:
        return False
    there = {name: exact(row[name], 2) for name in ("total", "tax_amount")}
    # A document says no amount of zero.
    digests = {name: digest_of_value(amount) if amount else None for name, amount in there.items()}
    return any(sent.get(name) != digests[name] for name in digests) or bool(line_differences(binding, row))
