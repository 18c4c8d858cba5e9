"""What a person can press where something stands in the way: one table, named by the reasons."""

from dataclasses import dataclass


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


@dataclass(frozen=True, slots=True)
class Cure:
    """A button. ``rank`` is the lowest group that may press it; others read "Ask ..."."""

    code: str
    label: str
    rank: str = "user"


# What stands on the button of who may not press a cure, by the rank that may.
ASK = {"bookkeeper": _("Ask the bookkeeper"), "manager": _("Ask the administrator")}

CURES = {
    cure.code: cure
    for cure in (
        Cure("open_document", _("Open the invoice")),
        Cure("open_customer", _("Open the customer")),
        Cure("open_product", _("Open the product")),
        Cure("enter_email", _("Enter e-mail")),
        Cure("enter_sku", _("Enter SKU")),
        Cure("release_again", _("Release again")),
        Cure("check_again", _("I fixed it there - check again")),
        Cure("pick", _("Pick an existing one")),
        Cure("create", _("Create it"), "bookkeeper"),
        Cure("create_always", _("Always create"), "bookkeeper"),
        Cure("use_other_name", _("Use another name there"), "bookkeeper"),
        Cure("confirm_match", _("It is the same one"), "bookkeeper"),
        Cure("map_tax", _("Choose the tax there"), "bookkeeper"),
        Cure("open_settings", _("Open the settings"), "manager"),
        Cure("already_there", _("It is there: link it"), "bookkeeper"),
        Cure("not_there", _("It is not there: send it again"), "bookkeeper"),
        Cure("send_anyway", _("It is another one: send it"), "bookkeeper"),
        Cure("do_not_send", _("Do not send")),
        Cure("overwrite", _("Overwrite it with Odoo's"), "bookkeeper"),
        Cure("update_anyway", _("Change it there"), "bookkeeper"),
        Cure("accept_there", _("Accept what is there"), "bookkeeper"),
        Cure("restore", _("Restore Odoo's"), "bookkeeper"),
        Cure("replace_there", _("Delete it there and send it again"), "bookkeeper"),
        Cure("done_there", _("I did it there"), "bookkeeper"),
        Cure("without_it", _("Send the rest without it"), "bookkeeper"),
        Cure("confirm_company", _("This is the right company"), "manager"),
        Cure("confirm_original", _("This is the original database"), "manager"),
        Cure("sign_in", _("Sign in again"), "manager"),
        Cure("new_password", _("New password"), "manager"),
        Cure("accept_difference", _("Accept"), "bookkeeper"),
        Cure("keep_odoo", _("Keep Odoo's"), "bookkeeper"),
        Cure("keep_ledger", _("Keep the ledger's"), "bookkeeper"),
        Cure("create_here", _("Add it to Odoo"), "bookkeeper"),
        Cure("leave_there", _("Leave it there"), "bookkeeper"),
        Cure("open_order", _("Open the order")),
        Cure("invoice_delivery", _("Make the invoice again")),
        Cure("deduct_down_payment", _("Invoice it and deduct the down payment")),
        Cure("make_credit_note", _("Make a draft credit note")),
        Cure("leave_delivery", _("Leave it to me")),
        Cure("open_job", _("Open the job")),
        Cure("open_order_of_job", _("Open the order")),
        Cure("invoice_job", _("Make the invoice again")),
        Cure("leave_job", _("Leave it to me")),
        Cure("open_pay_run", _("Open the pay run")),
        Cure("release_pay_run", _("Release it")),
        Cure("map_pay_code", _("Choose the account"), "bookkeeper"),
        Cure("send_difference", _("Send the difference")),
        Cure("leave_difference", _("Leave it to me")),
        Cure("credit_and_reinvoice", _("Credit and re-invoice"), "bookkeeper"),
        Cure("redate", _("Send it with the first open day"), "bookkeeper"),
        Cure("choose", _("Choose who is who")),
        Cure("link_that_one", _("Link to that one")),
        Cure("rename_here", _("Rename here")),
        Cure("use_other", _("Use the other one"), "bookkeeper"),
        Cure("keep_both", _("Keep both there"), "bookkeeper"),
        Cure("merged_there", _("I merged them there"), "bookkeeper"),
        Cure("compare_again", _("Compare again")),
    )
}
