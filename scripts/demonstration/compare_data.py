"""What two systems have that grew apart on one day: customers, jobs and a contract, as plain text and Decimals.

The sample books of the simulated service know the customers whose ``where`` is *both*, and those of ``ONLY_THERE``.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer in Odoo. ``where``: ``both`` sides, ``here`` only, or here and ``not flagged`` for integration."""

    name: str
    email: str
    street: str
    where: str


CUSTOMERS = (
    Customer("Azure Interior", "ap@azure-interior.example", "4557 De Silva St", "both"),
    Customer("Bayview Bakery", "orders@bayview-bakery.example", "12 Harbor Rd", "both"),
    Customer("Café Uno", "billing@cafe-uno.example", "3 Mission St", "both"),
    Customer("Harbor Dental Group", "office@harbor-dental.example", "80 Pier Ave", "both"),
    Customer("Fern Hollow Books", "buy@fernhollow.example", "7 Fern Hollow Ln", "here"),
    Customer("Grizzly Peak Florist", "orders@grizzlypeak.example", "91 Summit Rd", "here"),
    Customer("Alder Creek Bakery", "office@aldercreek.example", "5 Alder Ct", "not flagged"),
)
ONLY_THERE = ("Kestrel Logistics", "Northgate School District", "Odell & Sons Roofing", "Quarry Street Gym")

# Whose what is changed where, and to what.
CHANGED_HERE, NEW_STREET = "Azure Interior", "4600 De Silva St"
CHANGED_THERE, NEW_PHONE = "Bayview Bakery", "555-0142"
CONFLICT, OUR_PHONE, THEIR_PHONE = "Café Uno", "555-0170", "555-0180"
# Who is changed there between Compare and Start Sync.
OVERTAKEN, LATE_PHONE = "Quarry Street Gym", "555-0190"
# What both sides say the same of afterwards; who was on both sides before keeps what differed that day.
EDITED = {
    CHANGED_HERE: ("email", "street"),
    CHANGED_THERE: ("email", "phone"),
    CONFLICT: ("email", "phone"),
    "Fern Hollow Books": ("email", "street", "city"),
    "Grizzly Peak Florist": ("email", "street", "city"),
}

# What is sold: key, name, SKU, kind, price, whether it is taxed, whether a job is made of a line or of an order.
PRODUCTS = (
    ("visit", "Service visit", "SRV-VISIT", "service", "125.00", False, "line"),
    ("repair", "Repair on site", "SRV-REPAIR", "service", "240.00", False, "sale"),
    ("filter", "Pleated filter 20x20", "FLT-2020", "consu", "14.50", True, "no"),
    ("plan", "Maintenance plan", "MNT-PLAN", "service", "180.00", False, "no"),
)


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its jobs. ``lines``: ``(key of the product, quantity, price)``."""

    key: str
    customer: str
    lines: tuple


# A job of each line, a job of a whole order, and one that is called off.
TWO_VISITS = Order("visits", "Azure Interior", (("visit", 1, "125.00"), ("visit", 1, "95.00")))
REPAIR = Order("repair", "Fern Hollow Books", (("repair", 1, "240.00"), ("filter", 6, "14.50")))
CALLED_OFF = Order("called_off", "Harbor Dental Group", (("visit", 1, "125.00"),))
ORDERS = (TWO_VISITS, REPAIR, CALLED_OFF)
# A job that nobody ordered.
NOT_ORDERED = "Look at the thermostat again, under warranty"

CONTRACT, CONTRACT_OF, PERIODS = "Maintenance, monthly", "Bayview Bakery", 3

# What is changed of the invoice of the repair, and on the new invoice of what was paid.
NEW_PRICE, NEW_INVOICE_PRICE = Decimal("260.00"), Decimal("110.00")
