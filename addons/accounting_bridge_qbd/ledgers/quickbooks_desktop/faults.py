"""What QuickBooks says went wrong, as reasons of ours (facts 3.6, 3.7).

The number decides, except for those that say several things: there the words tell a record that somebody has open
(it passes by itself), a closed period, a document that money has settled and one that is paid already from any other
refusal. Of a value that breaks a rule the words name the field, and with it what a person has to look at.
"""

import re
from dataclasses import dataclass, field


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """``nothing_ran`` says that the whole set was surely not executed."""

    reason: str
    words: str = ""
    arguments: dict = field(default_factory=dict)
    nothing_ran: bool = False


_REASONS = {
    "trouble_there": (1000, 1010),
    "not_understood": (
        *(1030, 1060, 3000, 3010, 3020, 3030, 3031, 3035, 3040, 3045, 3050, 3060, 3065, 3070),
        *(3110, 3150, 3151, 3152, 3153, 3177, 3205, 9004, *range(9100, 9200)),
    ),
    "not_supported": (501, 510, 530, 531, 560),
    "name_taken": (3100,),
    "reference_gone": (500, 3120, 3121, 3130, 3140),
    "closed_period": (3161, 3171),
    "busy_there": (3162, 3175, 3176),
    "changed_there": (3200,),
    "not_run": (3231, 3391),
    "feature_off": (3250,),
    "permission_there": (3260, 3261),
    "in_use_there": (3160,),
    "link_refused": (570,),
    "value_refused": (3080, 3085, 3090, 3095, 3220, 3230, 3240),
    "not_changeable": (3185, 3190),
    # What these mean is documented in a word at most, and their words may say anything: those that we know are told
    # below. Merging, a parent, credit cards and payroll are nothing that we ask for.
    "refused": (3170, 3180, 3210, 3262, 3263, 3300, 3301),
}
_REASON_OF = {code: reason for reason, codes in _REASONS.items() for code in codes}

# Numbers that stand for several things, and those among them that may stand for a lock.
_MANY_FACED = (3160, 3161, 3170, 3180, 3185, 3190, 3210, 3220)
_MAY_BE_LOCKED = (3170, 3180, 3185, 3190)
_LOCKED = re.compile(
    r"modified by another user|could not be locked|acquire the lock|is locked|been locked|(?:is|are) in use"
    r"|in use by|being used|another user is",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"clos(?:ed|ing)[ -](?:date|period)|books (?:are|have been) closed|period is closed", re.IGNORECASE
)
_SETTLED = re.compile(r"\bdeposit(?:ed\b|\s+(?:has|have|is)\b)|\b(?:in|on) an? deposit\b|\breconciled\b", re.IGNORECASE)
_OVERPAID = re.compile(
    r"more than the (?:amount due|remaining|available)|exceeds? the (?:amount|balance|remaining|available|open)"
    r"|already been (?:paid|closed|applied)|less than this left",
    re.IGNORECASE,
)
_NEEDED = re.compile(r"\bcannot delete\b|cannot be deleted", re.IGNORECASE)
_FIELD = re.compile(r'The "([^"]+)" field has an invalid value', re.IGNORECASE)
# Words that name what is wrong without a field, in the order in which they are looked for.
_TOLD = (
    ("not_understood", re.compile(r"\b(?:missing|conflicting) elements?\b", re.IGNORECASE)),
    ("number_used", re.compile(r"\b(?:ref|document) ?number\b.{0,40}\b(?:in use|already used)\b", re.IGNORECASE)),
    ("feature_off", re.compile(r"\bpreferences?\b", re.IGNORECASE)),
    (
        "value_refused",
        re.compile(
            r"must be positive|not valid for a list|not allowed in a list|cannot be cleared|not in balance"
            r"|only one receivable or payable",
            re.IGNORECASE,
        ),
    ),
)
_TAXES = ("ItemSalesTaxRef", "SalesTaxCodeRef", "CustomerSalesTaxCodeRef", "IsTaxIncluded")
# What a document keeps for good, or not below what it comes to, once something is paid or applied on it.
_KEPT_ONCE_PAID = ("CustomerRef", "VendorRef", "Amount")
_MISSING = re.compile(r'invalid reference to QuickBooks\s+(.+?)\s+"([^"]*)"(?:\s+in the\s+([^.]+))?', re.IGNORECASE)
_TAKEN = re.compile(r'[Tt]he name "(.*)" of the list element')


def judge(code: int, words: str, *, is_change: bool = False) -> Fault:
    """Return what a status code of one request means.

    :param is_change: whether it was a change of what is there.
    """
    if code == 3140:
        return _missing(words)
    if code == 3100:
        taken = _TAKEN.search(words)
        return Fault("name_taken", words, {"name": taken[1]} if taken else {})
    reason = (code in _MANY_FACED and _told_by(words, code, is_change)) or _REASON_OF.get(code)
    if reason is None:
        reason = "not_supported" if 2000 <= code < 3000 else "refused"
    return Fault(reason, words)


def _told_by(words, code, is_change):
    """Return the reason that the words name, "" where they name none that we know."""
    if _CLOSED.search(words):
        return "closed_period"
    if _SETTLED.search(words):
        return "settled_there"
    if _OVERPAID.search(words):
        return "paid_more_than_due"
    if _NEEDED.search(words):
        return "in_use_there"
    if code in _MAY_BE_LOCKED and _LOCKED.search(words):
        return "busy_there"
    field = _FIELD.search(words)
    return _of_field(field[1], is_change) if field else _told(words)


def _told(words):
    return next((reason for reason, known in _TOLD if known.search(words)), "")


def _of_field(field, is_change):
    """Return what it means that QuickBooks does not take the value of a field, in a block it names the block first."""
    name = field.split()[-1]
    if name in ("TxnID", "CreditTxnID"):
        return "link_refused"
    if name.endswith("AccountRef"):
        return "account_refused"
    if name in _TAXES:
        return "tax_refused"
    if name == "ItemRef":
        return "line_item_refused"
    if name == "ExternalGUID":
        return "mark_used"
    return "not_changeable" if is_change and name in _KEPT_ONCE_PAID else "value_refused"


def _missing(words):
    found = _MISSING.search(words)
    if not found:
        return Fault("reference_gone", words)
    kind, name, place = found[1], found[2], (found[3] or "").strip()
    lowered = kind.lower()
    if lowered.startswith("customer") and "type" not in lowered and "message" not in lowered:
        reason = "customer_missing"
    elif lowered in ("item", "items", "item line"):
        reason = "item_missing"
    else:
        reason = "reference_gone"
    return Fault(reason, words, {"kind": kind, "name": name, "place": place})


# Failures of the computer there, before QuickBooks could answer: what a person can click.
_OPENING = {
    "0x80040154": _("The QuickBooks software is not installed for this Windows user. Install the Web Connector again."),
    "0x80040403": _(
        "QuickBooks refused the connection. Open QuickBooks with the company file and run the update again."
    ),
    "0x80040408": _(
        "QuickBooks did not start. Start QuickBooks and the Web Connector as the same Windows user, neither "
        "of them as administrator, install waiting QuickBooks updates, and run the update again."
    ),
    "0x8004040a": _(
        "Another company file is open in QuickBooks. Close it, open the file of this connection, and run the "
        "update again. If that file was moved or renamed, press The file was moved on the connection first."
    ),
    "0x80040410": _(
        "The company file is open in another mode. In QuickBooks choose File, Switch to Multi-user Mode (or "
        "to Single-user Mode), and run the update again."
    ),
    "0x80040414": _("A window in QuickBooks waits for an answer. Answer or close it; the next run goes on by itself."),
    "0x80040416": _(
        "QuickBooks is closed and the place of the company file is not known yet. Open the company file in "
        "QuickBooks once and run the update again."
    ),
    "0x8004041a": _(
        "This application may not use the company file. In QuickBooks choose Edit, Preferences, Integrated "
        "Applications, Company Preferences, tick this application, and run the update again."
    ),
    "0x80040420": _(
        "Access was refused in QuickBooks. Sign in as Admin, choose Edit, Preferences, Integrated "
        "Applications, Company Preferences, Properties, and allow this application to log in automatically."
    ),
    "0x80040422": _(
        "The first permission needs single-user mode. In QuickBooks choose File, Switch to Single-user Mode, "
        "run the update, and choose Yes, always."
    ),
}
_OPENING |= dict.fromkeys(("0x80040404", "0x80040405", "0x80040406", "0x80040407"), _OPENING["0x80040403"])
_PASSING = {
    "0x80040401": _("QuickBooks could not be accessed."),
    "0x80040402": _("QuickBooks had an unexpected error; its file qbsdklog.txt tells more."),
    "0x8004040d": _("QuickBooks ended the session."),
}
_NOT_UNDERSTOOD = "0x80040400"


def judge_hresult(hresult: str, message: str = "") -> Fault:
    """Return what a failure of the whole exchange means (connectionError, receiveResponseXML)."""
    code = (hresult or "").strip().lower()
    message = (message or "").strip()
    if code == _NOT_UNDERSTOOD:
        return Fault("not_understood", message, nothing_ran=True)
    if code in _PASSING:
        return Fault("unreachable", _PASSING[code])
    if code in _OPENING:
        return Fault("not_opened", _OPENING[code])
    return Fault("not_opened", f"{message} ({code})".strip())


def words_of(hresult: str) -> str:
    """Return the sentence for a failure to reach QuickBooks, "" where QuickBooks' own words have to do."""
    code = (hresult or "").strip().lower()
    return _OPENING.get(code) or _PASSING.get(code, "")
