"""Lines of invoices and credit memos: amounts, prices, tax codes (facts 4.9 "Amounts on lines", 5.3, 5.5)."""

import json
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from . import sales_tax
from .errors import Refusal
from .references import find, is_empty, stored

PRICED = ("Quantity", "Rate", "RatePercent", "Amount")
NOT_CLEARABLE = ("ItemRef", "Quantity", "Rate", "Amount", "SalesTaxCodeRef", "OverrideItemAccountRef")
FIVE = Decimal("0.00001")
CENT = Decimal("0.01")


def number(fields, name):
    return Decimal(fields[name]) if fields.get(name) else None


def identity(ctx) -> str:
    """Transactions and their lines are counted together: C5-1417118624, C7-1417118624."""
    return f"{ctx.store.count('txn'):X}-{ctx.clock.epoch()}"


class LineMaker:
    """Makes the lines of one document in order; remembers what stands above and what QuickBooks warned of."""

    def __init__(self, ctx, where: str, customer_code):
        self.ctx = ctx
        self.where = where
        self.customer_code = customer_code
        self.done = []
        self.warning = ""

    def keep(self, line: dict):
        self.done.append(line)

    def add(self, fields):
        line = {"TxnLineID": identity(self.ctx)}
        self._fill(line, fields)
        self.done.append(line)

    def change(self, old: dict, fields):
        """An existing line with the fields of a Mod on top; what is not named stays."""
        for name in NOT_CLEARABLE:
            value = fields.get(name)
            if value is not None and (value == "" or (isinstance(value, dict) and is_empty(value))):
                raise Refusal(3190, name)
        fields = dict(fields)
        if "ItemRef" not in fields and "ItemRef" in old:
            fields["ItemRef"] = old["ItemRef"]
        if any(name in fields for name in PRICED):
            if "Quantity" not in fields and "Quantity" in old:
                fields["Quantity"] = old["Quantity"]
            if not {"Rate", "RatePercent", "Amount"} & set(fields):
                fields.update({name: old[name] for name in ("Rate", "RatePercent") if name in old})
            base = {name: value for name, value in old.items() if name not in PRICED}
        else:
            fields.update({name: old[name] for name in ("Quantity", "Amount") if name in old})
            base = dict(old)
        self._fill(base, fields, old)
        self.done.append(base)

    # --- one line ---

    def _fill(self, line: dict, fields, old=None):
        plain = {name: value for name, value in fields.items() if name not in (*PRICED, "TxnLineID")}
        sent_code = plain.pop("SalesTaxCodeRef", None)
        plain.pop("OptionForPriceRuleConflict", None)
        if plain.get("LinkToTxn"):
            raise Refusal(3120, plain["LinkToTxn"]["TxnID"])
        reference = plain.pop("ItemRef", None)
        line.update(stored(self.ctx, plain, f"{self.where} line"))
        for name, value in plain.items():
            if value == "":
                line.pop(name, None)
        if not reference or is_empty(reference):
            priced = next((name for name in PRICED if fields.get(name)), None)
            if priced:
                raise Refusal(3150, "ItemRef")
            return
        item = self._item(reference, old)
        line["ItemRef"] = {"ListID": item["list_id"]}
        data = json.loads(item["data"])
        if "Desc" not in fields and not old:
            words = sales_words(data)
            if words:
                line["Desc"] = words
        self._price(line, fields, item, data)
        code = self._tax_code(sent_code, item, data, old)
        if code:
            line["SalesTaxCodeRef"] = code

    def _item(self, reference, old):
        if old and reference == old.get("ItemRef"):
            return self.ctx.entry("Item", reference["ListID"])
        item = find(self.ctx, "ItemRef", reference, f"{self.where} line")
        if item["kind"] == "ItemSalesTax" and self.ctx.switches.tax_item_lines == "refused":
            raise Refusal(3210, "ItemRef", item["full_name"])
        self.ctx.faults.check_lock((item["full_name"],), f'the item "{item["full_name"]}"')
        return item

    def _price(self, line, fields, item, data):
        quantity, amount = number(fields, "Quantity"), number(fields, "Amount")
        rate, percent = number(fields, "Rate"), number(fields, "RatePercent")
        if item["kind"] == "ItemDiscount":
            self._discount(line, quantity, rate, percent, amount, data)
            return
        if item["kind"] == "ItemSalesTax":
            percent, rate = number(data, "TaxRate") or Decimal(0), None
            if amount is None:
                amount = sales_tax.rounded(self._taxable_above() * percent / 100)
            line.update(RatePercent=str(percent), Amount=str(amount))
            return
        if amount is not None:
            if rate is not None and "Rate" in fields:
                self.warning = "Rate"
            rate = amount if not quantity else amount / quantity
        elif percent is not None:
            amount = self._round(
                (self.done[-1:] and Decimal(self.done[-1].get("Amount", 0)) or Decimal(0)) * percent / 100
            )
        else:
            if rate is None:
                rate = sales_price(data)
            amount = self._round((Decimal(1) if quantity is None else quantity) * rate)
        if quantity is not None:
            line["Quantity"] = str(quantity)
        if percent is not None:
            line["RatePercent"] = str(percent)
        else:
            line["Rate"] = str(rate.quantize(FIVE, ROUND_HALF_UP))
        line["Amount"] = str(amount.quantize(CENT))

    def _discount(self, line, quantity, rate, percent, amount, data):
        """A discount applies to the line above and takes no quantity (facts 4.9, 5.5)."""
        if quantity is not None:
            raise Refusal(3210, "Quantity", quantity)
        above = Decimal(self.done[-1].get("Amount", 0)) if self.done else Decimal(0)
        if amount is None:
            if rate is None and percent is None:
                rate, percent = number(data, "DiscountRate"), number(data, "DiscountRatePercent")
            if percent is not None:
                amount = self._round(above * abs(percent) / 100)
                line["RatePercent"] = str(-abs(percent))
            else:
                amount = rate or Decimal(0)
                line["Rate"] = str(-abs(amount))
        if self.ctx.switches.discount_sign == "negative":
            amount = -abs(amount)
        line["Amount"] = str(amount.quantize(CENT))

    def _taxable_above(self) -> Decimal:
        taxable = (line for line in self.done if sales_tax.is_taxable(self.ctx, line.get("SalesTaxCodeRef")))
        return sum((Decimal(line["Amount"]) for line in taxable), Decimal(0))

    def _round(self, amount: Decimal) -> Decimal:
        way = ROUND_HALF_UP if self.ctx.switches.amount_rounding == "half_up" else ROUND_HALF_EVEN
        return amount.quantize(CENT, way)

    def _tax_code(self, sent, item, data, old):
        """The code as sent, else what customer and item say; Non without sales tax (facts 5.3)."""
        chosen = self.ctx.preferences
        exempt = {"ListID": chosen["exempt_code"]} if chosen.get("exempt_code") else None
        if not chosen["sales_tax"]:
            if sent and not is_empty(sent):
                find(self.ctx, "SalesTaxCodeRef", sent, f"{self.where} line")
            return exempt
        if sent and not is_empty(sent):
            row = find(self.ctx, "SalesTaxCodeRef", sent, f"{self.where} line")
            return {"ListID": row["list_id"]}
        if old and old.get("SalesTaxCodeRef"):
            return old["SalesTaxCodeRef"]
        if item["kind"] == "ItemSalesTax":
            return exempt
        if self.customer_code and not sales_tax.is_taxable(self.ctx, self.customer_code):
            return self.customer_code
        return data.get("SalesTaxCodeRef") or {"ListID": chosen["taxable_code"]}


def sales_words(data) -> str:
    block = data.get("SalesOrPurchase") or data.get("SalesAndPurchase") or data
    return block.get("Desc") or block.get("SalesDesc") or block.get("ItemDesc") or ""


def sales_price(data) -> Decimal:
    block = data.get("SalesOrPurchase") or data.get("SalesAndPurchase") or data
    return Decimal(block.get("Price") or block.get("SalesPrice") or 0)
