"""Forty customers and thirty items as two systems have them that grew apart: plain text, for Odoo and for the books.

Columns: how both sides disagree | name in Odoo | e-mail or SKU in Odoo | name in the books | e-mail or SKU there |
what is entered in Odoo, or corrected in the books | name of the entry at the end, where it is not that of the fourth.
"""

from dataclasses import dataclass

CUSTOMERS = """
plain|Alder Creek Bakery|office@aldercreek.example|Alder Creek Bakery|office@aldercreek.example||
plain|Ashby Apartments|rent@ashby.example|Ashby Apartments LLC|rent@ashby.example||
plain|Bear Valley Brewing|ap@bearvalley.example|Bear Valley Brewing|ap@bearvalley.example||
plain|Birch Street Books|hello@birchbooks.example|Birch Street Books|hello@birchbooks.example||
plain|Bluff Park Chiropractic|desk@bluffpark.example|Bluff Park Chiropractic|desk@bluffpark.example||
plain|Cedar Hill Coffee|bills@cedarhill.example|Cedar Hill Coffee Roasters|bills@cedarhill.example||
plain|Clayton Cycles|shop@clayton.example|Clayton Cycles|shop@clayton.example||
plain|Glen Park Fitness|office@glenparkfit.example|Glen Park Fitness|office@glenparkfit.example||
plain|Grizzly Peak Florist|orders@grizzlypeak.example|Grizzly Peak Florist|orders@grizzlypeak.example||
plain|High Street Insurance|claims@highstreet.example|High Street Insurance|claims@highstreet.example||
plain|Marin Avenue Montessori|office@marinave.example|Marin Avenue Montessori|office@marinave.example||
plain|Mill Creek Plumbing Supply|ap@millcreek.example|Mill Creek Plumbing Supply|ap@millcreek.example||
plain|Café Núñez|caja@cafenunez.example|Café Núñez|caja@cafenunez.example||
plain|Oak Knoll Veterinary|vet@oakknoll.example|Oak Knoll Veterinary|vet@oakknoll.example||
capitals|Cypress Point Dental|Front.Desk@CypressPoint.example|Cypress Point Dental|front.desk@cypresspoint.example||
several e-mails|Delmar Diner|billing@delmar.example; owner@delmar.example|Delmar Diner Inc.|billing@delmar.example||
plus sign|Eastgate Auto Body|pay+books@eastgate.example|Eastgate Auto Body|pay+books@eastgate.example||
known by name|Elm Grove HOA||Elm Grove HOA|board@elmgrove.example||
e-mail missing|Fairview Law Offices||Fairview Legal|clerk@fairview.example|clerk@fairview.example|
e-mail missing|Fern Hollow Books||Fern Hollow Booksellers|buy@fernhollow.example|Buy@FernHollow.example|
ignored|Foothill Video|||||
not found|Harrison Hardware|ap@harrison.example||||Harrison Hardware
not found|Hazelwood Pharmacy|rx@hazelwood.example||||Hazelwood Pharmacy
not found|Montclair Laundry|wash@montclair.example||||Montclair Laundry
not found|Orchard Realty|desk@orchard.example||||Orchard Realty
forbidden there|Piedmont: Heating & Air|cool@piedmont.example||||Piedmont Heating & Air
forbidden there|🎉🎉🎉|fun@party.example|||Rockridge Party Supply|Rockridge Party Supply
duplicate name|Wood Corner|sales@woodcorner.example|||Wood Corner (customer)|Wood Corner (customer)
fixed there|Irvington Drugs|ap@irvington.example|Sunol Apothecary Irvington|ap@irvingtn.example|ap@irvington.example|
fixed there|Redwood Music School|office@redwood.example|Redwood School|redwood@old.example|office@redwood.example|
duplicate match|Summit Cafe Downtown|bills@summitcafe.example|Summit Cafe 1|bills@summitcafe.example||
duplicate match|Summit Cafe Airport|bills@summitcafe.example|Summit Cafe 2|bills@summitcafe.example||
duplicate match|Juniper Cycles|info@juniper.example|Juniper Bicycle Shop|info@juniper.example||
probable|Kensington Realty|office@kenrealty.example|K. R. Properties|office@kenrealty.example||
probable|Ridgeline Animal Hospital|front@ridgeline.example|Dr. Alvarez|front@ridgeline.example||
probable|Sequoia Coffee|beans@sequoia.example|Harper Wholesale|beans@sequoia.example||
probable|Laurel Music|new@laurel.example|Laurel Music|old@laurel.example||
probable|Shasta Market|shasta@market.example|Shasta Market|office@shasta.example||
inactive there|Lincoln Market|ap@lincolnmarket.example|Lincoln Market|ap@lincolnmarket.example||
inactive there|Maple Court Laundry|wash@maplecourt.example|Maple Court Laundry|wash@maplecourt.example||
"""
# The second one of two who share an e-mail there; nobody in Odoo is it.
CUSTOMERS_THERE = (("Juniper Rentals", "info@juniper.example"),)

ITEMS = """
plain|Air filter 16x25|FLT-1625|Air filter 16 x 25|FLT-1625||
plain|Air filter 20x25|FLT-2025|Air filter 20 x 25|FLT-2025||
plain|Blower wheel|BLW-10|Blower wheel 10 in|BLW-10||
plain|Capacitor 45 uF|CAP-45|Capacitor 45/5|CAP-45||
plain|Condensate pump|CPU-1|Condensate pump|CPU-1||
plain|Contactor 30 A|CON-30|Contactor, 30 A|CON-30||
plain|Duct tape|DCT-2|Foil duct tape|DCT-2||
plain|Flame sensor|FLS-1|Flame sensor|FLS-1||
plain|Hourly service|SRV-HOUR|Service by the hour|SRV-HOUR||
plain|Refrigerant R-32|R-32|Refrigerant R-32|R-32||
plain|Run inspection|SRV-INSP|Inspection|SRV-INSP||
spaces|Belt A41|BLT 41 |Fan belt A41|BLT41||
capitals|Cap nut|cap-nut-8|Cap nut 8 mm|CAP-NUT-8||
leading zeros|Bolt M8|00815|Hex bolt M8|00815||
SKU missing|Fan motor||Blower motor 1/2 hp|MOT-12|MOT-12|
SKU missing|Gasket kit||Gaskets|GSK-1|gsk-1|
ignored|Old pressure gauge|||||
not found|Igniter|IGN-5||||IGN-5
not found|Limit switch|LSW-3||||LSW-3
not found|Relay 24 V|RLY-24||||RLY-24
too long there|Seasonal kit|{long}||||{long}
picked|Washer|007|Rubber washer|7||
fixed there|Nozzle|NZL-2|Spray nozzle||NZL-2|
duplicate SKU|Brass valve|VLV-1|Valve, brass|VLV-1||
duplicate SKU|Steel valve|VLV-1|Valve, steel|VLV-2|VLV-2|
duplicate match|Sealant|SEA-1|Sealant white|SEA-1||
probable|Copper elbow|CEL-9|Copper elbow|ELB-9||
probable|Wire nut|WNT-3|Wire nut|NUT-W3||
inactive there|Drain pan|DRP-1|Drain pan|DRP-1||
duplicate name|Garden hose|HOSE|||HOSE-10|HOSE-10
""".format(
    long="SEASONAL-MAINTENANCE-KIT-FOR-ROOFTOP-UNITS-WITH-FILTERS-BELTS-GASKETS-AND-CLEANER-SPRING-AND-AUTUMN-2026"
)
ITEMS_THERE = (("Sealant grey", "SEA-1"),)
# No item that can be sold, and no other may have its name.
CATEGORY_THERE = "HOSE"
# What no name of an item there can hold more of.
MOST = 100

# Who ordered what: (item, quantity). Each of them disagreed in another way when the day began.
ORDER_OF = "Juniper Cycles"
ORDER = (("Air filter 16x25", 4), ("Fan motor", 1), ("Copper elbow", 6), ("Garden hose", 2))


@dataclass(frozen=True, slots=True)
class Row:
    """One customer or item. Empty is what a side has not."""

    how: str
    name: str
    key: str
    there: str
    key_there: str
    entered: str
    at_end: str

    @property
    def meant(self) -> str:
        """The name of the entry that it is at the end, "" for none."""
        return self.at_end or self.there


def read(text: str) -> list[Row]:
    """The rows of a table above."""
    return [Row(*line.split("|")) for line in text.strip().splitlines()]


def rows_of(kind: str, how: str = "") -> list[Row]:
    """The rows of customers or items that disagree in one way. :param kind: ``customer`` or ``item``."""
    found = read(CUSTOMERS if kind == "customer" else ITEMS)
    return [row for row in found if not how or row.how == how]
