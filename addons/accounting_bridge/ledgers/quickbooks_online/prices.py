"""What counted calls cost (facts 5): plans of the Intuit App Partner Program, in US dollars a month."""

from decimal import Decimal
from typing import NamedTuple

FREE_CALLS = 500_000


class Plan(NamedTuple):
    """``extra`` is the price of a further thousand calls, ``None`` where none can be had or nobody says."""

    name: str
    price: Decimal
    calls: int
    extra: Decimal | None = None


PLANS = (
    Plan("Builder", Decimal(0), FREE_CALLS),
    Plan("Silver", Decimal(300), 1_000_000, Decimal("3.50")),
    Plan("Gold", Decimal(1700), 10_000_000),
    Plan("Platinum", Decimal(4500), 75_000_000),
)


def cheapest(calls: int) -> tuple[str, Decimal] | None:
    """Return the plan in which so many counted calls a month cost least, with the price; ``None`` beyond all plans."""
    prices = [(price, plan.name) for plan in PLANS if (price := _price(plan, calls)) is not None]
    if not prices:
        return None
    price, name = min(prices)
    return name, price


def _price(plan: Plan, calls: int) -> Decimal | None:
    beyond = max(0, calls - plan.calls)
    if beyond and plan.extra is None:
        return None
    # A thousand that was begun is paid for.
    return plan.price + (-(-beyond // 1000) * plan.extra if beyond else 0)
