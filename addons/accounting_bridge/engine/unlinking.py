"""A person said that a record of Odoo is not some entry of the ledger: nothing makes that link again by itself."""


def respect_refusal(link, verdict, candidates):
    """Return the verdict on a record without the entries that a person said it is not.

    One that is left over is no sure match: that the other one was meant was wrong once already.

    :param link: whose ``refused_ids`` holds the ids there that were said no to.
    :param candidates: rows of the mirror.
    :return: ``(verdict, rows)``: as they came where nothing was refused; ``unlinked`` with all rows where nothing is
        left.
    """
    refused = set(link.refused_ids or ())
    left = [row for row in candidates if row.remote_id not in refused]
    if len(left) == len(candidates):
        return verdict, candidates
    if not left:
        return "unlinked", candidates
    return "probable" if len(left) == 1 else "ambiguous", left
