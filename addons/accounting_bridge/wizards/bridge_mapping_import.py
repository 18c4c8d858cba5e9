import base64
import binascii
import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.bridge_mapping_freeing import FREED_LATER
from .bridge_mapping_export import FORMAT, SETTINGS, VERSION

# A file of ten thousand rows is smaller than this.
MAX_BYTES, MAX_ROWS = 5_000_000, 20_000
MAX_TEXT = 500
# What a line comes to; what fits is written, the rest is what did not match.
VERDICTS = [
    ("new", "Will be mapped"),
    ("changes", "Mapped otherwise"),
    ("same", "Mapped like that already"),
    ("ours_missing", "Not in Odoo"),
    ("ours_several", "Several in Odoo"),
    ("theirs_missing", "Not in the ledger"),
    ("theirs_several", "Several in the ledger"),
    ("unfit", "Does not fit here"),
]
FITS = ("new", "changes")
TEXTS = {"ours": ("code", "name", "use", "rate"), "theirs": ("kind", "number", "name")}


class BridgeMappingImport(models.TransientModel):
    """A file of mappings read into a connection: first what fits and what does not, then, if wanted, written."""

    _name = "bridge.mapping.import"
    _description = "Mapping from a file"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True)
    file = fields.Binary("The file", attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("checked", "Checked"), ("written", "Written")], default="choose", readonly=True
    )
    from_other_ledger = fields.Boolean(readonly=True)
    line_ids = fields.One2many("bridge.mapping.import.line", "import_id")
    fitting_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")
    unmatched_count = fields.Integer(compute="_compute_counts")
    written_count = fields.Integer(readonly=True)

    @api.depends("line_ids.verdict")
    def _compute_counts(self):
        for one in self:
            verdicts = one.line_ids.mapped("verdict")
            one.fitting_count = sum(verdict in FITS for verdict in verdicts)
            one.same_count = verdicts.count("same")
            one.unmatched_count = len(verdicts) - one.fitting_count - one.same_count

    @api.depends("filename")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._("Mapping from a file")

    # === CHECK === #

    def action_check(self):
        """Compare the file with what is here and there. Nothing is written."""
        self.ensure_one()
        self._check_rights()
        content = self._parsed()
        lines = self._lines_of_settings(content) + self._lines_of_rows(content)
        if not lines:
            raise UserError(self.env._("There is nothing in this file."))
        self.line_ids.unlink()
        self.write(
            {
                "state": "checked",
                "from_other_ledger": content.get("ledger") != self.connection_id.ledger,
                "line_ids": [(0, 0, {"sequence": place, **line}) for place, line in enumerate(lines)],
            }
        )
        return self._open()

    def _check_rights(self):
        self.env["bridge.cure"]._check_rank("bookkeeper")
        self.connection_id.check_access("read")
        if not self.connection_id.sudo().first_read_at:
            raise UserError(self.env._("No ledger has been read yet. Connect one, and ask again after the first run."))

    def _parsed(self):
        """Return the content of the file. :raise UserError: it is not one of ours"""
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            raw = base64.b64decode(self.file, validate=True)
            content = json.loads(raw.decode("utf-8-sig")) if len(raw) <= MAX_BYTES else None
        except (binascii.Error, UnicodeDecodeError, ValueError, RecursionError):
            content = None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise UserError(self.env._("This is not a file of mappings: export one from a connection."))
        if content.get("version") != VERSION:
            raise UserError(self.env._("This file is of another version of the Accounting Bridge."))
        rows, settings = content.get("rows", []), content.get("settings", {})
        sound = isinstance(rows, list) and len(rows) <= MAX_ROWS and isinstance(settings, dict)
        if not sound or not all(isinstance(row, dict) and isinstance(row.get("kind"), str) for row in rows):
            raise UserError(self.env._("This file is damaged: export it again."))
        for row in rows:
            row["ours"] = self._texts(row.get("ours"), "ours")
            row["theirs"] = self._texts(row["theirs"], "theirs") if row.get("theirs") else None
            others = row.get("others") if isinstance(row.get("others"), dict) else {}
            row["others"] = {str(name): self._texts(theirs, "theirs") for name, theirs in others.items()}
        content["rows"] = rows
        content["settings"] = {
            name: self._texts(theirs, "theirs") for name, theirs in settings.items() if name in SETTINGS
        }
        return content

    def _texts(self, said, side):
        """Return what a side is known by as texts, whatever the file says."""
        said = said if isinstance(said, dict) else {}
        return {name: said[name][:MAX_TEXT] if isinstance(said.get(name), str) else "" for name in TEXTS[side]}

    def _lines_of_settings(self, content):
        connection = self.connection_id.sudo()
        settings = content["settings"]
        found = self.env["bridge.mapping"]._find_there(connection, list(settings.values())) if settings else []
        lines = []
        for (name, theirs), rows in zip(settings.items(), found, strict=True):
            line = {
                "setting": name,
                "ours_name": connection._fields[name]._description_string(self.env),
                "theirs_name": _said(theirs["number"], theirs["name"]),
            }
            kind = {"line_item_id": "item", "default_term_id": "term"}.get(name, "account")
            if theirs["kind"] != kind or not self.env["bridge.cure"]._may("manager"):
                verdict, words = "unfit", self.env._("Only a Bridge Manager chooses the accounts of a connection.")
                words = words if theirs["kind"] == kind else self.env._("That entry of the ledger is of another kind.")
            else:
                verdict, words = self._verdict(rows, connection[name])
            lines.append({**line, "verdict": verdict, "words": words, "remote_record_id": _one(rows)})
        return lines

    def _lines_of_rows(self, content):
        mappings, rows = self.env["bridge.mapping"], content["rows"]
        connection = self.connection_id.sudo()
        kinds = dict(mappings._fields["kind"]._description_selection(self.env))
        ours = self._ours_of(rows)
        further = mappings._other_counterparts()
        named = [
            {"": row["theirs"] or {}, **{name: row["others"][name] for name in further if name in row["others"]}}
            for row in rows
        ]
        wanted = [theirs for each in named for theirs in each.values() if theirs]
        found = iter(mappings._find_there(connection, wanted) if wanted else ())
        there = [{name: next(found) if theirs else None for name, theirs in each.items()} for each in named]
        columns = mappings._columns()
        existing = {(one.kind, one._ours().id): one for one in connection.mapping_ids if one.kind in columns}
        lines = [
            self._line(row, kinds, records, entries.pop(""), entries, existing)
            for row, records, entries in zip(rows, ours, there, strict=True)
        ]
        return self._refuse_repeated(lines)

    def _refuse_repeated(self, lines):
        """Of rows about the same record here the first that fits is taken: it has one counterpart."""
        seen = set()
        for line in lines:
            about = (line["kind"], line["ours_id"])
            if line["verdict"] not in (*FITS, "same"):
                continue
            if about in seen:
                line["verdict"] = "unfit"
                line["words"] = self.env._("Another row of this file is about the same.")
            seen.add(about)
        return lines

    def _ours_of(self, rows):
        """Return of each row the records of Odoo that fit, None where the kind is not known here."""
        mappings = self.env["bridge.mapping"]
        model_of = {kind: mappings._fields[column].comodel_name for kind, column in mappings._columns().items()}
        result = [None] * len(rows)
        for model in {model_of[row["kind"]] for row in rows if row["kind"] in model_of}:
            places = [place for place, row in enumerate(rows) if model_of.get(row["kind"]) == model]
            found = mappings._find_ours(self.connection_id, model, [rows[place]["ours"] for place in places])
            for place, records in zip(places, found, strict=True):
                result[place] = records
        return result

    def _line(self, row, kinds, ours, theirs, others, existing):
        rule = row.get("number_rule") if row.get("number_rule") in ("as_is", "compact", "ledger") else False
        line = {
            "kind": row["kind"][:MAX_TEXT],
            "kind_name": kinds.get(row["kind"], row["kind"][:MAX_TEXT]),
            "ours_name": _said(row["ours"]["code"], row["ours"]["name"]),
            "theirs_name": _said(row["theirs"]["number"], row["theirs"]["name"]) if row["theirs"] else rule or "",
            "number_rule": rule,
            "ours_id": ours.id if ours and len(ours) == 1 else 0,
            "remote_record_id": _one(theirs),
            "others": {name: _one(rows) for name, rows in others.items() if _one(rows)},
        }
        verdict, words = self._judge(row, ours, theirs, rule, existing)
        if verdict in (*FITS, "same") and len(line["others"]) < len(others):
            verdict = "theirs_missing"
            words = self.env._("Its second entry in %(ledger)s was not found.", ledger=self._ledger_name())
        return {**line, "verdict": verdict, "words": words}

    def _judge(self, row, ours, theirs, rule, existing):
        """Return what becomes of a row of the file, and why."""
        kind, mappings = row["kind"], self.env["bridge.mapping"]
        if ours is None or kind not in mappings._columns():
            return "unfit", self.env._("Such mappings are not known here: an addon may be missing.")
        if not ours:
            return "ours_missing", self.env._("Nothing here has that code or that name.")
        if len(ours) > 1:
            return "ours_several", self.env._("%(count)s here have that name.", count=len(ours))
        if ours._name == "account.tax":
            here = mappings._names_of(ours)["rate"]
            if row["ours"]["rate"] and row["ours"]["rate"] != here:
                words = self.env._(
                    "It charges %(theirs)s %% in the file and %(ours)s %% here.",
                    theirs=row["ours"]["rate"],
                    ours=here or "?",
                )
                return "unfit", words
        before = existing.get((kind, ours.id))
        if kind == "journal":
            if not rule:
                return "unfit", self.env._("The file names no number rule.")
            same = before and before.number_rule == rule
            return ("same" if same else "changes" if before else "new"), ""
        if theirs is None:
            return "unfit", self.env._("The file names no counterpart.")
        if row["theirs"]["kind"] not in mappings._their_kinds(kind, self.connection_id):
            return "unfit", self.env._("That entry of the ledger is of another kind.")
        return self._verdict(theirs, before.remote_record_id if before else self.env["bridge.remote.record"])

    def _verdict(self, rows, before):
        """Return what becomes of what fits here.

        :param rows: the entries there that fit.
        :param before: what it is mapped to now, empty where it is not.
        """
        ledger = self._ledger_name()
        if not rows:
            words = self.env._("Nothing in %(ledger)s has that number or that name.", ledger=ledger)
            return "theirs_missing", words
        if len(rows) > 1:
            words = self.env._("%(count)s in %(ledger)s have that name.", count=len(rows), ledger=ledger)
            return "theirs_several", words
        if before and before.id == rows.id:
            return "same", ""
        if before:
            return "changes", self.env._("Now it is %(name)s.", name=before.display_name)
        return "new", ""

    def _ledger_name(self):
        return self.connection_id.sudo().ledger_name

    # === WRITE === #

    def action_write(self):
        """Write what is ticked; what did not match stays on the page."""
        self.ensure_one()
        self._check_rights()
        if self.state != "checked":
            raise UserError(self.env._("Check the file first."))
        ticked = self.line_ids.filtered(lambda line: line.is_ticked and line.verdict in FITS)
        if not ticked:
            raise UserError(self.env._("Nothing is ticked."))
        ticked._write()
        self.write({"state": "written", "written_count": len(ticked)})
        return self._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mapping from a file"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


class BridgeMappingImportLine(models.TransientModel):
    """One row of a file of mappings, and what becomes of it."""

    _name = "bridge.mapping.import.line"
    _description = "Mapping from a file, row"
    _order = "import_id, is_matched, sequence, id"

    import_id = fields.Many2one("bridge.mapping.import", required=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    is_ticked = fields.Boolean("Use", compute="_compute_is_ticked", store=True, readonly=False)
    is_matched = fields.Boolean(compute="_compute_is_ticked", store=True)
    setting = fields.Char(readonly=True)
    kind = fields.Char("Code of the kind", readonly=True)
    kind_name = fields.Char("Kind", readonly=True)
    ours_name = fields.Char("In Odoo", readonly=True)
    ours_id = fields.Integer(readonly=True)
    theirs_name = fields.Char("In the ledger", readonly=True)
    remote_record_id = fields.Many2one("bridge.remote.record", readonly=True, ondelete="cascade")
    others = fields.Json(readonly=True, help="Further entries there, by column.")
    number_rule = fields.Char(readonly=True)
    verdict = fields.Selection(VERDICTS, "Result", required=True, readonly=True)
    words = fields.Char("Why", readonly=True)

    @api.depends("verdict")
    def _compute_is_ticked(self):
        for line in self:
            line.is_ticked = line.verdict == "new"
            line.is_matched = line.verdict in (*FITS, "same")

    def _write(self):
        """Write the mappings, and the settings of the connection; both check for themselves who may."""
        connection = self.import_id.connection_id
        settings = self.filtered(lambda line: line.setting in SETTINGS)
        if settings:
            connection.write({line.setting: line.remote_record_id.id for line in settings})
        # What waited is looked for once, and not after each row.
        mappings = self.env["bridge.mapping"].with_context(**{FREED_LATER: True})
        columns = mappings._columns()
        existing = {(one.kind, one._ours().id): one for one in connection.sudo().mapping_ids if one.kind in columns}
        changed, values = [], []
        try:
            for line in self.filtered(lambda line: line.kind in columns):
                others = mappings._other_counterparts()
                further = {name: row for name, row in (line.others or {}).items() if name in others}
                counterpart = {"remote_record_id": line.remote_record_id.id, "number_rule": line.number_rule, **further}
                before = existing.get((line.kind, line.ours_id))
                if before:
                    before = before.with_env(mappings.env)
                    before.write(counterpart)
                    changed.append(before)
                else:
                    ours = {columns[line.kind]: line.ours_id}
                    values.append({"connection_id": connection.id, "kind": line.kind, **ours, **counterpart})
            written = mappings.create(values).union(*changed)
        except ValidationError as problem:
            raise UserError(
                self.env._("Nothing was written: %(problem)s", problem=str(problem.args[0] if problem.args else ""))
            ) from problem
        written.with_env(self.env)._free()


def _said(code, name):
    return " ".join(filter(None, (code, name)))


def _one(rows):
    return rows.id if rows is not None and len(rows) == 1 else False
