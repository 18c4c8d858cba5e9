"""What happens in the company of the story *express*, and what of it the books are promised: plain text and Decimals.

Days are counted from the one on which the connection is set up.
"""

from dataclasses import dataclass
from decimal import Decimal

COMPANY, OTHER_COMPANY = "Acme Field Services", "Acme Plumbing"
VENDOR = "Payday Services"
# Who is invoiced, by which e-mail, and whether the books have known them all along.
CUSTOMERS = (
    ("Bayview Bakery", "ap@bayview.example", True),
    ("Café Uno", "caja@cafeuno.example", True),
    ("Marsh Street Dental", "desk@marshstreet.example", False),
    ("Fern Hollow Books", "buy@fernhollow.example", False),
    ("Grizzly Peak Florist", "orders@grizzlypeak.example", False),
    ("Alder Creek Bakery", "office@aldercreek.example", False),
)
# What is sold: key, name, SKU, price, whether it is taxed, and whether the books have known it all along.
PRODUCTS = (
    ("call", "Service call", "SRV-CALL", "125.00", False, True),
    ("labor", "Technician, per hour", "TEC-HOUR", "95.00", False, False),
    ("trip", "Trip to the site", "TRIP-1", "35.00", False, False),
    ("thermostat", "Wireless thermostat", "THR-WL", "189.00", True, False),
    ("pipe", "Copper pipe, one foot", "CUP-1FT", "3.8753", True, False),
    ("filter", "Pleated filter 20x20", "FLT-2020", "14.50", True, False),
)


@dataclass(frozen=True, slots=True)
class Sale:
    """One invoice. ``lines``: ``(key of the product, quantity)``; ``promised``: whether this night takes it."""

    key: str
    day: int
    customer: str
    lines: tuple
    promised: bool
    why: str


SALES = (
    Sale("repair", 0, "Bayview Bakery", (("call", 1), ("labor", 2.5)), True, "dated on the day that closes"),
    Sale("parts", 0, "Café Uno", (("thermostat", 2), ("pipe", 7)), True, "dated on the day that closes"),
    Sale("visit", 0, "Marsh Street Dental", (("call", 1), ("trip", 1)), True, "dated on the day that closes"),
    Sale("before", -1, "Fern Hollow Books", (("labor", 6),), False, "dated before the start of the connection"),
    Sale("early", 1, "Grizzly Peak Florist", (("call", 1), ("filter", 4)), False, "dated on the day that has begun"),
    Sale("breakfast", 1, "Alder Creek Bakery", (("labor", 3),), False, "dated on the day that has begun"),
)

# Who earns what, and what of each pay code it comes to: (category, amount of a slip by the wage).
EMPLOYEES = (("Ada Reyes", "3000.00"), ("Bo Lindqvist", "2511.37"))
PAY_CODES = (
    ("WAGE", "Wage", "BASIC", "contract.wage"),
    ("TAX", "Tax withheld", "DED", "-contract.wage * 0.20"),
    ("PENSION", "Pension", "DED", "-contract.wage * 0.05"),
    ("EMPLOYER", "Employer pension", "COMP", "contract.wage * 0.075"),
    ("NET", "Net", "NET", "round(categories.BASIC + categories.DED, 2)"),
)
# What the bill of the run says: by the accounts that Express makes, and in all.
WAGES, WAGES_LIABILITY = "OD Direct Wages", "OD Direct Wages Liability"
BILL = {WAGES: Decimal("5924.72"), WAGES_LIABILITY: Decimal("-1791.19")}
BILL_TOTAL = Decimal("4133.53")
