"""What must always hold (design, section 8), judged from the company file and from Odoo's tables in SQL alone.

Nothing of the product is asked: no model, no codec. Each thing that was looked at is counted under its invariant.
"""

import re
from collections import Counter, defaultdict
from decimal import Decimal

from .world import START

KINDS = {"invoice": "Invoice", "credit_note": "CreditMemo", "payment": "ReceivePayment"}
NEWEST = """
SELECT b.id AS link, b.kind, b.move_id, b.external_id, b.trace, b.remote_total, b.difference_accepted_by_id AS accepted,
       t.id AS transfer, t.state, t.reason, t.operation, t.due_at, t.next_actor, i.state AS issue, i.root,
       m.name, m.state AS move_state, m.amount_total, m.amount_tax, m.amount_residual, m.move_type, m.partner_id,
       m.currency_id, COALESCE(m.invoice_date, m.date) AS day
  FROM bridge_binding b JOIN account_move m ON m.id = b.move_id
  LEFT JOIN bridge_transfer t ON t.id = (SELECT max(id) FROM bridge_transfer n WHERE n.binding_id = b.id)
  LEFT JOIN bridge_issue i ON i.id = t.issue_id
 ORDER BY b.id
"""
REMOVALS = ("void", "delete")
# Reasons under which people are shown that what is there is not what is here.
SHOWN = ("total_differs", "changed_after", "payment_changed", "credit_tied", "payment_part_unreleased")
SHOWN += ("rest_not_kept", "discount_not_kept", "payment_mixed", "payment_currency", "payment_extra")
# In brackets on Desktop.
_MARK = re.compile(r"\bodoo:([^\s\]]+)")


def remember(story):
    """Keep what was ever linked: of what is removed later only this tells whose it was."""
    for row in story.world.rows(
        "SELECT id, kind, move_id, external_id FROM bridge_binding"
        " WHERE move_id IS NOT NULL AND external_id IS NOT NULL"
    ):
        story.ours[row["external_id"]] = (row["kind"], row["move_id"], row["id"])


def _documents(story):
    return {
        row["txn_id"]: row
        for kind in KINDS.values()
        for row in (story.book.payments() if kind == "ReceivePayment" else story.book.documents(kind))
    }


def fingerprint(story):
    """Everything in the books that a write would change."""
    return story.world.fingerprint()


def under_way(story):
    """Whether something could still move by itself."""
    return story.world.rows(
        "SELECT 1 FROM bridge_transfer t LEFT JOIN bridge_issue i ON i.id = t.issue_id AND i.state = 'open'"
        " WHERE i.id IS NULL AND (t.state IN ('sending', 'uncertain') OR t.state = 'queued' AND t.due_at IS NOT NULL)"
        " UNION ALL SELECT 1 FROM bridge_exchange WHERE state IN ('open', 'answered', 'uncertain')"
        " UNION ALL SELECT 1 FROM bridge_change"
    )


def standing(story):
    """Where everything stands, for a person who reads a story that failed."""
    history = defaultdict(list)
    for row in story.world.rows(
        "SELECT t.binding_id, t.operation, e.state, e.reason FROM bridge_transfer_event e"
        " JOIN bridge_transfer t ON t.id = e.transfer_id ORDER BY e.id"
    ):
        history[row["binding_id"]].append(" ".join(filter(None, (row["operation"], row["state"], row["reason"]))))
    troubles = story.world.rows("SELECT id, problem, result FROM bridge_session WHERE problem IS NOT NULL ORDER BY id")
    return [f"  session {row['id']}: {row['problem']}: {row['result']}" for row in troubles] + [
        f"  {row['kind']} {row['name']} ({row['move_id']}) as {row['external_id']}: {', '.join(history[row['link']])}"
        for row in story.world.rows(NEWEST)
        if history[row["link"]]
    ]


def is_due(story):
    """Whether a visit would find something to do."""
    return story.world.rows("SELECT 1 FROM bridge_transfer WHERE state IN ('queued', 'sending', 'uncertain') LIMIT 1")


# === AT ANY MOMENT === #


def at_any_moment(story):
    """What holds also in the middle of a loss."""
    documents = _documents(story)
    _never_two(story, documents)
    _watermarks(story, documents)
    _nothing_removed(story, documents)


def _never_two(story, documents):
    """1. By our mark, by the GUID, and by number, customer and total."""
    seen = Counter()
    for row in documents.values():
        if row["is_void"] or row["txn_id"] in story.by_hand:
            continue
        marks = [(row["kind"], "guid", row["external_guid"])] if row["external_guid"] else []
        marks += [(row["kind"], "mark", mark) for mark in _MARK.findall(row["memo"])[-1:]]
        if row["kind"] != "ReceivePayment" and not story.doubled:
            marks.append((row["kind"], row["number"], row["customer"], row["total"]))
        seen.update(marks)
        story.checks["1 never two"] += 1
    doubled = [mark for mark, times in seen.items() if times > 1]
    assert not doubled, f"1: twice in the ledger: {doubled}"


def _watermarks(story, documents):
    """5. What is older than a watermark is known as it is."""
    known = {
        (row["kind"], row["remote_id"]): row["version"]
        for row in story.world.rows("SELECT kind, remote_id, version FROM bridge_remote_record WHERE NOT is_gone")
    }
    kinds = {name: kind for kind, name in KINDS.items()}
    there = [(kinds[row["kind"]], row["txn_id"], row) for row in documents.values()]
    there += [("customer", row["list_id"], row) for row in story.book.customers()]
    there += [("item", row["list_id"], row) for row in story.book.items() if row["kind"] != "ItemSalesTax"]
    marks = {
        row["kind"]: row["watermark"][:19]
        for row in story.world.rows("SELECT kind, watermark FROM bridge_flow WHERE watermark IS NOT NULL")
    }
    for kind, id_, row in there:
        # What is dated before the start is not read, whenever it was typed in.
        if row["modified"] < marks.get(kind, "") and row.get("date", START) >= START:
            story.checks["5 watermark"] += 1
            assert known.get((kind, id_)) == row["edit_sequence"], (
                f"5: the watermark of {kind} ({marks[kind]}) passed {id_} of {row['modified']}: "
                f"{known.get((kind, id_))} is known, {row['edit_sequence']} is there"
            )


def _nothing_removed(story, documents):
    """6. What we removed there was to be removed, what we changed was ours, and what a person typed still stands."""
    removed, changed, story.judged = story.world.asked(story.judged)
    for how, txn_id in removed:
        _kind, move_id, _link = story.ours.get(txn_id) or _met_and_removed(story, txn_id)
        leave = story.cancelled if how == "Void" else story.loosened
        story.checks["6 removed with leave"] += 1
        assert move_id in leave, f"6: {how} of {txn_id}, which nobody asked for"
    for txn_id in changed:
        story.checks["6 only ours changed"] += 1
        assert txn_id in story.ours, f"6: {txn_id} is not ours and was to be changed"
    for txn_id, values in story.hand_edits.items():
        row = documents.get(txn_id)
        if not row or row["is_void"]:
            continue
        for name, value in values.items():
            story.checks["6 hands respected"] += 1
            assert row[name] == value, f"6: {name} of {txn_id} was set to {value} by hand and is {row[name]}"
    for txn_id in story.by_hand - story.hand_removed:
        story.checks["6 nothing of theirs gone"] += 1
        assert txn_id in documents or txn_id in story.ours, f"6: {txn_id}, entered by hand, is gone"


def _met_and_removed(story, txn_id):
    """Return what an entry was the document of that was found again and removed within one visit, unseen by a look."""
    found = story.world.rows(
        "SELECT b.kind, b.move_id, b.id FROM bridge_binding b JOIN bridge_remote_record r ON r.id = b.remote_record_id"
        " WHERE r.remote_id = %s AND b.move_id IS NOT NULL",
        txn_id,
    )
    return tuple(found[0].values()) if found else ("", 0, 0)


# === AT THE END === #


def at_the_end(story):
    """What holds once everything has come to rest."""
    rows = story.world.rows(NEWEST)
    documents = _documents(story)
    _all_known(story, rows, documents)
    for row in rows:
        if row["transfer"]:
            _processed_is_there(story, row, documents)
            _is_accounted_for(story, row)
    _nothing_lost(story, rows)
    _neighbours(story, rows)
    _balances(story, rows, documents)


def _is_seen(row):
    """Whether a difference is shown to people, or was accepted by one."""
    return row["reason"] in SHOWN or row["accepted"]


def is_shown(row):
    """Whether it is shown to people that a document is not there as it is here."""
    stands = row["state"] in ("rejected", "gone", "queued", "uncertain")
    return bool(stands and (row["reason"] or row["issue"] == "open") or _is_seen(row))


def _all_known(story, rows, documents):
    """1. Of everything that we made there it is known whose it is, or a person is asked just that."""
    linked = {row["external_id"] for row in rows}
    by_mark = {row["trace"]: row for row in rows}
    for row in documents.values():
        if row["is_void"] or row.get("is_tie") or row["txn_id"] in story.by_hand or row["txn_id"] in linked:
            continue
        story.checks["1 none of ours unknown"] += 1
        owner = by_mark.get((_MARK.findall(row["memo"]) or [""])[-1])
        asked = owner and owner["reason"] in ("several_found", "outcome_unknown", "refused")
        assert asked or story.doubled, (
            f"1: {row['kind']} {row['number']} ({row['txn_id']}) is of our making, and no document of Odoo knows it"
        )


def _processed_is_there(story, row, documents):
    """2. What is processed is there with its total, and what was removed is not."""
    if row["state"] != "processed":
        return
    story.checks["2 processed is there"] += 1
    if row["operation"] in REMOVALS:
        alive = [
            txn_id
            for txn_id, (kind, _move, link) in story.ours.items()
            if link == row["link"] and txn_id in documents and not documents[txn_id]["is_void"]
        ]
        assert not alive, f"2: {row['name']} was taken out and is there: {alive}"
        return
    if not row["external_id"]:
        paid = story.world.rows(
            "SELECT 1 FROM account_partial_reconcile p JOIN account_move_line l ON l.id = p.credit_move_id"
            " JOIN account_move_line d ON d.id = p.debit_move_id"
            " JOIN bridge_binding b ON b.move_id = d.move_id AND b.kind = 'invoice' AND b.external_id IS NOT NULL"
            " WHERE l.move_id = %s",
            row["move_id"],
        )
        assert row["kind"] == "payment" and not paid, (
            f"2: {row['name']} ({row['kind']}) is processed and linked to nothing"
        )
        return
    if row["external_id"].startswith("applied:"):
        return
    there = documents.get(row["external_id"])
    # A void that QuickBooks does not mark is a total of nothing to whoever reads it: told as a change.
    stands = there and (not there["is_void"] or _is_seen(row))
    assert stands, f"2: {row['name']} is processed as {row['external_id']}, which is not there"
    if row["kind"] == "payment" or _is_seen(row) or row["move_state"] != "posted":
        return
    ours = Decimal(f"{row['amount_total']:.2f}"), Decimal(f"{row['amount_tax']:.2f}")
    assert (there["total"], there["tax"]) == ours, f"2: {row['name']} is {ours} here and {there['total']} there, unseen"
    assert there["date"] == f"{row['day']}", f"2: {row['name']} is of {row['day']} here, of {there['date']} there"


def _is_accounted_for(story, row):
    """3. Where a transfer stands, and why."""
    story.checks["3 nothing lost"] += 1
    where = f"3: {row['kind']} {row['name']} is {row['state']}"
    state = row["state"]
    if state in ("rejected", "gone"):
        removed = state == "gone"
        assert row["reason"] or removed, f"{where} without a reason"
        assert state == "gone" or row["next_actor"], f"{where}, and nobody acts next"
    elif state == "withdrawn" and row["kind"] == "payment":
        assert not row["external_id"], f"{where}, and {row['external_id']} is there"
    elif state == "withdrawn":
        by_somebody = story.put_off | story.cancelled | story.drafted
        assert row["move_state"] != "posted" or row["move_id"] in by_somebody, f"{where}, by nobody"
    elif state == "held":
        assert row["move_id"] in story.put_off, f"{where} by nobody"
    elif state == "queued":
        assert row["issue"] == "open" or row["due_at"] or _waits_for(story, row), f"{where}, and nobody knows for what"
    else:
        assert state == "processed" or row["issue"] == "open", where


def _waits_for(story, row):
    """Whether what a transfer needs is not there, and it is known why."""
    return story.world.rows(
        "SELECT 1 FROM bridge_transfer_need n JOIN bridge_binding l ON l.id = n.binding_id"
        " JOIN bridge_binding b ON b.id = COALESCE(l.alias_of_id, l.id)"
        " LEFT JOIN bridge_transfer t ON t.id = (SELECT max(id) FROM bridge_transfer x WHERE x.binding_id = b.id)"
        " LEFT JOIN bridge_issue i ON i.binding_id = b.id AND i.state = 'open'"
        " WHERE n.transfer_id = %s AND (i.id IS NOT NULL OR t.state IN ('rejected', 'held', 'gone')"
        "   OR t.state IN ('queued', 'uncertain') AND t.issue_id IS NOT NULL"
        "   OR b.external_id IS NULL AND t.state IN ('withdrawn', 'processed'))",
        row["transfer"],
    )


def _nothing_lost(story, rows):
    """3. Whatever was released has a transfer, and whatever pays a document that is there."""
    known = {row["move_id"] for row in rows if row["transfer"] and row["kind"] != "payment"}
    for move_id in story.released:
        assert move_id in known, f"3: document {move_id} was released and has no transfer"


def _neighbours(story, rows):
    """4. The bad ones stand where they are for a fault of their own; the plain one went."""
    for row in rows:
        if row["move_id"] == story.neighbour:
            assert row["state"] == "processed", (
                f"4: the plain invoice {row['name']} is {row['state']} ({row['reason']})"
            )
            story.checks["4 neighbours"] += 1
        if row["move_id"] in story.bad and row["kind"] == "invoice":
            assert row["state"] != "processed", f"4: {row['name']} can never go and is processed"
            story.checks["4 neighbours"] += 1


# === BALANCES === #


def _balances(story, rows, documents):
    """8. Of documents in step each allocation is there as it is here, and so is what is open."""
    by_txn = {row["external_id"]: row for row in rows if row["external_id"] in documents}
    links = {row["move_id"]: row for row in rows if row["kind"] == "payment"}
    # A credit note that is not there is no document in step, and applies to none.
    unsent = {move_id for move_id in story.documents if move_id not in {row["move_id"] for row in by_txn.values()}}
    here = _allocations_here(story)
    there, by_hand = _allocations_there(story, by_txn)
    owed = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for txn_id, row in by_txn.items():
        if row["kind"] != "invoice" or not _in_step(row):
            continue
        whole = True
        for payer in {*here[row["move_id"]], *there[txn_id]}:
            link = links.get(payer)
            ours, theirs = here[row["move_id"]].get(payer, Decimal(0)), there[txn_id].get(payer, Decimal(0))
            if link and _in_step(link) and payer not in unsent and payer not in story.goes_without:
                story.checks["8 allocations"] += 1
                assert ours == theirs, f"8: {link['name']} pays {ours} of {row['name']} here and {theirs} there"
            elif ours != theirs:
                whole = False
                story.checks["8 differences shown"] += 1
                known = payer in unsent or payer in story.goes_without
                assert known or link and link["transfer"] and _is_explained(link), (
                    f"8: {payer} pays {ours} of {row['name']} here and {theirs} there, and nothing says why:"
                    f" {link and dict(link)}"
                )
        if whole:
            residual, balance = Decimal(f"{row['amount_residual']:.2f}"), documents[txn_id]["balance"]
            story.checks["8 balances"] += 1
            assert residual == balance + by_hand[txn_id], (
                f"8: {residual} is open of {row['name']} here, {balance} there, {by_hand[txn_id]} of it by hand"
            )
            owed[row["partner_id"]][0] += residual
            owed[row["partner_id"]][1] += balance + by_hand[txn_id]
    for partner, (ours, theirs) in owed.items():
        story.checks["8 customers"] += 1
        assert ours == theirs, f"8: customer {partner} owes {ours} here and {theirs} there"


def _in_step(row):
    return (
        row["state"] == "processed"
        and row["operation"] not in REMOVALS
        and row["external_id"]
        and not _is_seen(row)
        and row["move_state"] == "posted"
    )


def _is_explained(link):
    """Whether it is known why a payment is not there as it is here."""
    stands = link["state"] in ("rejected", "gone", "held", "withdrawn", "queued", "uncertain")
    return stands or _is_seen(link)


def _allocations_here(story):
    """``{invoice: {entry that pays: amount}}``"""
    found = defaultdict(Counter)
    for row in story.world.rows(
        "SELECT d.move_id AS paid, c.move_id AS payer, p.debit_amount_currency AS amount"
        "  FROM account_partial_reconcile p JOIN account_move_line d ON d.id = p.debit_move_id"
        "  JOIN account_move_line c ON c.id = p.credit_move_id"
    ):
        found[row["paid"]][row["payer"]] += Decimal(f"{row['amount']:.2f}")
    return found


def _allocations_there(story, by_txn):
    """``{TxnID: {entry of Odoo that pays: amount}}``, and what the bookkeeper put on each by hand."""
    found, by_hand = defaultdict(Counter), defaultdict(Decimal)
    for link in story.book.applications():
        payer, amount = by_txn.get(link["by_txn_id"]), link["amount"] + link["discount"]
        if payer and (link["by_txn_id"], link["txn_id"]) not in story.hand_ties:
            found[link["txn_id"]][payer["move_id"]] += amount
        else:
            by_hand[link["txn_id"]] += amount
    return found, by_hand
