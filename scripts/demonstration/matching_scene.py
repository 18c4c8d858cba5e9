"""A company with a warehouse beside a QuickBooks Online that knows most of its customers and items by other names."""

from .matching_data import CATEGORY_THERE, CUSTOMERS_THERE, ITEMS_THERE, Row, rows_of
from .online_scene import OnlineScene

ENTITIES = {"customer": "Customer", "item": "Item"}
INACTIVE = "inactive there"


class MatchingScene(OnlineScene):
    """Everything that runs for the demonstration of matching."""

    template = "tpl_demo_stock"
    neighbours = 0
    # Else what is fixed there would be known here before anybody could press a button.
    has_webhooks = False
    # Set by who plays it: what was seen on the way is judged at the end.
    story = None

    def start(self) -> None:
        """Start everything and fill the books, as they were kept there all along."""
        super().start()
        # {(kind, name there): id}; a name may change, whose entry it is may not.
        self.there: dict[tuple[str, str], str] = {}
        for row in rows_of("customer"):
            if row.there:
                self._add_customer(row.there, row.key_there, inactive=row.how == INACTIVE)
        for name, email in CUSTOMERS_THERE:
            self._add_customer(name, email)
        for row in rows_of("item"):
            if row.there:
                self._add_item(row.there, row.key_there, inactive=row.how == INACTIVE)
        for name, sku in ITEMS_THERE:
            self._add_item(name, sku)
        self.do("add_category", CATEGORY_THERE)

    def _add_customer(self, name: str, email: str, *, inactive: bool = False) -> None:
        self._added("customer", name, inactive, self.do("add_customer", name, PrimaryEmailAddr={"Address": email}))

    def _add_item(self, name: str, sku: str, *, inactive: bool = False) -> None:
        known = {"Sku": sku} if sku else {}
        made = self.do("add_item", name, "12.50", "Sales of Product Income", "NonInventory", Taxable=True, **known)
        self._added("item", name, inactive, made)

    def _added(self, kind: str, name: str, inactive: bool, made: dict) -> None:
        self.there[kind, name] = made["Id"]
        if inactive:
            self.do("set_active", ENTITIES[kind], name, False)

    # === IN QUICKBOOKS === #

    def fix_there(self, kind: str, row: Row) -> None:
        """The bookkeeper puts an entry right in the pages of QuickBooks."""
        id_ = self.there[kind, row.there]
        if row.how == INACTIVE:
            self.do("set_active", ENTITIES[kind], id_, True)
        elif kind == "customer":
            self.edit_there("Customer", id_, PrimaryEmailAddr={"Address": row.entered})
        else:
            self.edit_there("Item", id_, Sku=row.entered)

    def names_there(self, kind: str) -> dict[str, str]:
        """What stands there: ``{id: name}``."""
        return {entry["Id"]: entry.get("DisplayName") or entry["Name"] for entry in self.entries(ENTITIES[kind])}
