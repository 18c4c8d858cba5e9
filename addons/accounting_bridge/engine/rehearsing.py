"""What the next run would make of documents that are released: the same steps in the same order, nothing written.

A run links customers and items, creates what may be created, and looks at the document when all that is done; what it
meets first is what it says. Here the links are taken for made, and the mirror is read as it is: nothing is reserved,
nothing is sent, and whatever the ledger alone knows stays unknown.
"""

from dataclasses import dataclass, field

from ..ledgers.documents import digest_of_fields, field_digests
from ..ledgers.protocol import Operation, Push, Unwritable
from ..ledgers.reasons import Level, reason_of
from . import changing
from .findings import Missing, Prepared
from .invoicing import kind_of
from .matching import KIND_OF_MODEL, foresee
from .preparation import Preparation

# What stands for the id of an entry that a run would create.
NOT_YET = "?"
# What is said of a document as a whole.
_OUTCOME_OF = {Level.BLOCKING: "blocked", Level.WAITING: "waiting", Level.WARNING: "warning"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that a run would say about a document.

    ``root`` names the record at the root as an issue does, "" where that is the document itself: what many documents
    wait for is told once. ``about`` are the records that it is about: ``{model: id}``.
    """

    reason: str
    arguments: dict
    root: str = ""
    about: dict = field(default_factory=dict)

    @property
    def level(self):
        return reason_of(self.reason).level


@dataclass(slots=True)
class Forecast:
    """What would become of one document.

    ``obstacles`` stand in the order in which a run would meet them: the first one that is no warning is the one that
    it would say. ``is_settled``: the ledger holds it as it is, so that nothing would be sent.
    """

    prepared: Prepared
    obstacles: list[Obstacle] = field(default_factory=list)
    is_settled: bool = False

    @property
    def first(self):
        """What a run would say of it, ``None`` where it would be sent without a word."""
        return next((obstacle for obstacle in self.obstacles if obstacle.level is not Level.WARNING), None) or next(
            iter(self.obstacles), None
        )

    @property
    def outcome(self):
        return _OUTCOME_OF[self.first.level] if self.first else "ready"


@dataclass(frozen=True, slots=True)
class _Assumed:
    """Stands in for a link as a run would make it. ``remote_record_id`` is empty where the entry would be created."""

    kind: str
    external_id: str
    remote_record_id: object


class Rehearsal:
    """Looks ahead for documents of one connection. Mappings are read once; the documents of a call all together.

    :param connection: in the environment of whoever reads the books.
    :param date_from: look at documents from this day on, where that is another one than the start date.
    """

    def __init__(self, connection, date_from=None):
        self.preparation = Preparation(connection)
        self.preparation.date_from = date_from or self.preparation.date_from
        self.engine, self.env = self.preparation.engine, self.preparation.env

    def look_at(self, moves):
        """:return dict: ``{move id: Forecast}``"""
        self.preparation.assumed = {}
        prepared = self.preparation.invoices(moves)
        above = self._owners_to_link({one for each in prepared.values() for one in each.missing})
        needs = {
            id_: list(dict.fromkeys([*(above[one] for one in each.missing if one in above), *each.missing]))
            for id_, each in prepared.items()
        }
        obstacles = self._look_at_lists({one for needed in needs.values() for one in needed})
        # With what it names taken for linked, more is known of a document: only now it is written as it would be.
        again = moves.filtered(lambda move: needs[move.id] and self.preparation.assumed.keys() >= set(needs[move.id]))
        if again:
            prepared |= self.preparation.invoices(again)
        forecasts = {
            move.id: Forecast(
                prepared[move.id],
                self._in_order(move, prepared[move.id], [obstacles[one] for one in needs[move.id] if one in obstacles]),
            )
            for move in moves
        }
        self._look_at_writes(moves, forecasts)
        return forecasts

    # === CUSTOMERS AND ITEMS === #

    def _owners_to_link(self, missing):
        """Return ``{job that is missing: its customer}`` where the customer is missing as well: it comes first."""
        customers = [one for one in missing if one.model == "res.partner"]
        partners = self.env["res.partner"].browse(one.record_id for one in customers)
        owners = {partner.id: partner.commercial_partner_id for partner in partners}
        jobs = [one for one in customers if owners[one.record_id].id != one.record_id]
        if not jobs:
            return {}
        above = self.env["res.partner"].browse({owners[one.record_id].id for one in jobs})
        links = self.preparation.links(above, "partner_id", (KIND_OF_MODEL["res.partner"],))
        linked = {key for key, link in links.items() if link.external_id}
        return {
            one: Missing(owners[one.record_id].id, one.model, one.currency)
            for one in jobs
            if (owners[one.record_id].id, one.currency) not in linked
        }

    def _look_at_lists(self, missing):
        """Judge who is who as a run does, and take for linked what it would link or create.

        :return dict: ``{Missing: Obstacle}`` of those about which something would be said.
        """
        partners = self.env["res.partner"].browse(one.record_id for one in missing if one.model == "res.partner")
        below = {partner.id for partner in partners if partner.commercial_partner_id != partner}
        # A job is looked for below its customer: that one comes first.
        jobs = {one for one in missing if one.model == "res.partner" and one.record_id in below}
        obstacles = {}
        for mine in filter(None, (missing - jobs, jobs)):
            obstacles |= self._judge(mine)
        return obstacles

    def _judge(self, missing):
        nothing = self.engine.env["bridge.remote.record"]
        obstacles, created = {}, {}
        for one, outlook in foresee(self.preparation, missing).items():
            kind = KIND_OF_MODEL[one.model].value
            if outlook.row is not None:
                self.preparation.assumed[one] = _Assumed(kind, outlook.row.remote_id, outlook.row)
                continue
            obstacles[one] = self._about_record(one, outlook.finding)
            if outlook.finding.reason == f"{kind}_created":
                created[one] = outlook.link
        for one, entry in zip(created, self.preparation.entries(list(created.values())), strict=True):
            if entry.blocked_by:
                obstacles[one] = self._about_record(one, entry.blocked_by)
            else:
                self.preparation.assumed[one] = _Assumed(KIND_OF_MODEL[one.model].value, NOT_YET, nothing)
        return obstacles

    def _about_record(self, one, finding):
        root = finding.root
        if not finding.binding_id and root != "connection":
            # No link is reserved yet that could stand for it.
            root = ":".join((one.model, str(one.record_id), one.currency))
        return Obstacle(finding.reason, finding.arguments, root, {one.model: one.record_id})

    # === THE DOCUMENT === #

    def _in_order(self, move, prepared, about_lists):
        """Return what a run would say, in its order: it looks at a document when nothing is missing any more.

        A customer that it must not create rejects a document although an item of it is only asked about.
        """
        found = [(0, obstacle) for obstacle in about_lists]
        found += [(1, self._about_document(move, finding)) for finding in prepared.findings]
        levels = (Level.BLOCKING, Level.WAITING)
        order = {(step, level): place for place, (step, level) in enumerate((s, lv) for s in (0, 1) for lv in levels)}
        return [
            found for _step, found in sorted(found, key=lambda pair: order.get((pair[0], pair[1].level), len(order)))
        ]

    def _about_document(self, move, finding):
        root = "" if finding.root == f"move:{move.id}" else finding.root
        about = {"account.move": move.id}
        if finding.arguments.get("tax_id"):
            about["account.tax"] = finding.arguments["tax_id"]
        return Obstacle(finding.reason, finding.arguments, root, about)

    def _look_at_writes(self, moves, forecasts):
        """Look at what would be written: changes of what is there, and what the ledger's language cannot say."""
        kinds = {kind_of(move) for move in moves}
        links = self.preparation.document_links(moves, *kinds) if kinds else {}
        for move in moves:
            forecast = forecasts[move.id]
            document, link = forecast.prepared.document, links.get(move.id)
            if not document or forecast.outcome in ("blocked", "waiting"):
                continue
            if link and link.external_id:
                self._look_at_change(move, link, document, forecast)
            else:
                self._look_at_creation(move, document, forecast)

    def _look_at_change(self, move, link, document, forecast):
        digests = field_digests(document)
        if link.digest == digest_of_fields(digests):
            forecast.is_settled = True
        elif not self.preparation.ledger.capabilities.can(kind_of(move), Operation.UPDATE):
            self._add(move, forecast, "operation_unknown", {"document": move.name})
        elif against := changing.against(self.engine, link, document, digests):
            self._add(move, forecast, *against)

    def _look_at_creation(self, move, document, forecast):
        """Have the ledger's text of a new document made, unless it names what is not there yet."""
        names = [document.customer, *(line.item for line in document.lines if line.item)]
        if any(name.id == NOT_YET for name in names):
            return
        push = Push("rehearsal", kind_of(move), Operation.CREATE, document, trace=document.trace or "0" * 20)
        try:
            self.preparation.ledger.encode_writes([push], "rehearsal", "")
        except Unwritable as problem:
            self._add(move, forecast, "unwritable", {"words": str(problem), "document": move.name})

    def _add(self, move, forecast, reason, arguments):
        obstacle = Obstacle(reason, arguments, about={"account.move": move.id})
        forecast.obstacles.insert(0, obstacle)
