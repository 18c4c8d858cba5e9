"""What keeps a pay run from becoming a bill, and what is said when it was changed afterwards."""

from ..reason import Actor, Level, Reason


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "pay_slip_sum",
        _("Pay run: a slip does not add up"),
        _(
            "%(run)s: the lines of the slip %(slip)s come to %(lines)s, its net is %(net)s. Say of each category of pay"
            " codes what it is (In the books), or mend the slip."
        ),
        Actor.USER,
        cures=("release_pay_run", "open_pay_run"),
        stands=True,
    ),
    Reason(
        "pay_slip_signs",
        _("Pay run: deductions of a slip come to nothing"),
        _(
            "%(run)s: the deductions of the slip %(slip)s (%(codes)s) come to nothing together, so that its net does"
            " not prove which of them takes off and which gives back. Choose Earning for the pay code that gives back,"
            " under In the books."
        ),
        Actor.USER,
        cures=("release_pay_run", "open_pay_run"),
        stands=True,
    ),
    Reason(
        "pay_slip_without_net",
        _("Pay run: a slip has no net"),
        _(
            "%(run)s: the slip %(slip)s has no line that is its net, so that nothing proves its sum. Choose Net as what"
            " the category of that line is in the books, and compute the slip again where it has no such line."
        ),
        Actor.USER,
        cures=("release_pay_run", "open_pay_run"),
        stands=True,
    ),
    Reason(
        "pay_code_unknown",
        _("Pay run: nobody has said what a pay code is"),
        _(
            "%(run)s: on the slip %(slip)s nobody has said whether %(code)s is an earning, a deduction, an employer"
            " cost or a subtotal. Choose it on its category, or on the pay code."
        ),
        Actor.USER,
        cures=("release_pay_run", "open_pay_run"),
        stands=True,
    ),
    Reason(
        "pay_run_refused",
        _("Pay run: it was not released"),
        _("%(run)s was not released by its schedule: %(words)s"),
        Actor.USER,
        cures=("release_pay_run", "open_pay_run"),
        stands=True,
    ),
    Reason(
        "pay_run_changed",
        _("Pay run: changed after it was sent"),
        _(
            "%(run)s was changed after it was sent to %(ledger)s: employees get %(difference)s more or less than what"
            " stands there. Send the difference as a document of its own, or enter it there."
        ),
        Actor.USER,
        level=Level.WARNING,
        cures=("send_difference", "leave_difference", "open_pay_run"),
        stands=True,
    ),
    Reason(
        "pay_code_unmapped",
        _("Pay run: a pay code has no account"),
        _(
            "%(run)s: no account of %(ledger)s stands for the pay code %(code)s. Choose one for it, or the accounts for"
            " all pay codes on the page Payroll of the connection."
        ),
        Actor.BOOKKEEPER,
        cures=("map_pay_code", "open_settings", "release_again"),
    ),
    Reason(
        "pay_liability_missing",
        _("Pay run: no account for what is owed"),
        _(
            "%(run)s goes as a journal entry, and nobody has chosen the account that pay is owed on: Wages liability,"
            " on the page Payroll of the connection."
        ),
        Actor.ADMINISTRATOR,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "pay_run_empty",
        _("Pay run: nothing is left of it"),
        _("%(run)s: on every account its lines come to nothing, so that there is nothing to send."),
        Actor.USER,
        cures=("open_pay_run", "do_not_send"),
    ),
    Reason(
        "pay_sent_otherwise",
        _("Pay run: goes as another document"),
        _(
            "%(document)s goes to %(ledger)s as another kind of document by now, and would be there twice. Release the"
            " pay run itself."
        ),
        Actor.USER,
        cures=("open_pay_run", "do_not_send"),
    ),
)
