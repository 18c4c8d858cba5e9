"""Invoice numbers for ledgers that take fewer characters than Odoo's have: one rule per journal.

=======  =================================================================================================
rule     what the ledger is given
=======  =================================================================================================
as_is    the number of Odoo
compact  no letters before the first digit, no separators, two digits of the year: INV/2026/00017 is 2600017
ledger   nothing: the ledger numbers by itself
=======  =================================================================================================

``compact`` drops what tells journals apart, so two journals under it may give the same number: the settings
ask ``clashes`` when a rule is saved.
"""

import re

AS_IS, COMPACT, LEDGER = "as_is", "compact", "ledger"
RULES = (AS_IS, COMPACT, LEDGER)

_PIECE = re.compile(r"[0-9]+|[A-Za-z]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def apply_rule(rule: str, number: str, limit: int, mark: str = "") -> str | None:
    """Return the number for the ledger: "" where the ledger numbers, ``None`` where it does not fit.

    A number is never cut: what is left of it would stand for another invoice.

    :param mark: stands before a compact number, so that a credit note does not bear that of an invoice.
    """
    if rule == LEDGER:
        return ""
    if rule == AS_IS:
        result = number
    elif rule == COMPACT:
        result = mark + _compact(number)
    else:
        raise ValueError(f"unknown number rule {rule}")
    return result if 0 < len(result) <= limit else None


def _compact(number):
    pieces = _PIECE.findall(number)
    while pieces and pieces[0].isalpha():
        del pieces[0]
    numeric = [index for index, piece in enumerate(pieces) if piece.isdigit()]
    # The last run of digits is the sequence, whatever it looks like; only one before it can be the year.
    for index in numeric[:-1]:
        if _YEAR.fullmatch(pieces[index]):
            pieces[index] = pieces[index][2:]
            break
    return "".join(pieces)


def clashes(numbers, limit: int) -> dict[str, list[str]]:
    """Return which numbers would meet in the ledger: its number -> the numbers of Odoo that become it.

    :param numbers: pairs of rule and number, for example the next number of every journal of a connection.
    """
    met = {}
    for rule, number in numbers:
        result = apply_rule(rule, number, limit)
        if result and number not in met.setdefault(result, []):
            met[result].append(number)
    return {result: several for result, several in met.items() if len(several) > 1}
