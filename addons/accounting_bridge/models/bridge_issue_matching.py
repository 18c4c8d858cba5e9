from odoo import api, models
from odoo.tools import SQL


class BridgeIssueMatching(models.Model):
    """Issues about who is who: an answer is followed by a look at the record, also where no document waits for it."""

    _inherit = "bridge.issue"

    def _solve(self, cure):
        asked = self.sudo().filtered(lambda issue: issue.state != "solved")
        result = super()._solve(cure)
        open_links = asked.binding_id.filtered(lambda link: link.match_verdict and not link.external_id)
        if open_links:
            open_links.is_to_match = True
            open_links.connection_id._wake()
        return result

    @api.model
    def _set_candidates(self, candidates):
        """Note which entries the records at the root could be. :param candidates: ``{issue id: ids of mirror rows}``"""
        if not candidates:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL("DELETE FROM bridge_issue_bridge_remote_record_rel WHERE bridge_issue_id = ANY(%s)", list(candidates))
        )
        pairs = [(issue_id, row_id) for issue_id, ids in candidates.items() for row_id in ids]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_issue_bridge_remote_record_rel (bridge_issue_id, bridge_remote_record_id)
                SELECT * FROM unnest(%s::int[], %s::int[])
                """,
                [issue_id for issue_id, _row in pairs],
                [row_id for _issue, row_id in pairs],
            )
        )
        self.invalidate_model(["candidate_ids"])
