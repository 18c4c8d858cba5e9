"""Companies of QuickBooks Online in which taxes were set up, by country, and what is looked at afterwards."""

from .online_documents_case import OnlineDocumentsCase
from .tax_stories import PerLineTaxes, TaxDocuments


class OnlineTaxCase(TaxDocuments, OnlineDocumentsCase):
    """A company in which taxes were set up, and what asserts both sides of an invoice."""

    def tax_there(self, name, *rates, **values):
        """A person sets up a tax there: ``(name, percentage)`` of each of its rates. :return str: id of its code"""
        if not hasattr(self, "agency"):
            self.agency = self.desk.add_agency("Revenue")
        return self.desk.add_tax_code(name, list(rates), self.agency, **values)

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


class PerLineCase(PerLineTaxes, OnlineTaxCase):
    """Companies outside the US."""
