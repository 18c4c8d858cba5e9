"""The invoices of contracts for every period that is due. A run of the host makes one period of each contract."""

import logging
import time
from dataclasses import dataclass, field

from odoo import fields
from odoo.exceptions import ConcurrencyError, LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

# So many periods of one contract are made at once; what is due beyond is told, and made by the next press.
MOST_PERIODS = 120
# So long one press may take: what is due beyond is left to the next one, before the server ends the request.
SECONDS = 45
# So many contracts that went wrong are named.
ERRORS_TOLD = 5


@dataclass(slots=True)
class Generated:
    """What came of generating. ``errors``: ``{contract: words}``; ``busy``: contracts somebody else has at hand;
    ``left``: contracts of which more is due.
    """

    env: object
    moves: object
    contracts: int = 0
    errors: dict = field(default_factory=dict)
    busy: object = None
    left: object = None

    def told(self):
        """Return it in sentences."""
        words = [self._counted()]
        words += [
            self.env._("%(contract)s could not be invoiced: %(why)s", contract=contract.display_name, why=why)
            for contract, why in list(self.errors.items())[:ERRORS_TOLD]
        ]
        if len(self.errors) > ERRORS_TOLD:
            words.append(self.env._("%(count)s more could not be invoiced.", count=len(self.errors) - ERRORS_TOLD))
        if self.busy:
            words.append(self.env._("Somebody else is invoicing %(contracts)s.", contracts=_names(self.busy)))
        if self.left:
            words.append(self.env._("More periods of %(contracts)s are due: press again.", contracts=_names(self.left)))
        return words

    def _counted(self):
        """Return how many invoices were generated."""
        count = len(self.moves)
        if not count:
            if self.errors or self.busy:
                return self.env._("No invoice was generated.")
            return self.env._("No contract is due to be invoiced.")
        if count == 1:
            return self.env._("1 invoice of a contract was generated.")
        if self.contracts == 1:
            return self.env._("%(count)s invoices of one contract were generated.", count=count)
        return self.env._(
            "%(count)s invoices of %(contracts)s contracts were generated.", count=count, contracts=self.contracts
        )

    def notification(self):
        """Return a notification that says it."""
        is_well = not (self.errors or self.busy or self.left)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": "\n".join(self.told()),
                "type": "success" if self.moves and is_well else "info" if is_well else "warning",
                "sticky": not is_well,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


def _names(contracts):
    return ", ".join(contracts[:ERRORS_TOLD].mapped("display_name"))


def generate(contracts):
    """Generate what is due of contracts, each of them by itself, one period after the other.

    :param contracts: customers' contracts of one company, as whoever may invoice them.
    :return: ``Generated``
    """
    env = contracts.env
    result = Generated(env, env["account.move"], busy=contracts.browse(), left=contracts.browse())
    free = contracts.try_lock_for_update()
    result.busy = contracts - free
    until = time.monotonic() + SECONDS
    for contract in free:
        if time.monotonic() > until:
            result.left |= contract if is_due(contract) else contract.browse()
            continue
        made = _generate_one(contract, result)
        result.moves |= made
        result.contracts += bool(made)
    return result


def _generate_one(contract, result):
    made = contract.env["account.move"]
    for _period in range(MOST_PERIODS):
        due = contract.recurring_next_date
        if not is_due(contract):
            break
        try:
            with contract.env.cr.savepoint():
                moves = contract._recurring_create_invoice()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            raise
        except Exception as error:
            _logger.warning("Contract %s could not be invoiced", contract.id, exc_info=True)
            # As the host's own schedule keeps it: on the contract, for whoever is responsible for it.
            contract._record_invoice_generation_error(error, "invoice")
            result.errors[contract] = str(error) or type(error).__name__
            return made
        contract._clear_invoice_generation_error()
        made |= moves
        if not moves or contract.recurring_next_date == due:
            break
    else:
        result.left |= contract if is_due(contract) else contract.browse()
    return made


def is_due(contract):
    """Return whether a period of a contract is due to be invoiced."""
    due = contract.recurring_next_date
    return bool(
        due and due <= fields.Date.context_today(contract) and (not contract.date_end or due <= contract.date_end)
    )
