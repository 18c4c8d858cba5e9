"""What a customer is on both sides, in the words that the merge compares."""

from ..ledgers import merging
from ..ledgers.keys import name_key
from .places import Places
from .preparation import Preparation

ADDRESSES = ("billing", "delivery")


class Customers:
    """Reads customers of one connection on both sides. Host tables are read with the rights of the reader.

    :param reader: the connection in the environment of whoever reads the books.
    """

    def __init__(self, reader):
        self.reader, self.env = reader, reader.env
        self.places = Places(self.env)
        self._terms = None

    def parties(self, links):
        """Return ``{link id: Party}`` of what Odoo has; none of one that cannot be prepared (nothing left of its name,
        a job whose customer is not linked).
        """
        prepared = Preparation(self.reader).lists(links) if links else {}
        return {link_id: each.document for link_id, each in prepared.items() if each.document}

    def theirs(self, name, details):
        """Return the content of an entry of the ledger, in the host's words for places and terms.

        What the host has no word for is not told: a state that it does not know cannot be kept on a partner, and must
        not be taken for an empty one.

        :param details: of the mirror row.
        """
        content = merging.content_of_entry(name, (details or {}).get("party") or {})
        for place in ADDRESSES:
            self._translate_places(content, place)
        if content.get("term") and not self.term(content["term"]):
            del content["term"]
        return content

    def _translate_places(self, content, place):
        country, state = self.country(content, place), self.state(content, place)
        for part, found in (("country", country.name), ("state", state.code)):
            name = f"{place}_{part}"
            if content.get(name) and found:
                content[name] = found
            elif content.get(name):
                del content[name]

    def country(self, content, place):
        """Return the country of an address of a content."""
        return self.places.country(content.get(f"{place}_country"))

    def state(self, content, place):
        """Return the state of an address of a content; where that names no country it is that of the company."""
        text, named = content.get(f"{place}_state"), content.get(f"{place}_country")
        country = self.country(content, place) if named else self.reader.company_id.country_id
        return self.places.state(text, country)

    def term(self, remote_id):
        """Return the payment terms of Odoo that a term of the ledger stands for, empty where there are none."""
        if self._terms is None:
            self._terms = self._read_terms()
        return self.env["account.payment.term"].browse(self._terms.get(remote_id, ()))

    def _read_terms(self):
        """Return ``{id there: id of the payment terms}``: as they are mapped, else of the same name."""
        preparation = Preparation(self.reader)
        mapped = {row.remote_id: term_id for term_id, row in preparation.term_map.items()}
        company = self.reader.company_id
        own = self.env["account.payment.term"].search([("company_id", "in", (False, company.id))], order="id desc")
        named = {name_key(term.name): term.id for term in own if term.id not in preparation.term_map}
        alike = {row.remote_id: named[key] for key, row in preparation.known_terms.items() if key in named}
        return alike | mapped
