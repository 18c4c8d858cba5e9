from odoo import api, models

from ..engine.taxation import percentage, plain
from ..ledgers.documents import Kind
from ..ledgers.keys import name_key, sku_key

# What a record of Odoo is known by in another database: the field of its code, that of its name. All others have
# ``code``, where they have such a field, and ``name``.
KNOWN_BY = {"product.product": ("default_code", "name"), "product.category": (None, "complete_name")}


class BridgeMappingNames(models.Model):
    """Both sides of a mapping by codes and names, as they mean something in another database; never by ids.

    Ours is ``{"code", "name"}``, of a tax with its ``use`` and ``rate``; theirs is ``{"kind", "number", "name"}``.
    """

    _inherit = "bridge.mapping"

    @api.model
    def _known_by(self, model):
        """Return ``(field of the code or None, field of the name)`` of a model."""
        return KNOWN_BY.get(model) or ("code" if "code" in self.env[model]._fields else None, "name")

    @api.model
    def _other_counterparts(self):
        """Return the columns that name a further entry of the ledger: those of addons."""
        return [
            name
            for name, field in self._fields.items()
            if field.comodel_name == "bridge.remote.record" and field.store and name != "remote_record_id"
        ]

    @api.model
    def _names_of(self, record):
        """Return what a record of Odoo is known by."""
        # As it was entered, whoever asks: names in the language of the reader would be found by nobody else.
        record = record.sudo().with_context(lang=None)
        code, name = self._known_by(record._name)
        names = {"code": (record[code] or "") if code else "", "name": record[name] or ""}
        if record._name == "account.tax":
            names |= {"use": record.type_tax_use, "rate": plain(percentage(record))}
        return names

    @api.model
    def _names_there(self, row):
        """Return what an entry of the ledger is known by."""
        row = row.sudo()
        number = row.sku if row.kind == Kind.ITEM.value else (row.details or {}).get("number")
        return {"kind": row.kind, "number": number or "", "name": row.full_name or row.name or ""}

    @api.model
    def _find_ours(self, connection, model, wanted):
        """Find records of Odoo by what they are known by; one query, or two.

        :param wanted: list of dicts as ``_names_of`` gives them.
        :return list: of each the records that fit: by code where any has it, else by name.
        """
        code, name = self._known_by(model)
        company = connection.sudo().company_id
        records = self.env[model].sudo().with_company(company).with_context(lang=None, active_test=True)
        domain = records._check_company_domain(company) if {"company_id", "company_ids"} & set(records._fields) else []
        codes = [one["code"] for one in wanted if one["code"]]
        found = records.search([*domain, (code, "in", codes)]) if code and codes else records
        found |= records.search([*domain, (name, "in", [one["name"] for one in wanted if one["name"]])])
        by_code, by_name = {}, {}
        for record in found:
            if code and record[code]:
                by_code.setdefault(record[code], []).append(record)
            by_name.setdefault(record[name], []).append(record)
        result = []
        for one in wanted:
            fitting = by_code.get(one["code"]) or by_name.get(one["name"]) or []
            if model == "account.tax":
                fitting = [tax for tax in fitting if one.get("use") in ("", None, tax.type_tax_use)]
            result.append(records.browse(record.id for record in fitting).with_env(self.env))
        return result

    @api.model
    def _find_there(self, connection, wanted):
        """Find entries of the ledger by what they are known by: by number or SKU, else by name. One query.

        :return list: of each the rows that fit.
        """
        rows = (
            self.env["bridge.remote.record"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "in", list({one["kind"] for one in wanted})),
                    ("is_active", "=", True),
                    ("is_gone", "=", False),
                ]
            )
        )
        by_number, by_name = {}, {}
        for row in rows:
            names = self._names_there(row)
            if names["number"]:
                by_number.setdefault((row.kind, sku_key(names["number"])), []).append(row.id)
            by_name.setdefault((row.kind, name_key(names["name"])), []).append(row.id)
        result = []
        for one in wanted:
            ids = one["number"] and by_number.get((one["kind"], sku_key(one["number"])))
            ids = ids or by_name.get((one["kind"], name_key(one["name"]))) or []
            result.append(self.env["bridge.remote.record"].browse(ids))
        return result
