from odoo import api, models
from odoo.exceptions import UserError

from ..engine import creating
from ..engine.preparation import Preparation
from ..ledgers.documents import PARTIES, Kind
from ..ledgers.keys import name_key
from ..ledgers.protocol import Operation

UNLINKED = ("customer_unlinked", "vendor_unlinked", "item_unlinked")
# Lists of a ledger whose names a customer may not bear either, where they are read.
OTHER_LISTS = {
    Kind.CUSTOMER.value: (Kind.VENDOR.value,),
    Kind.VENDOR.value: (Kind.CUSTOMER.value,),
    Kind.ITEM.value: (),
}


class BridgeCureMatching(models.AbstractModel):
    """Cures that say who is who on both sides."""

    _inherit = "bridge.cure"

    def _cure_choose(self, issue):
        """Show both sides beside each other, all who share a key, and let the person pair them."""
        chooser = self.env["bridge.choose"]._for_issue(issue)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose who is who"),
            "res_model": "bridge.choose",
            "res_id": chooser.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # === A NAME THAT IS TAKEN THERE === #

    def _cure_link_that_one(self, issue):
        """Link to the entry that has the name there; where it is no customer, or no item to sell, say what it is."""
        rows = self._holders_of_name(issue)
        usable = rows.filtered(lambda row: row.is_active and (row.details or {}).get("sellable") is not False)
        if len(usable) == 1:
            issue._link(usable)
            return None
        if usable:
            issue.sudo().candidate_ids = usable
            return self._cure_pick(issue)
        raise UserError(self._words_of_holder(issue, rows))

    @api.model
    def _name_there(self, link):
        """Return the name under which a record would stand in the ledger, as it is now."""
        connection = link.connection_id
        reader = Preparation(connection.with_env(connection._technical_env()))
        return reader.party_name(link) if link.kind in PARTIES else reader.item_name(link)

    def _holders_of_name(self, issue):
        """Return the entries of the kind of the issue that have the name, in use there or not."""
        link = issue.sudo().binding_id
        keys = {name_key(self._name_there(link)), name_key((issue.reason_arguments or {}).get("name"))} - {""}
        return self._bearing(link.connection_id, (link.kind,), keys)

    @api.model
    def _bearing(self, connection, kinds, keys):
        return (
            self.env["bridge.remote.record"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "in", kinds),
                    ("match_key", "in", list(keys)),
                    ("is_gone", "=", False),
                ]
            )
        )

    def _words_of_holder(self, issue, rows):
        """Return why nothing can be linked, and what to press instead.

        :param rows: entries that have the name and cannot be used.
        """
        link = issue.sudo().binding_id
        values = {"name": self._name_there(link), "ledger": link.connection_id.ledger_name}
        env = self.env
        if rows and not rows[0].is_active:
            return env._(
                '"%(name)s" is inactive in %(ledger)s and takes no document. Make it active there and press "I fixed '
                'it there - check again", or press "Rename here".',
                **values,
            )
        if rows:
            return env._(
                '"%(name)s" is no plain item to be sold in %(ledger)s. Press "Rename here" or "Use another name '
                'there"; if lines shall name it all the same, press "Pick an existing one".',
                **values,
            )
        others = self._bearing(link.connection_id, OTHER_LISTS.get(link.kind, ()), {name_key(values["name"])})
        if others:
            return env._(
                '"%(name)s" is a vendor in %(ledger)s, and a customer may not have the same name there. Press "Rename '
                'here" or "Use another name there".',
                **values,
            )
        if link.kind == Kind.CUSTOMER.value:
            return env._(
                'No customer of %(ledger)s that was read so far is called "%(name)s": a vendor or an employee may have '
                'the name, and a customer may not have it then. Press "Rename here" or "Use another name there"; if '
                'the customer was entered there a moment ago, press "I fixed it there - check again".',
                **values,
            )
        return env._(
            'No item of %(ledger)s that was read so far is called "%(name)s". If it was entered there a moment ago, '
            'press "I fixed it there - check again"; otherwise press "Rename here".',
            **values,
        )

    def _cure_rename_here(self, issue):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rename here"),
            "res_model": "bridge.rename",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_issue_id": issue.id},
        }

    def _look_anew(self, issue, cure):
        """Who is who is judged anew by the next run: a creation that was refused is not tried again as it was."""
        refused = issue.sudo().transfer_ids.filtered(
            lambda transfer: (
                not transfer.is_document
                and transfer.operation == Operation.CREATE.value
                and transfer.state == "rejected"
            )
        )
        creating.look_anew(refused)
        issue._solve(cure)

    # === SAID NO TO ONCE === #

    def _cure_confirm_match(self, issue):
        """It is the one that somebody said it is not, after all; where there are several, let the person pick."""
        if issue.reason not in UNLINKED:
            return super()._cure_confirm_match(issue)
        if len(issue.candidate_ids) != 1:
            return self._cure_pick(issue)
        issue._link(issue.candidate_ids)
        return None

    # === MERGED IN ODOO === #

    def _cure_use_other(self, issue):
        """What is sent from now on names the other entry."""
        alias = issue.sudo().binding_id
        prime = alias.alias_of_id
        if not prime:
            raise UserError(self.env._("These two are no longer one in Odoo. Please reload the page."))
        old, new = prime.remote_record_id, alias.remote_record_id
        prime._change_places(alias)
        alias._note_links("relinked", [(alias, old, new)], self.env._("After a merge in Odoo."))
        issue._solve("use_other")

    def _cure_keep_both(self, issue):
        """Both stay there; what is sent from now on names the one that was kept."""
        issue._solve("keep_both")

    def _cure_merged_there(self, issue):
        """The next reading tells who is left of the two."""
        issue._solve("merged_there")
        issue.connection_id.sudo()._wake()
