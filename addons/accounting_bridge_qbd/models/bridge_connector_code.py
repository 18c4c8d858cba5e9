from odoo import fields, models
from odoo.tools import SQL

from ..ledgers.quickbooks_desktop.diagnoses import DIAGNOSES, KINDS


class BridgeConnectorCode(models.Model):
    """What every code of QuickBooks and the Web Connector means: diagnoses.py in the reader's language, to search in.

    Nothing is stored: the rows are the table in the code, so that neither an update nor a translation can be behind.
    """

    _name = "bridge.connector.code"
    _description = "Web Connector Code"
    _auto = False
    _order = "id"
    _rec_name = "code"

    code = fields.Char(readonly=True)
    kind = fields.Char("Shown by", readonly=True)
    meaning = fields.Char("What it means", readonly=True)
    cure = fields.Char("What to do", readonly=True)

    @property
    def _table_query(self):
        rows = [
            # The words stand in diagnoses.py, marked for translation there.
            SQL(
                "(%s::integer, %s::varchar, %s::varchar, %s::varchar, %s::varchar)",
                number,
                diagnosis.label,
                self.env._(KINDS[diagnosis.kind]),
                self.env._(diagnosis.meaning),
                self.env._(diagnosis.cure),
            )
            for number, diagnosis in enumerate(DIAGNOSES, start=1)
        ]
        return SQL("SELECT * FROM (VALUES %s) AS codes (id, code, kind, meaning, cure)", SQL(", ").join(rows))
