"""Branding themes: only read (facts 2.1)."""

from . import dates
from .endpoint import Endpoint

ENDPOINT = Endpoint("BrandingThemes", "BrandingThemeID", {})


def show(books, row, options):
    return {**{name: row[name] for name in ("BrandingThemeID", "Name", "Type", "SortOrder")}} | {
        "CreatedDateUTC": dates.ms(row["CreatedDateUTC"])
    }


def depends(books, row):
    return None


def make(books, name: str) -> dict:
    row = {
        "BrandingThemeID": books.new_id("BrandingThemes"),
        "Name": name,
        "Type": "INVOICE",
        "SortOrder": len(books.store.table("BrandingThemes")),
        "CreatedDateUTC": books.clock.stamp(),
    }
    return books.keep("BrandingThemes", row, bump=False)
