from odoo import models
from odoo.exceptions import ValidationError

from ..ledgers.numbers import apply_rule, clashes

# How many of the latest numbers of a journal are tried when a rule is saved.
SAMPLE = 200


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _check_bridge_numbers(self, connection):
        """Try the number rules of a connection on the numbers that its journals give out.

        A rule that does not fit, or makes one number of two, is refused when it is saved and not when an
        invoice is.

        :raise ValidationError: names the journal and the number.
        """
        journals = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", connection.company_id.id)]
        )
        rules = {rule.journal_id: rule.number_rule for rule in connection.mapping_ids if rule.kind == "journal"}
        limit = connection._ledger().capabilities.number_length
        tried = []
        for journal in journals:
            rule = rules.get(journal, connection.number_rule)
            numbers = self.env["account.move"].search(
                [
                    ("journal_id", "=", journal.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                order="id desc",
                limit=SAMPLE,
            )
            for name in numbers.mapped("name"):
                tried.append((rule, name))
                if apply_rule(rule, name, limit) is None:
                    raise ValidationError(
                        connection.env._(
                            "%(ledger)s takes %(limit)s characters of invoice number. With this rule"
                            " %(number)s of the "
                            "journal %(journal)s does not fit. Choose another rule for that journal.",
                            ledger=connection.ledger_name,
                            limit=limit,
                            number=name,
                            journal=journal.name,
                        )
                    )
        clash = next(iter(clashes(tried, limit).values()), None)
        if clash:
            raise ValidationError(
                connection.env._(
                    "With this rule %(numbers)s would become the same number in the ledger. Choose"
                    " another rule for "
                    "one of the journals.",
                    numbers=", ".join(sorted(clash)),
                )
            )
