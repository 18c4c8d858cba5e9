"""The quarter on ledgers in the cloud: each week requests are remembered otherwise."""

from . import money, quarter
from .quarter import Quarter

SECONDS = 2400
LEAST_A_WEEK = 18


class CloudQuarter(Quarter):
    """Nothing of discounts and of other currencies: the first are not kept there, the second are another test's."""

    def _begin_week(self, week):
        memories = self.world.cloud.memories
        self.world.memory = memories[week % len(memories)]
        self.world.recover()
        self._close_no_more()

    def _close_no_more(self):
        """A month that was closed before its end is opened again: nothing of it could be told else."""
        self.book.set_closing_date("")
        self._month_end()

    def _end(self):
        self._close_no_more()
        super()._end()

    def _money(self, day):
        return money.statement_line


def told(odoo, ledger, weeks) -> dict:
    """Tell the quarter, or its first weeks, in a process of its own. :return: what it came to"""
    database = odoo.new_database()
    try:
        result = odoo.run(database, quarter.play, str(odoo.folder / database), ledger, weeks, deadline=SECONDS).result
    finally:
        odoo.drop(database)
    print("\n".join(quarter.table(result)))
    quarter.LAST.append(result)
    assert result["documents"] >= LEAST_A_WEEK * weeks
    assert sum(result["hits"].values()) >= weeks, result["hits"]
    return result
