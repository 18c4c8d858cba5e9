"""No answer: the outcome is unknown."""

from ..reason import Actor, Level, Reason, Retry


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "outcome_unknown",
        _("No answer yet"),
        _("It was sent and no answer came back. The next run asks %(ledger)s what became of it; it is not sent twice."),
        Actor.SYSTEM,
        level=Level.WAITING,
        retry=Retry.NEXT_RUN,
    ),
    Reason(
        "several_found",
        _("Several could be it"),
        _("No answer came back, and %(ledger)s holds several that could be this one: %(candidates)s."),
        Actor.BOOKKEEPER,
        level=Level.WAITING,
        cures=("already_there", "not_there"),
    ),
)
