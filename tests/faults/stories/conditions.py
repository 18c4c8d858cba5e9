"""Under which conditions a story is told. Its seed decides them, apart from its steps.

How QuickBooks behaves where nobody could verify it (the switches of the simulator), how long its pages are, whether
everything is read anew as after a restored backup, whether the company file keeps other currencies, whether a rate is
another one for a moment.
"""

import random
from dataclasses import fields

from tests.simulators.quickbooks_desktop import Switches

from .world import RATE

# So many switches stand in another position than by default, in most of the stories.
SWITCHED = (0, 3, 6, 12)
# Entries of a page. A short one in every story would take half as much time again.
PAGES = (500, 500, 500, 11, 5)
READ_ANEW = 0.15
ABROAD = 0.35
SLIPS = 0.35
WRONG_RATE = 8.75
RECEIVABLE = "Receivable EUR"
# Every other position of every switch, and the rest, as it is counted.
ALL = (
    {
        f"{one.name}={position}"
        for one in fields(Switches)
        for position in one.metadata["positions"]
        if position != one.default
    }
    | {f"pages of {size}" for size in PAGES}
    | {"everything read anew", "other currencies", "a rate slipped"}
)


def draw(seed) -> dict:
    """The conditions of a story: ``{"switches": {name: position}, "page": entries}`` and what is so or not."""
    by_seed = random.Random(f"conditions of {seed}")
    chosen = by_seed.sample(fields(Switches), by_seed.choice(SWITCHED))
    return {
        "switches": {
            one.name: by_seed.choice([other for other in one.metadata["positions"] if other != one.default])
            for one in chosen
        },
        "page": by_seed.choice(PAGES),
        "anew": by_seed.random() < READ_ANEW,
        "abroad": by_seed.random() < ABROAD,
        "slips": by_seed.random() < SLIPS,
    }


def set_up(story) -> None:
    """Tell the story under the conditions of its seed, and say so."""
    chosen = draw(story.told.seed)
    if chosen["abroad"]:
        go_abroad(story)
    change(story, chosen)


def change(story, chosen: dict) -> None:
    """From now on QuickBooks behaves so."""
    switch(story, chosen["switches"])
    turn_pages(story, chosen["page"])
    let_rate_slip(story, sets=1 if chosen["slips"] else 0)
    if chosen["anew"]:
        story.world.connection.flow_ids.write({"watermark": False, "last_read_at": False})
        story.count("everything read anew")
    said = [f"{name} is {position}" for name, position in chosen["switches"].items()]
    said += [name for name in ("anew", "abroad", "slips") if chosen[name]]
    story.say(f"conditions: pages of {chosen['page']}, {', '.join(said) or 'as ever'}")


def switch(story, positions: dict) -> None:
    """QuickBooks behaves otherwise than by default."""
    story.book.book.switches = Switches(**positions)
    for name, position in positions.items():
        story.count(f"{name}={position}")


def turn_pages(story, size: int) -> None:
    """Lists and documents come in pages of so many entries."""
    from odoo.addons.accounting_bridge.engine import opening

    opening.PAGE = size
    story.count(f"pages of {size}")


def go_abroad(story) -> None:
    """The company file keeps other currencies from now on, so an invoice in euro can go."""
    story.book.set_preferences(multicurrency=True)
    story.book.add_account(RECEIVABLE, "AccountsReceivable", CurrencyRef={"FullName": "Euro"})
    story.is_abroad = True
    moves = story.world.env["account.move"].browse(story.bad)
    story.bad -= set(moves.filtered(lambda move: move.currency_id == story.world.euro).ids)
    story.count("other currencies")


def let_rate_slip(story, sets: int) -> None:
    """Somebody mistypes the rate of the sales tax and mends it at once; so many sets of invoices come in between.

    Nobody can know it before they leave, and nobody can read it afterwards: only the totals that come back tell.
    """
    work, left = type(story.book).process_request, [sets]

    def slipping(text):
        if not left[0] or "<InvoiceAddRq" not in text:
            return work(story.book, text)
        left[0] -= 1
        _type_rate(story, WRONG_RATE)
        try:
            return work(story.book, text)
        finally:
            _type_rate(story, RATE)
            story.count("a rate slipped")

    story.book.process_request = slipping


def _type_rate(story, rate):
    story.book.change("ItemSalesTax", story.world.tax_there, TaxRate=f"{rate}")
