"""Countries and states of the host for the words in which a ledger names them."""

from collections import defaultdict

from babel.core import get_global

from odoo.tools import SQL

from ..ledgers.keys import name_key


class Places:
    """Finds countries by name in any language or by their codes of two and three letters, states by code or name.

    Read once and kept for the life of the object: one query for all countries, one for the states of each that is met.
    """

    def __init__(self, env):
        self.env = env
        self._countries = None
        self._states = {}

    def country(self, text):
        """Return the country that a text names, an empty record where it names none."""
        countries = self.env["res.country"]
        if self._countries is None:
            self._countries = self._read_countries()
        return countries.browse(self._countries.get(_country_key(text), ()))

    def state(self, text, country):
        """Return the state of a country that a text names, an empty record where it names none."""
        states = self.env["res.country.state"]
        if not (text and country):
            return states
        if country.id not in self._states:
            self._states[country.id] = known = {}
            for state in states.search([("country_id", "=", country.id)], order="id desc"):
                known[name_key(state.name)] = state.id
            known.update({name_key(state.code): state.id for state in states.browse(known.values())})
        return states.browse(self._states[country.id].get(name_key(text), ()))

    def _read_countries(self):
        self.env["res.country"].flush_model(("name", "code"))
        self.env.cr.execute(
            SQL("SELECT c.id, c.code, each.value FROM res_country c, jsonb_each_text(c.name) each ORDER BY c.id DESC")
        )
        known, codes = {}, {}
        for country_id, code, name in self.env.cr.fetchall():
            known[_country_key(name)] = country_id
            codes[(code or "").casefold()] = country_id
        for alias, codes_of_it in _aliases().items():
            if codes_of_it in codes:
                known[alias] = codes[codes_of_it]
        return known | codes


def _country_key(text):
    return name_key((text or "").replace(".", ""))


def _aliases():
    """Return what else two-letter codes of countries are called: three letters, and *UK*."""
    aliases = defaultdict(str)
    for alias, codes in get_global("territory_aliases").items():
        if len(codes) == 1:
            aliases[alias.casefold()] = codes[0].casefold()
    return aliases
