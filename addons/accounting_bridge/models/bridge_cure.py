from markupsafe import escape

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..engine import agreeing, creating, meeting, paying
from ..ledgers.cures import ASK
from ..ledgers.documents import LISTED, Kind
from ..ledgers.protocol import Operation
from ..ledgers.reasons import CURES, reason_of

GROUPS = {
    "user": "accounting_bridge.group_bridge_user",
    "bookkeeper": "accounting_bridge.group_bridge_bookkeeper",
    "manager": "accounting_bridge.group_bridge_manager",
}

# Reasons under which one entry is most likely the one.
PROBABLE = ("customer_probable", "vendor_probable", "item_probable")

# Cures that need no issue, since all they do is open the place where it is fixed: a document that was not released yet
# can be offered them. Each with the model of that place.
PLACES = {
    "open_document": "account.move",
    "open_customer": "res.partner",
    "open_product": "product.product",
    "open_settings": "bridge.connection",
    "map_tax": "account.tax",
    "enter_email": "res.partner",
    "enter_sku": "product.product",
}


class BridgeCure(models.AbstractModel):
    """What a button on a rejection does. One method per cure: ``_cure_<code>(issue)``; an addon adds its own."""

    _name = "bridge.cure"
    _description = "Accounting Bridge Cures"

    @api.model
    def _may(self, rank):
        """Return whether the user is in the group that may do this."""
        return self.env.su or self.env.user.has_group(GROUPS[rank])

    @api.model
    def _check_rank(self, rank):
        """:raise AccessError: the user is not in the group that may do this."""
        if not self._may(rank):
            group = self.env.ref(GROUPS[rank])
            raise AccessError(self.env._("This is for members of %(group)s.", group=group.sudo().full_name))

    @api.model
    def _apply(self, code, issue):
        """Apply a cure to an open issue. :return: an action for the client, or None."""
        issue.ensure_one()
        issue.check_access("read")
        cure = CURES.get(code)
        if not cure or code not in issue._offered():
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        self._check_rank(cure.rank)
        return getattr(self, f"_cure_{code}")(issue) or {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _buttons(self, codes):
        """Return cures as the reader is offered them: every view shows these, whatever cures there are.

        What the reader may not press is one button for each rank, last, that asks somebody who may.

        :param codes: the cures, as the reason lists them.
        :return list: of dicts with ``code``, ``label``, ``allowed`` and ``primary``.
        """
        if not self._may("user"):
            return []
        cures = [CURES[code] for code in codes]
        allowed = [cure for cure in cures if self._may(cure.rank)]
        asked = dict.fromkeys(cure.rank for cure in cures if cure not in allowed)
        return [
            {"code": cure.code, "label": self.env._(cure.label), "allowed": True, "primary": not place}
            for place, cure in enumerate(allowed)
        ] + [
            {"code": f"ask_{rank}", "label": self.env._(ASK[rank]), "allowed": False, "primary": False}
            for rank in asked
        ]

    @api.model
    def _buttons_for_all(self, codes):
        """Return the same, and for who has no rank here the one button that asks somebody who has.

        For records of people who work in a warehouse or sell: they see what is wrong and have it cured.
        """
        if codes and not self._may("user"):
            label = self.env._(ASK["bookkeeper"])
            return [{"code": "ask_bookkeeper", "label": label, "allowed": False, "primary": False}]
        return self._buttons(codes)

    @api.model
    def _ask(self, record, connection, reason, words):
        """Give somebody who may press the cure of a record an activity on it, and say to whom it went.

        The rank that is asked stands in the context, as the button put it there (``cure``).
        """
        people = self._people_to_ask(record, connection)
        first, second = people[::-1] if self.env.context.get("cure") == "ask_manager" else people
        person = first or second or connection.create_uid
        record.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._(reason_of(reason).title),
            # A note is HTML, and the sentence holds words of the ledger: plain text in it.
            note=escape(words or ""),
            user_id=person.id,
        )
        return person

    @api.model
    def _people_to_ask(self, record, connection):
        """Return the bookkeeper and the contact of a connection, empty where it has none."""
        return connection.bookkeeper_id, connection.contact_id

    @api.model
    def _tell_asked(self, people):
        return self._tell(self.env._("%(people)s was asked.", people=", ".join(people.mapped("name"))))

    @api.model
    def _tell(self, message, level="success"):
        """Return the action that shows a message and the page as it is now."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": level, "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }

    # === OPEN THE PLACE WHERE IT IS FIXED === #

    def _cure_open_document(self, issue):
        move = issue.transfer_ids.move_id[:1] or issue.binding_id.move_id
        return self._open(move or issue.sudo().binding_id._record())

    def _cure_open_customer(self, issue):
        return self._open(issue.binding_id.partner_id)

    def _cure_open_product(self, issue):
        return self._open(issue.binding_id.product_id)

    def _cure_open_settings(self, issue):
        return self._open(issue.connection_id)

    def _cure_map_tax(self, issue):
        return self._open_mapping(issue.connection_id, (issue.reason_arguments or {}).get("tax_id"))

    def _open_before_release(self, code, connection, record_id):
        """Open the place of a cure for a document that has no issue yet."""
        self._check_rank(CURES[code].rank)
        if code == "map_tax":
            return self._open_mapping(connection, record_id)
        return self._open(self.env[PLACES[code]].browse(record_id))

    def _open_mapping(self, connection, tax_id):
        """Open the mapping of a tax, or a new one."""
        mapping = self.env["bridge.mapping"].search(
            [("connection_id", "=", connection.id), ("tax_id", "=", tax_id)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the tax there"),
            "res_model": "bridge.mapping",
            "res_id": mapping.id,
            "views": [(self.env.ref("accounting_bridge.bridge_mapping_view_form").id, "form")],
            "target": "new",
            "context": {
                "default_connection_id": connection.id,
                "default_kind": "tax",
                "default_tax_id": tax_id,
            },
        }

    def _open(self, record):
        record = record.sudo(False)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    # === SAY WHAT IS TRUE === #

    def _cure_release_again(self, issue):
        """Release what was held up; what is gone there is made anew."""
        gone = issue.sudo().transfer_ids.filtered(lambda transfer: transfer.state == "gone")
        self._answer_before_deletion(issue, "release_again")
        if gone:
            self.env["bridge.batch"]._release_transfers(gone)

    def _cure_check_again(self, issue):
        """The next session reads what changed there before it sends anything, and asks for this very customer, vendor
        or item by name: that is the check.

        A creation that was refused is not tried again blindly: who is who is looked at anew.
        """
        refused = issue.sudo().transfer_ids.filtered(
            lambda transfer: (
                not transfer.is_document
                and transfer.operation == Operation.CREATE.value
                and transfer.state == "rejected"
            )
        )
        creating.look_anew(refused)
        issue.sudo().remote_record_id.is_to_meet = True
        issue._solve("check_again")
        issue.sudo().binding_id.filtered(lambda link: link.kind in LISTED).is_to_find = True

    def _cure_create(self, issue):
        issue.sudo().binding_id.may_create = True
        issue._solve("create")

    def _cure_create_always(self, issue):
        """Create this one and every missing one of its kind from now on."""
        field = {"customer": "create_missing_customer", "item": "create_missing_item"}[issue.kind]
        issue.sudo().connection_id[field] = "always"
        alike = issue.search(
            [
                ("connection_id", "=", issue.connection_id.id),
                ("state", "=", "open"),
                ("reason", "in", (f"{issue.kind}_missing", f"{issue.kind}_asked")),
            ]
        )
        alike._solve("create_always")

    def _cure_use_other_name(self, issue):
        issue.sudo().binding_id.write({"use_other_name": True, "may_create": True})
        issue._solve("use_other_name")

    def _cure_confirm_match(self, issue):
        """It is the one that it could be; where several could be it, let the person pick."""
        if issue.remote_record_id:
            return issue._link_partner(issue.partner_ids) if len(issue.partner_ids) == 1 else self._cure_pick(issue)
        if issue.reason in PROBABLE:
            return issue._link(issue.candidate_ids) if len(issue.candidate_ids) == 1 else self._cure_pick(issue)
        issue.sudo().binding_id.stock_confirmed = True
        issue._solve("confirm_match")
        return None

    def _cure_pick(self, issue):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pick an existing one"),
            "res_model": "bridge.pick",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_issue_id": issue.id},
        }

    def _cure_already_there(self, issue):
        """Link to the one that is there; where several could be it, let the person pick."""
        candidates = issue.candidate_ids or issue._asks_about()
        if len(candidates) != 1:
            return self._cure_pick(issue)
        issue._link(candidates)
        return None

    def _cure_not_there(self, issue):
        issue.sudo().binding_id.send_anyway = True
        unsettled = issue.sudo().transfer_ids.filtered(lambda transfer: transfer.state == "uncertain")
        # A person's word is a definite answer: under the old key a ledger might say again what it said then.
        values = {"sources": ("uncertain",), "renew": True}
        unsettled._move_to("queued", {transfer.id: dict(values) for transfer in unsettled})
        issue._solve("not_there")

    def _cure_send_anyway(self, issue):
        """What is there is another document: send this one as well."""
        link = issue.sudo().binding_id
        if issue.reason == "payment_maybe_there":
            # Said of that one payment, and of nothing else that is asked about payments.
            there = self.env["bridge.remote.record"].browse(issue.reason_arguments["remote_record_id"]).sudo()
            link.refused_ids = list(dict.fromkeys([*(link.refused_ids or ()), there.remote_id]))
        else:
            link.send_anyway = True
        issue._solve("send_anyway")

    def _cure_do_not_send(self, issue):
        """Hold what waits for the answer, until somebody releases it."""
        unsent = issue.sudo().transfer_ids.filtered(lambda transfer: transfer.state in ("queued", "rejected", "gone"))
        unsent._move_to("held", {transfer.id: {} for transfer in unsent})
        issue._solve("do_not_send")
        unsent._let_payers_go()

    def _cure_overwrite(self, issue):
        """Send the update although the record was changed there, over the state that was read last."""
        issue.sudo().binding_id._may_be_overwritten()
        issue._solve("overwrite")

    def _cure_update_anyway(self, issue):
        """Change what belongs to an earlier month there."""
        issue.sudo().binding_id.update_confirmed = True
        issue._solve("update_anyway")

    def _cure_without_it(self, issue):
        """Send a payment without the part that pays what was not released, or without its discount."""
        answered = "money_alone" if issue.reason == "discount_not_kept" else "send_anyway"
        issue.sudo().binding_id[answered] = True
        self._answer_before_deletion(issue, "without_it")

    def _answer_before_deletion(self, issue, code):
        """Close an issue; what was asked before a payment is deleted there is answered: it is deleted now."""
        there = issue.sudo().transfer_ids.filtered(
            lambda transfer: transfer.kind == Kind.PAYMENT.value and transfer.state == "processed"
        )
        issue._solve(code)
        there._replace()

    # === WHAT WAS CHANGED THERE === #

    def _cure_accept_there(self, issue):
        """What the ledger holds now is what both sides agree on."""
        issue.sudo().binding_id._agree_with_there(self.env.user)
        issue._solve("accept_there")
        issue.sudo().transfer_ids._note_accepted()

    def _cure_restore(self, issue):
        """Send the document as Odoo has it over what was changed there."""
        binding = issue.sudo().binding_id
        if binding.kind == Kind.PAYMENT.value:
            # A payment is never written over: it is made anew, though somebody changed what is deleted for it.
            binding._may_be_overwritten()
            return self._cure_replace_there(issue)
        binding._may_be_overwritten()
        issue._solve("restore")
        if binding.move_id:
            self.env["bridge.batch"]._release(binding.connection_id, binding.move_id.sudo())
        else:
            binding._record()._bridge_restore(binding)
        return None

    def _cure_done_there(self, issue):
        """A person has done in the ledger what the bridge could not; this stands as agreed."""
        link = issue.sudo().binding_id
        link._agree_with_there(self.env.user)
        if link.kind == Kind.PAYMENT.value and link.move_id:
            paying.stand_as_they_are(link.env, link.connection_id, link)
        unsent = issue.sudo().transfer_ids.filtered(lambda transfer: transfer.state in ("queued", "rejected"))
        unsent._move_to("held", {transfer.id: {} for transfer in unsent})
        issue._solve("done_there")
        issue.sudo().transfer_ids._note_accepted()

    def _cure_replace_there(self, issue):
        """Delete a payment there and send it as it is now."""
        transfer = issue.sudo().transfer_ids.sorted("id")[-1:]
        issue._solve("replace_there")
        transfer._replace()

    # === CUSTOMERS ON BOTH SIDES === #

    def _cure_keep_odoo(self, issue):
        """What was changed on both sides becomes there what it is here."""
        link = issue.sudo().binding_id
        agreeing.keep_odoo(link, (issue.reason_arguments or {}).get("conflicts") or ())
        issue._solve("keep_odoo")
        link._note_changed(self.env.uid)
        if not link.connection_id._customer_flow()._meets_now():
            # Who has answered does not wait for the day on which customers meet.
            both = meeting.Meeting(None, link.connection_id)
            both.pulls, both.pushes = False, True
            agreeing.reconcile(both, link, {link.id: self.env.uid})
        link.connection_id._wake()

    def _cure_keep_ledger(self, issue):
        """What was changed on both sides becomes here what it was there."""
        link = issue.sudo().binding_id
        both = meeting.Meeting(None, link.connection_id)
        agreeing.keep_ledger(both, link, (issue.reason_arguments or {}).get("conflicts") or ())
        issue._solve("keep_ledger")
        link._note_changed(self.env.uid)
        link.connection_id._wake()

    def _cure_create_here(self, issue):
        issue._create_here()

    def _cure_leave_there(self, issue):
        """The entry stays in the ledger only, until somebody picks it."""
        issue.sudo().remote_record_id.stays_there = True
        issue._solve("leave_there")

    # === CONNECTION === #

    def _cure_confirm_company(self, issue):
        issue.connection_id.action_confirm_company()

    def _cure_confirm_original(self, issue):
        issue.connection_id.action_confirm_original()

    def _cure_sign_in(self, issue):
        return issue.connection_id.action_sign_in()

    def _cure_accept_difference(self, issue):
        issue.sudo().binding_id.difference_accepted_by_id = self.env.user
        issue._solve("accept_difference")
