"""Which account of the ledger a pay code is booked on: what is mapped most closely wins.

========================== =============================================
the pay code itself        ``bridge.mapping`` of kind *pay code*
its category               ... of kind *pay category*
the category above it ...  likewise, the nearest first
nothing of these           the account of the settings: wages, or what is owed
========================== =============================================
"""

from .pay_lines import DEDUCTION, EMPLOYER

# Where a preparation keeps it: read once for all bills.
_PLACE = "_pay_codes"


class Unmapped(Exception):
    """A pay code has no account, and the settings name none either."""


class PayCodes:
    """The accounts and classes of one connection, read once."""

    @classmethod
    def of(cls, preparation):
        """Return those of a preparation."""
        if not hasattr(preparation, _PLACE):
            setattr(preparation, _PLACE, cls(preparation))
        return getattr(preparation, _PLACE)

    def __init__(self, preparation):
        connection = preparation.engine
        self.preparation, self.env = preparation, connection.env
        self.wages = preparation.reference(connection.payroll_wages_account_id)
        self.liability = preparation.reference(connection.payroll_liability_account_id)
        mappings = connection.mapping_ids
        self.by_rule = {one.salary_rule_id.id: one for one in mappings if one.kind == "pay_code"}
        self.by_category = {one.salary_category_id.id: one for one in mappings if one.kind == "pay_category"}
        self.known = {}

    def accounts(self, entry):
        """Return the account of an entry and, of an employer cost, the one that it is owed on.

        :raise Unmapped: one of both is not known.
        """
        key = entry.rule_id, entry.role
        if key not in self.known:
            self.known[key] = self._accounts(entry)
        account, owed = self.known[key]
        if not account or (entry.role == EMPLOYER and not owed):
            raise Unmapped
        return account, owed

    def is_mapped(self, rule_id):
        """Return whether a pay code, or a category of it, is mapped; else it goes by the settings."""
        return self._mapping(rule_id) is not None

    def _accounts(self, entry):
        mapping = self._mapping(entry.rule_id)
        mapped = self.preparation.reference(mapping.remote_record_id) if mapping else None
        owed = self.preparation.reference(mapping.liability_record_id) if mapping else None
        default = self.liability if entry.role == DEDUCTION else self.wages
        return mapped or default, owed or self.liability

    def _mapping(self, rule_id):
        if rule_id in self.by_rule:
            return self.by_rule[rule_id]
        rule = self.env["hr.salary.rule"].sudo().browse(rule_id).exists()
        for category in rule.category_id._bridge_with_parents():
            if category.id in self.by_category:
                return self.by_category[category.id]
        return None

    def tracking(self, entry):
        """Return the class of an entry, None where its analytic account stands for none, or the ledger has none."""
        if not self.preparation.company.get("class_tracking"):
            return None
        return self.preparation.reference(self.preparation.tracking_map.get(entry.analytic_id))
