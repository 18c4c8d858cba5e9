"""Companies of QuickBooks Online in which taxes were set up, by country, and what is looked at afterwards."""

from ..ledgers.documents import Kind
from .online_documents_case import OnlineDocumentsCase

LONG_AGO = "2020-01-01T00:00:00.000Z"
RULES = ("show", "line", "refuse")


class OnlineTaxCase(OnlineDocumentsCase):
    """A company in which taxes were set up, and what asserts both sides of an invoice."""

    def tax_there(self, name, *rates, **values):
        """A person sets up a tax there: ``(name, percentage)`` of each of its rates. :return str: id of its code"""
        if not hasattr(self, "agency"):
            self.agency = self.desk.add_agency("Revenue")
        return self.desk.add_tax_code(name, list(rates), self.agency, **values)

    def lists_grow_old(self):
        """So much time goes by that taxes and settings are read again with the next session."""
        kinds = [kind.value for kind in (Kind.TAX, Kind.TAX_CODE)]
        self.link.flow_ids.filtered(lambda flow: flow.kind in kinds).write({"last_read_at": False})
        self.link.company_details = {**self.link.company_details, "read_at": LONG_AGO}
        self.later()

    def taxed(self, *prices, taxes=None, **values):
        """Return an invoice whose lines bear these taxes."""
        return self.invoice(*self.lines(*prices, taxes=self.tax_8 if taxes is None else taxes), **values)

    def rounded_by_line(self, taxes=None):
        """Return an invoice whose tax Odoo rounds for each line: a cent more than QuickBooks, which rounds once."""
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        move = self.taxed(1.07, 1.07, 1.07, taxes=taxes)
        return move

    def assert_blocked(self, move, reason, *words):
        """Preview and run refuse it with the same words; nothing is there."""
        line = self.preview(move)[move]
        self.assertEqual(line.level, "blocked", line.text)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", reason), move.bridge_ribbon)
        transfer = self.transfer(move)
        self.assertEqual(line.text, transfer.reason_text, "the preview said the same")
        for word in words:
            self.assertIn(word, transfer.reason_text)
        self.assertTrue(transfer._offered())
        self.assertEqual(self.all_there(), [])

    def assert_ready(self, move):
        line = self.preview(move)[move]
        self.assertNotEqual(line.level, "blocked", line.text)
        return line

    def assert_cents_are_odoos(self, make):
        """What rounding leaves is no difference here: the tax is told, whatever the rule for differences says.

        :param make: returns a posted document.
        """
        self.desk.add_item("Rounding", account="Sales")
        self.later()
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Rounding")
        for rule in RULES:
            with self.subTest(rule=rule):
                self.link.tax_difference = rule
                move = make()
                line = self.assert_ready(move)
                self.assertNotIn("ounds", line.text)
                self.sent_off(move)
                self.assertEqual(self.where(move), ("processed", ""))
                self.assertEqual(len(self.on_the_screen(move)["lines"]), 3)
                self.assert_same(move)

    def codes(self, move):
        return [line["tax_code"] for line in self.on_the_screen(move)["lines"]]

    def amounts(self, move):
        return [str(line["amount"]) for line in self.on_the_screen(move)["lines"] if line["amount"] is not None]

    def entry(self, move):
        """Return a document as the service shows it."""
        entity = "Invoice" if move.move_type == "out_invoice" else "CreditMemo"
        return self.book.read(entity, self.transfer(move).binding_id.external_id)

    def tax_lines(self, move):
        """Return ``{percentage: (base, tax)}`` of a document there."""
        return {
            str(line["TaxLineDetail"]["TaxPercent"]): (line["TaxLineDetail"]["NetAmountTaxable"], line["Amount"])
            for line in self.entry(move)["TxnTaxDetail"].get("TaxLine", ())
        }

    def said(self, path="invoice"):
        """Return the body of the newest single write to an entity."""
        return self.written(path)[-1]["body"]


class ManualTaxCase(OnlineTaxCase):
    """A company of the US with one tax for Odoo's of 8 %."""

    def before_connecting(self):
        self.city = self.tax_there("City 8", ("City", "8"))

    def setUp(self):
        super().setUp()
        self.map_there("tax", self.tax_8, "City 8")

    def state_and_county(self):
        """A state and a county tax on every line, and the code there that holds both rates."""
        county = self._tax("County 2", 2)
        state_rate = self.book.row("TaxCode", self.city)["SalesTaxRateList"]["TaxRateDetail"][0]["TaxRateRef"]["value"]
        county_code = self.tax_there("County 2", ("County", "2"))
        county_rate = self.book.row("TaxCode", county_code)["SalesTaxRateList"]["TaxRateDetail"][0]
        both = self.tax_there("City and county")
        row = self.book.row("TaxCode", both)
        rates = [{**county_rate, "TaxRateRef": {"value": state_rate}}, {**county_rate, "TaxOrder": 1}]
        self.book.store.put("TaxCode", both, {**row, "TaxGroup": True, "SalesTaxRateList": {"TaxRateDetail": rates}})
        self.lists_grow_old()
        self.map_there("tax", county, "County 2")
        return self.tax_8 | county


class PerLineCase(OnlineTaxCase):
    """Companies outside the US: the code of a line says how much."""

    #: code there: percentage
    codes_there = {}
    #: code there: tax of Odoo, of those that are mapped
    mapped = ()

    def before_connecting(self):
        currency = self.env.ref(f"base.{self.home}")
        currency.active = True
        self.company_a.currency_id = currency
        self.ids = {
            code: self.tax_there(code, (code, rate), sides=("Sales", "Purchase"))
            for code, rate in self.codes_there.items()
        }

    def setUp(self):
        super().setUp()
        self.ours = {}
        for code in self.mapped:
            self.ours[code] = self._tax(f"Odoo's {code}", float(self.codes_there[code]))
            self.map_there("tax", self.ours[code], code, Kind.TAX_CODE)

    def tax_codes(self, move):
        """Return the names of the codes of the lines."""
        names = {identity: name for name, identity in self.ids.items()}
        return [names.get(code, code) for code in self.codes(move)]

    def included(self, code):
        """Return a tax of Odoo's in the price, whose counterpart is a code there."""
        tax = self._tax(f"{code}, in the price", float(self.codes_there[code]), price_include_override="tax_included")
        self.map_there("tax", tax, code, Kind.TAX_CODE)
        return tax
