"""What judging records ahead comes to: links, issues with their evidence, creations that a person wants.

For open links, and for records that have none yet: of those the ones that are sure become links as they will stay, so
that twenty thousand of them are one statement a thousand. Engine tables only.
"""

from collections import Counter

from odoo import fields

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation
from ..ledgers.reasons import MATCHING
from .bulk import insert_rows, update_rows
from .judging import judge_by_keys, keys_of
from .matching import KEPT, SHOWN, Unreserved, finding

KINDS = (Kind.ITEM, Kind.CUSTOMER)
COLUMN_OF = {Kind.CUSTOMER: "partner_id", Kind.ITEM: "product_id"}
MODEL_OF = {Kind.CUSTOMER: "res.partner", Kind.ITEM: "product.product"}
# Where a transfer of its own will fill a link, or a person has said what becomes of that, there is nothing to decide.
SETTLED_BY_TRANSFER = ("queued", "sending", "uncertain", "rejected", "held")


def folded(names, lead):
    """Return what a record is looked for by, as it is kept on its link."""
    return [*(f"k:{key}" for key in (lead,) if key), *(f"n:{name}" for name in names if name)]


def settle(reader, kind, links, cure=""):
    """Judge open links and make of it what it comes to: linked, to be created, or one issue with its evidence.

    :param cure: code of what a person did, where a person waits for it.
    :return Counter: of what became of them, as a session says it.
    """
    keys = keys_of(reader, kind, links)
    judged = judge_by_keys(reader, kind, links, keys)
    saying = _Saying(reader, kind, keys)
    bound = {rows[0]: link for link, verdict, rows in judged if verdict == "bind"}
    asked = _settle_open(saying, [one for one in judged if one[1] != "bind"], links, cure)
    reader.engine.env["bridge.binding"]._bind_all(
        bound, "key", {link: saying.of(link, "bind", [row], "matched") for row, link in bound.items()}
    )
    return Counter(matched=len(bound), asked=asked, looked=len(links))


def settle_strangers(reader, kind, ids):
    """Judge records that have no link yet, and make the links: those that are sure as they will stay.

    :param ids: of records in scope.
    :return Counter: as ``settle``.
    """
    connection = reader.engine
    env, records = connection.env, connection.env[MODEL_OF[kind]].browse(ids)
    empty = {column: env[model] for column, model in ((COLUMN_OF[each], MODEL_OF[each]) for each in KINDS)}
    subjects = [Unreserved(kind=kind.value, record_name="", **empty | {COLUMN_OF[kind]: one}) for one in records]
    keys = keys_of(reader, kind, subjects)
    judged = judge_by_keys(reader, kind, subjects, keys)
    saying = _Saying(reader, kind, keys)
    making = _Making(reader, kind)
    sure = [one for one in judged if one[1] == "bind"]
    making.make(
        [(subject, making.bound(rows[0], saying.of(subject, "bind", rows, "matched"))) for subject, _v, rows in sure]
    )
    unsure = [one for one in judged if one[1] != "bind"]
    making.make([(subject, making.empty) for subject, _verdict, _rows in unsure])
    links = making.links_of([subject for subject, _verdict, _rows in unsure])
    saying.keys = {link: keys[one[0]] for link, one in zip(links, unsure, strict=True)}
    asked = _settle_open(saying, [(link, *one[1:]) for link, one in zip(links, unsure, strict=True)], links, cure="")
    return Counter(matched=len(sure), asked=asked, looked=len(ids))


def _settle_open(saying, judged, links, cure):
    """Ask about records that are not linked, where they are matched ahead, and keep what it rests on.

    :param links: all that were judged: what was asked about them before and is not any more is closed.
    :return int: how many are asked about.
    """
    reader, kind, connection = saying.reader, saying.kind, saying.reader.engine
    env, created = connection.env, f"{kind.value}_created"
    found = [(link, finding(reader, kind, link, verdict, rows), rows) for link, verdict, rows in judged]
    asked = [one for one in found if one[1].reason != created and saying.ahead]
    issues = _file(connection, asked)
    _close_others(connection, links, issues, cure)
    if not saying.ahead:
        # The next run asks what there is to be asked for the documents that wait.
        return 0
    ignored = set(env["bridge.issue"].browse(issues.values()).filtered(lambda one: one.state == "ignored").binding_id)

    def state(link, reason):
        return "create" if reason == created else "ignored" if link in ignored else "review"

    update_rows(
        env["bridge.binding"],
        {
            link.id: saying.of(link, one.reason.removeprefix(f"{kind.value}_"), rows, state(link, one.reason))
            for link, one, rows in found
        },
    )
    _create(reader, kind, [link for link, one, _rows in found if one.reason == created], saying.keys)
    env["bridge.binding"].invalidate_model()
    return len(asked)


class _Saying:
    """What is kept on a link of the judgement about it.

    :param keys: ``{link: (names, leading key)}``
    """

    def __init__(self, reader, kind, keys):
        self.reader, self.kind, self.keys = reader, kind, keys
        self.ahead = reader.engine._matches_ahead(kind)
        self.leading = reader.engine._leading_key(kind)
        self.census = reader.census(kind) if self.ahead else None
        self.now = fields.Datetime.to_string(fields.Datetime.now())
        self.records = reader.env[MODEL_OF[kind]]

    def of(self, link, verdict, rows, state):
        """Return the columns that say it, as plain values."""
        names, lead = self.keys[link]
        return {
            "match_state": state,
            "match_verdict": verdict if self.ahead else None,
            "match_evidence": self._evidence(link, lead, rows),
            "match_keys": folded(names, lead) if self.ahead else None,
            "is_to_match": False,
            "judged_at": self.now,
        }

    def _evidence(self, link, lead, rows):
        """Return what it rests on: what was looked for and found there, and who else has it here."""
        record = self.records.browse(link[COLUMN_OF[self.kind]].id)
        here = [[self.leading, lead]] if lead else []
        here += [["name", record.name]] if record.name else []
        shared = self.census.leads.get(lead, ()) if self.census else ()
        others = [name for other, name in shared if other != record.id]
        column = self.leading if self.leading in ("email", "sku") else None
        return {
            "here": here,
            "there": [
                {"id": row.remote_id, "name": row.full_name or row.name or "", "key": (column and row[column]) or ""}
                for row in rows[:SHOWN]
            ],
            "there_count": len(rows),
            "others": others[:SHOWN],
            "other_count": len(others),
        }


class _Making:
    """Makes links of records that have none, many in one statement."""

    def __init__(self, reader, kind):
        connection = reader.engine
        env = connection.env
        self.connection, self.kind, self.bindings = connection, kind, env["bridge.binding"]
        self.uuid = env["ir.config_parameter"].sudo().get_param("database.uuid")
        self.now = fields.Datetime.to_string(fields.Datetime.now())
        self.empty = {"match_state": "new", "is_to_match": True}
        self.common = {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,
            "res_model": MODEL_OF[kind],
            "kind": kind.value,
            "create_uid": env.uid,
            "create_date": self.now,
            "write_uid": env.uid,
            "write_date": self.now,
        }

    def bound(self, row, said):
        """Return the columns of a link to an entry that nobody has."""
        return {
            "external_id": row.remote_id,
            "version": row.version or None,
            "remote_record_id": row.id,
            "remote_number": row.number or None,
            "bound_by": "key",
            "bound_at": self.now,
            **said,
        }

    def make(self, wanted):
        """Make links. :param wanted: list of ``(stand-in, its columns)``, all with the same columns."""
        column = COLUMN_OF[self.kind]
        insert_rows(
            self.bindings,
            [
                {
                    **self.common,
                    **values,
                    column: subject[column].id,
                    "trace": self.bindings._trace_of(self.uuid, self.connection.id, subject[column], self.kind),
                }
                for subject, values in wanted
            ],
        )

    def links_of(self, subjects):
        """Return the links that were made of stand-ins, in their order."""
        column = COLUMN_OF[self.kind]
        made = self.bindings.search_fetch(
            [
                ("connection_id", "=", self.connection.id),
                ("kind", "=", self.kind.value),
                (column, "in", [subject[column].id for subject in subjects]),
            ],
            (column,),
            order="id",
        )
        by_record = {link[column].id: link.id for link in made}
        return self.bindings.browse(by_record[subject[column].id] for subject in subjects)


def _file(connection, asked):
    """File an issue about each of these, all in one statement. :return: ``{(reason, root): issue id}``"""
    issues = connection.env["bridge.issue"]._file(
        connection.id,
        [
            {
                "reason": found.reason,
                "root": found.root,
                "kind": found.kind,
                "binding_id": found.binding_id,
                "arguments": found.arguments,
            }
            for _link, found, _rows in asked
        ],
        recompute=False,
    )
    connection.env["bridge.issue"]._set_candidates(
        {issues[found.reason, found.root]: [row.id for row in rows[:KEPT]] for _link, found, rows in asked}
    )
    return issues


def _close_others(connection, links, issues, cure):
    """Close what was asked about these records and is not any more, and free what waited for an answer."""
    stale = connection.env["bridge.issue"].search(
        [
            ("binding_id", "in", links.ids),
            ("state", "in", ("open", "ignored")),
            ("reason", "in", MATCHING),
            ("id", "not in", list(issues.values())),
        ]
    )
    if cure:
        stale._solve(cure)
    else:
        stale._close_answered(connection.id, "matched")


def _create(reader, kind, links, keys):
    """Write the creation of those into the outbox of which a person has said so.

    And of new products, where everything that is missing there is created always: once they have a SKU.
    """
    connection = reader.engine
    since = connection._flow_of(kind).ahead_since
    wanted = [link for link in links if link.may_create or (kind is Kind.ITEM and _is_new(link, since, keys[link][1]))]
    # One that waits for a document already, or was refused, is not doubled.
    under_way = (
        connection.env["bridge.transfer"]
        .search([("binding_id", "in", [link.id for link in wanted]), ("state", "in", SETTLED_BY_TRANSFER)])
        .binding_id
    )
    transfers = connection.env["bridge.transfer"].create(
        [
            {"connection_id": connection.id, "binding_id": link.id, "operation": Operation.CREATE.value}
            for link in wanted
            if link not in under_way
        ]
    )
    transfers._note_creation()


def _is_new(link, since, lead):
    return bool(since and lead and link.product_id.create_date >= since)
