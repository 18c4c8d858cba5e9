"""What only ledgers in the cloud say: signing in, budgets, plans, and refusals that a company file does not know."""

from ..reason import Actor, Level, Reason, Retry, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    # === SIGNING IN: a person is needed, the queue goes on filling === #
    Reason(
        "sign_in_needed",
        _("Needs sign-in"),
        _(
            "%(ledger)s no longer accepts the sign-in of this connection: %(words)s Sign in again; what is released"
            " meanwhile waits and nothing is lost."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("sign_in",),
        state="needs_sign_in",
    ),
    Reason(
        "app_not_authorised",
        _("Not authorised for this company"),
        _(
            "%(ledger)s does not let the app into this company: it was disconnected there, or its keys are of the other"
            " world (sandbox or production). %(words)s Sign in again and choose the same company."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("sign_in", "open_settings"),
        state="needs_sign_in",
    ),
    Reason(
        "user_lost_rights",
        _("The person who connected lost access"),
        _(
            "The person who connected %(ledger)s is no longer an administrator of the company there: %(words)s Let"
            " somebody who is sign in."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("sign_in",),
        state="needs_sign_in",
    ),
    Reason(
        "update_permissions",
        _("Permissions are to be updated"),
        _(
            "The sign-in of %(ledger)s does not include a permission that is needed: %(words)s Sign in again and allow"
            " what is asked for; nothing is lost meanwhile."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("sign_in",),
        state="needs_sign_in",
    ),
    # === THE SERVICE AS A WHOLE: tried again by itself === #
    Reason(
        "subscription_ended",
        _("The subscription has ended there"),
        _(
            "%(ledger)s keeps the company locked: the subscription or the trial has ended, or a bill of theirs is open."
            " %(words)s Settle it there; it is tried again by itself and nothing is lost."
        ),
        Actor.BOOKKEEPER,
        Root.CONNECTION,
        Level.WAITING,
        Retry.BACK_OFF,
    ),
    Reason(
        "throttled",
        _("The ledger asks for a pause"),
        _("%(ledger)s was asked as often as it allows and wants a pause. It goes on by itself; nothing is lost."),
        Actor.SYSTEM,
        Root.CONNECTION,
        Level.WAITING,
        Retry.BACK_OFF,
    ),
    Reason(
        "budget_used_up",
        _("The budget of calls is used up"),
        _(
            "The calls to %(ledger)s that were set aside for this period are used up. It goes on by itself when the"
            " next period begins; the budget is in the settings of the connection."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        Level.WAITING,
        Retry.BACK_OFF,
        cures=("open_settings",),
    ),
    Reason(
        "ledger_out_of_order",
        _("The ledger is out of order"),
        _("%(ledger)s is down or under maintenance: %(words)s It is tried again by itself; nothing is lost."),
        Actor.LEDGER,
        Root.CONNECTION,
        Level.WAITING,
        Retry.BACK_OFF,
    ),
    Reason(
        "company_reset",
        _("The company was reset there"),
        _(
            "The data of the company in %(ledger)s was wiped and begun anew, so that nothing of what was linked is"
            " there any more: %(words)s Nothing is sent. Say that it is the right company, and everything is read"
            " again."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("confirm_company",),
        state="wrong_company",
    ),
    # === ONE DOCUMENT, ONE CUSTOMER, ONE ITEM === #
    Reason(
        "plan_lacks",
        _("Not part of the plan there"),
        _(
            "The plan of the company in %(ledger)s, or the role of the person who connected it, does not include what"
            " %(document)s needs: %(words)s"
        ),
        Actor.ADMINISTRATOR,
        cures=("check_again",),
    ),
    Reason(
        "number_used",
        _("Number is used there"),
        _(
            "%(ledger)s does not take the number of %(document)s a second time: %(words)s Look there which document has"
            " it, and press once that is cleared up."
        ),
        Actor.BOOKKEEPER,
        cures=("check_again", "open_document"),
    ),
    Reason(
        "inactive_there",
        _("Something it refers to is inactive there"),
        _(
            "A customer, an item, an account or a tax that %(document)s refers to was made inactive in %(ledger)s:"
            " %(words)s Make it active there again, or choose another, and press."
        ),
        Actor.BOOKKEEPER,
        cures=("check_again",),
    ),
    Reason(
        "value_refused",
        _("A value is not accepted there"),
        _("%(ledger)s does not accept a value of %(document)s: %(words)s Correct it in Odoo and release it again."),
        Actor.USER,
        cures=("open_document", "release_again"),
    ),
    Reason(
        "tax_refused",
        _("Tax is not accepted there"),
        _(
            "%(ledger)s does not accept the tax of %(document)s: %(words)s Look at the settings, which tax there stands"
            " for the taxes of the document, and release it again."
        ),
        Actor.BOOKKEEPER,
        cures=("open_settings", "open_document", "release_again"),
    ),
    Reason(
        "account_refused",
        _("Account is not accepted there"),
        _(
            "%(ledger)s does not take an account of this kind for %(document)s: %(words)s Choose another account in the"
            " settings and release it again."
        ),
        Actor.BOOKKEEPER,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "link_refused",
        _("Cannot be applied there"),
        _(
            "%(ledger)s does not apply %(document)s to what it pays: that belongs to another customer there, or nothing"
            " of it is open. %(words)s"
        ),
        Actor.BOOKKEEPER,
        cures=("open_document", "check_again", "release_again", "done_there"),
    ),
)
