"""Creations of customers and items in the outbox: one intention for each link, however often it is tried.

What was refused or taken back before is queued again as it is, with a new generation, in place of another one: two of
them under one question could not both be freed by its answer.
"""

from odoo import fields

from ..ledgers.protocol import Operation

# What became of a creation that no run tries again by itself.
STOPPED = ("rejected", "held", "withdrawn")
# Of these the ones that go again when it is wanted; what a person holds back is left as it is.
TRIED_AGAIN = ("rejected", "withdrawn")
# The reason of what was taken back only to be looked at anew.
NEXT_RUN = "not_run"


def stopped(links):
    """Return ``{link: its creation that came to nothing}``, by the newest transfer of each link. One query."""
    newest = links.env["bridge.transfer"]._newest(links) if links else {}
    return {
        link: transfer
        for link, transfer in newest.items()
        if transfer.state in STOPPED and transfer.operation == Operation.CREATE.value and not transfer.move_id
    }


def look_anew(transfers):
    """Creations that were refused are not tried again blindly: they are taken back, and who is who is looked at anew.

    Who is flagged is created by the next run all the same, unless it finds them there: that is said in the reason.
    """
    wanted = transfers.filtered(lambda transfer: transfer.binding_id.partner_id.bridge_sync)
    rows = {transfer.id: {"reason": NEXT_RUN} if transfer in wanted else {} for transfer in transfers}
    transfers._move_to("withdrawn", rows)


def create(session, links, batches=None):
    """Write the creation of what links stand for into the outbox.

    :param batches: ``{link id: id of the batch it belongs to}``; none where nobody released it.
    :return: ``{link: transfer}``
    """
    batches = batches or {}
    again = {link: each for link, each in stopped(links).items() if each.state in TRIED_AGAIN}
    transfers = session.env["bridge.transfer"]
    for batch_id, mine in transfers.union(*again.values()).grouped(lambda t: batches.get(t.binding_id.id)).items():
        mine._requeue(batch=session.env["bridge.batch"].browse(batch_id or ()))
        mine.released_at = fields.Datetime.now()
    fresh = links.filtered(lambda link: link not in again)
    created = transfers.create(
        [
            {
                "connection_id": session.connection_id.id,
                "batch_id": batches.get(link.id),
                "binding_id": link.id,
                "operation": Operation.CREATE.value,
            }
            for link in fresh
        ]
    )
    created._note_creation()
    return again | dict(zip(fresh, created, strict=True))
