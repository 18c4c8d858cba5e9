"""The connection as a whole."""

from ..reason import Actor, Level, Reason, Retry, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "wrong_company",
        _("Another company"),
        _(
            "%(ledger)s has the company file %(name)s open, and this connection belongs to %(expected)s."
            " Nothing was "
            "sent. Open the right file and run the update again."
        ),
        Actor.USER,
        Root.CONNECTION,
        cures=("confirm_company",),
        words_called=_(
            "%(ledger)s answered for the company %(name)s, and this connection belongs to %(expected)s. Nothing was"
            " sent. Sign in to the right company again."
        ),
    ),
    Reason(
        "company_taken",
        _("Connected already"),
        _(
            "%(name)s in %(ledger)s is already connected to %(company)s. Disconnect it there first, or open another "
            "company in %(ledger)s."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
    ),
    Reason(
        "restored_company",
        _("A backup was restored there"),
        _(
            "The company file was restored from a backup on %(date)s. What was sent since that backup"
            " may be missing, "
            "so nothing is sent until someone confirms the file."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("confirm_company",),
    ),
    Reason(
        "database_copied",
        _("This database is a copy"),
        _("This database is a copy of the one that was connected. Nothing is sent from a copy."),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("confirm_original",),
    ),
    Reason(
        "unreachable",
        _("The ledger could not be reached"),
        _("%(ledger)s could not be reached: %(words)s It is tried again by itself; nothing is lost."),
        Actor.SYSTEM,
        Root.CONNECTION,
        Level.WAITING,
        Retry.BACK_OFF,
    ),
    Reason(
        "not_opened",
        _("The ledger could not be opened"),
        _("%(ledger)s could not be opened on its computer: %(words)s"),
        Actor.USER,
        Root.CONNECTION,
        Level.WAITING,
        Retry.NEXT_RUN,
    ),
    Reason(
        "broken_off",
        _("The run was broken off"),
        _("A fault of the bridge broke the run off. Nothing is lost; the next run goes on. Please report it."),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        Level.WAITING,
        Retry.NEXT_RUN,
    ),
    Reason(
        "schedule_broken_off",
        _("A schedule could release nothing"),
        _(
            "The schedule of %(kinds)s could release nothing of what is due: %(words)s Nothing is lost; it is tried"
            " again by itself. Please report it if it stays."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        Level.WAITING,
        Retry.NEXT_RUN,
        cures=("open_settings",),
        stands=True,
    ),
    Reason(
        "answer_unreadable",
        _("Answer could not be read"),
        _("The answer of %(ledger)s could not be read. It is kept under Sessions; the next run asks what was done."),
        Actor.SYSTEM,
        Root.CONNECTION,
        Level.WAITING,
        Retry.NEXT_RUN,
    ),
)
