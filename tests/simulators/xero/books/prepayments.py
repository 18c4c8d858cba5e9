"""Prepayments: what came or went before there was an invoice; made by bank transactions (facts 2.7)."""

from . import allocations, applied, credits
from .endpoint import Endpoint

ENDPOINT = Endpoint("Prepayments", "PrepaymentID", {}, subs=allocations.SUBS)


def write_sub(books, body, call):
    return allocations.write(books, "Prepayments", body, call)


def redirect_contact(books, loser, survivor):
    applied.redirect(books, "Prepayments", loser, survivor)


def depends(books, row):
    return applied.leaning(books, "Prepayments", row)


def show(books, row, options):
    return credits.show(books, "Prepayments", row, options)
