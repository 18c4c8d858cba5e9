"""Overpayments: what came or went beyond what was owed; made by bank transactions (facts 2.7)."""

from . import allocations, applied, credits
from .endpoint import Endpoint

ENDPOINT = Endpoint("Overpayments", "OverpaymentID", {}, subs=allocations.SUBS)


def write_sub(books, body, call):
    return allocations.write(books, "Overpayments", body, call)


def redirect_contact(books, loser, survivor):
    applied.redirect(books, "Overpayments", loser, survivor)


def depends(books, row):
    return applied.leaning(books, "Overpayments", row)


def show(books, row, options):
    return credits.show(books, "Overpayments", row, options)
