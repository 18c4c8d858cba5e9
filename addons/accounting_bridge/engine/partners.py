"""Customers of the ledger into partners of the host: the only place of the engine that writes a table of the host.

What is written is what a ledger says, as text; nobody is mailed, nobody follows, and nothing is ever deleted or
archived.
"""

from functools import cached_property

from ..ledgers import merging
from .customers import ADDRESSES

# Written without a line in the chatter for each field, and not noted as a change to be sent.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notify_force_send": False,
    "bridge_taken": True,
}


class Partners:
    """Writes partners of one connection, as whoever reads the books of it.

    :param customers: ``Customers``: finds the places and terms that a content names.
    """

    def __init__(self, customers):
        self.customers, self.connection = customers, customers.reader
        self.company = self.connection.company_id
        self.env = customers.env(context={**customers.env.context, **QUIET})
        self.model = self.env["res.partner"].with_company(self.company)

    def may_write(self):
        """Return whether the technical user has the rights that this takes."""
        return self.model.has_access("create") and self.model.has_access("write")

    # === NEW ONES === #

    def make(self, entries):
        """Create the partners of entries. :return: partners, in their order.

        :param entries: list of ``(content, party)``; ``party`` is what the ledger told.
        """
        partners = self.model.create([self._values_of_new(content, party) for content, party in entries])
        deliveries = [
            self._values_of_delivery(partner, content)
            for partner, (content, _party) in zip(partners, entries, strict=True)
            if _has_delivery(content)
        ]
        if deliveries:
            self.model.create(deliveries)
        return partners

    def _values_of_new(self, content, party):
        company = merging.is_company(content["name"], party)
        values = {
            "name": content["name"],
            "is_company": company,
            "company_id": self._owner_id,
            "customer_rank": 1,
            "bridge_sync": True,
            "email": content.get("email") or False,
            "phone": content.get("phone") or False,
            **self._address(content, "billing"),
        }
        if not company:
            values["company_name"] = content.get("company_name") or False
        term = content.get("term")
        if term:
            values["property_payment_term_id"] = self.customers.term(term).id
        if not values.get("state_id"):
            values.update(self.default_state(values.get("country_id")))
        return values

    @cached_property
    def _owner_id(self):
        """The company that a new partner belongs to: none in a database that has one only."""
        several = self.env["res.company"].sudo().search_count([], limit=2) > 1
        return self.company.id if several else False

    def default_state(self, country_id):
        """Return the values that fill a blank state, nothing where it is in another country or the switch is off."""
        home = self.company.state_id
        foreign = country_id and country_id != home.country_id.id
        if not self.connection.sudo().fill_blank_states or not home or foreign:
            return {}
        return {"state_id": home.id, "country_id": home.country_id.id}

    def _values_of_delivery(self, partner, content):
        return {
            "parent_id": partner.id,
            "type": "delivery",
            "name": False,
            "company_id": partner.company_id.id,
            **self._address(content, "delivery"),
        }

    def _address(self, content, place):
        lines = content.get(f"{place}_street", "").split("\n")
        state = self.customers.state(content, place)
        return {
            "street": lines[0] or False,
            "street2": ", ".join(lines[1:]) or False,
            "city": content.get(f"{place}_city") or False,
            "zip": content.get(f"{place}_postal_code") or False,
            "state_id": state.id,
            "country_id": (self.customers.country(content, place) or state.country_id).id,
        }

    # === KNOWN ONES === #

    def mine(self, partner_ids):
        """Return partners as they are written here."""
        return self.model.browse(partner_ids)

    def take(self, partner, content, names, addresses):
        """Write these fields of an entry into a partner, and nothing else.

        :param partner: of ``mine``, so that what the host reads of each is read of all.
        :param addresses: ``{type: address}`` of the partner, as ``addresses_of`` gives them: the billing address is
            the invoice address where there is one.
        """
        invoicing = addresses.get("invoice", partner)
        values = {name: content[name] or False for name in ("name", "phone", "company_name") if name in names}
        if "term" in names:
            values["property_payment_term_id"] = self.customers.term(content["term"]).id
        billing = self._address_values(content, names, "billing")
        if "email" in names:
            (billing if invoicing.email else values)["email"] = content["email"] or False
        if invoicing == partner:
            values |= billing
        elif billing:
            invoicing.write(billing)
        if values:
            partner.write(values)
        self._take_delivery(partner, content, names, addresses.get("delivery"))

    def _address_values(self, content, names, place):
        """Return the values of the parts of an address that are to be taken."""
        columns = {
            "street": ("street", "street2"),
            "city": ("city",),
            "postal_code": ("zip",),
            "state": ("state_id",),
            "country": ("country_id",),
        }
        whole = self._address(content, place)
        return {
            column: whole[column] for part, mine in columns.items() if f"{place}_{part}" in names for column in mine
        }

    def _take_delivery(self, partner, content, names, delivery):
        values = self._address_values(content, names, "delivery")
        if not values:
            return
        if delivery:
            delivery.write(values)
        elif _has_delivery(content):
            self.model.create([self._values_of_delivery(partner, content)])

    def flag(self, partner_ids):
        """Flag partners that are in step from now on."""
        unflagged = self.mine(partner_ids).filtered(lambda partner: not partner.bridge_sync)
        unflagged.write({"bridge_sync": True})

    def log(self, words):
        """Leave a line in the chatter of partners, which nobody is told of. :param words: ``{partner id: text}``"""
        if words:
            self.model.browse(words)._message_log_batch(bodies=words)


def _has_delivery(content):
    """Return whether an entry has a delivery address that is another one than its billing address."""
    billing, delivery = (merging.address_of(content, place) for place in ADDRESSES)
    return bool(delivery) and delivery != billing
