"""What a well-formed answer may say (facts/quickbooks_desktop.md 1.3)."""

import re

from .rules import finding

CLOSED_WORDS = ("none", "nvu", "busy")
_COMPANY_FILE = re.compile(r"([A-Za-z]:\\|\\\\)[^<>\"|?*]+\.qbw$", re.IGNORECASE)
# 22 characters of base64, the shortest usual spelling of 128 bits.
_TICKET_LENGTH = 22


def check(operation: str, value, earlier_tickets=()):
    """The findings on the value of an answer."""
    checker = _CHECKERS.get(operation)
    return checker(value, earlier_tickets) if checker else []


def _authenticate(strings, earlier_tickets):
    strings = strings or []
    if not 2 <= len(strings) <= 4:
        return [
            finding(
                "authenticate.count",
                f"Index was outside the bounds of the array ({len(strings)} strings in authenticateResult)",
            )
        ]
    findings = []
    ticket, word = strings[0], strings[1]
    if not ticket:
        findings.append(finding("authenticate.ticket", "The ticket is empty"))
    elif len(ticket) < _TICKET_LENGTH:
        findings.append(finding("authenticate.ticket-length", f"The ticket has {len(ticket)} characters only"))
    if ticket and ticket in earlier_tickets:
        findings.append(finding("authenticate.ticket-fresh", "The ticket is that of an earlier visit"))
    if word and word not in CLOSED_WORDS and not _COMPANY_FILE.match(word):
        findings.append(finding("authenticate.word", f"The second string is {word!r}"))
    findings += [
        finding("authenticate.seconds", f"{seconds!r} is not a number of seconds")
        for seconds in strings[2:]
        if seconds and not re.fullmatch(r"\d{1,9}", seconds)
    ]
    return findings


def _client_version(text, _earlier):
    if not text or text[:2] in ("W:", "E:", "O:"):
        return []
    return [finding("clientVersion.prefix", f"Application sent incorrect syntax: {text!r}. Update cannot continue.")]


def _receive_response(progress, _earlier):
    if progress is None or progress <= 100:
        return []
    return [finding("receiveResponseXML.range", f"Progress is {progress}, above 100")]


_CHECKERS = {
    "authenticate": _authenticate,
    "clientVersion": _client_version,
    "receiveResponseXML": _receive_response,
}
