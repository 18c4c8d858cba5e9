"""A story: what happened, drawn from a seed, and its end when no fault is left."""

import random
import traceback
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field

from . import befalls, bookkeeper, checks, conditions, money, people
from .visits import Visit, deliver

FEWEST_STEPS, MOST_STEPS = 5, 10
MOST_VISITS = 14
# Longer than any document waits after a refusal that is tried again.
BETWEEN_VISITS = 31


@dataclass
class Told:
    """What a story came to. ``problem`` is empty where everything held."""

    seed: int
    steps: int = 0
    lines: list = field(default_factory=list)
    hits: dict = field(default_factory=dict)
    checks: dict = field(default_factory=dict)
    # Under which conditions it was told, and what people did: ``{word: times}``.
    varied: dict = field(default_factory=dict)
    problem: str = ""


class Memory:
    """What has to be known of the past to judge the end; nothing of it is read from the product."""

    def __init__(self):
        self.documents, self.payments = [], []
        self.released, self.bad, self.put_off = set(), set(), set()
        self.cancelled, self.drafted = set(), set()
        # Entries of the bookkeeper's own, what they removed, tied or changed: ``{TxnID: {field: value}}``.
        self.by_hand, self.hand_removed, self.hand_ties, self.hand_edits = set(), set(), set(), {}
        # What was ever linked: ``{TxnID: (kind, document, link)}``.
        self.ours = {}
        # Entries that pay and of which somebody took an allocation back or asked for a replacement.
        self.loosened = set()
        self.neighbour = 0
        # Links of which a person said that what is there is another document, or that ours shall go over it.
        self.doubled = set()
        # Payments of which a person said that they go without what the ledger does not keep.
        self.goes_without = set()


class Story:
    """One story in a world. :param memory: of what happened before it began."""

    ledger = "desktop"
    # What the bookkeeper does, what may befall a visit, and how many messages one has.
    bookkeeping, befalls, messages = bookkeeper, befalls, 11
    actions = people.ACTIONS | money.ACTIONS
    # Whether the company file keeps other currencies than its own.
    is_abroad = False

    def __init__(self, world, seed, memory=None):
        self.world, self.book = world, world.book
        self.draw = random.Random(f"{self.ledger} {seed}")
        for name, value in vars(deepcopy(memory) if memory else Memory()).items():
            setattr(self, name, value)
        self.late, self.judged, self.forgetful = [], 0, False
        self.told = Told(seed)
        self.checks, self.hits, self.varied = Counter(), Counter(), Counter()

    def memory(self):
        """What a story that begins here has to know."""
        memory = Memory()
        for name in vars(memory):
            setattr(memory, name, deepcopy(getattr(self, name)))
        return memory

    def say(self, words):
        self.told.lines.append(f"{self.world.clock.moment:%m-%d %H:%M} {words}")

    def shuffled(self, things):
        things = list(things)
        self.draw.shuffle(things)
        return things

    # === STEPS === #

    def tell(self) -> Told:
        """Play the story to its end and judge it."""
        try:
            self._set_conditions()
            for _step in range(self.draw.randint(FEWEST_STEPS, MOST_STEPS)):
                self._step()
            self._end()
        except Exception:  # noqa: BLE001 - whatever it is, this seed failed by it
            self.told.problem = traceback.format_exc()
            self.told.lines += ["where everything stands:", *checks.standing(self)]
        self.told.hits, self.told.checks, self.told.varied = dict(self.hits), dict(self.checks), dict(self.varied)
        return self.told

    def _set_conditions(self):
        conditions.set_up(self)

    @classmethod
    def must_vary(cls):
        """Return what many stories together must have done and met."""
        return {action.__name__ for action in cls.actions} | conditions.ALL

    def count(self, word):
        """Count something that the seed has decided."""
        self.varied[word] += 1

    def _step(self):
        self.told.steps += 1
        self.world.clock.tick(seconds=self.draw.choice((20, 400, 4000)))
        kind = self.draw.choices(("person", "bookkeeper", "visit"), (9, 4, 7))[0]
        if kind == "visit":
            self.visit_with_faults()
        else:
            self.say(getattr(self, kind)())

    def person(self):
        """Somebody does something in Odoo. :return: what"""
        return self._act(self.actions, people.REFUSALS, self._as_transaction)

    def bookkeeper(self):
        """The bookkeeper does something. :return: what"""
        return "the bookkeeper: " + self._act(
            self.bookkeeping.ACTIONS, self.bookkeeping.Refusal, lambda action: action(self)
        )

    def _act(self, actions, refusals, play):
        for _try in range(8):
            (action,) = self.draw.choices(list(actions), list(actions.values()))
            try:
                words = play(action)
            except refusals as refused:
                return f"{action.__name__} is refused: {refused}".replace("\n", " ")
            if words:
                self.count(action.__name__)
                return words
        return "nothing to do"

    def _as_transaction(self, action):
        """All of it or nothing, as a person's click; allocations that are gone afterwards were taken back by it."""
        before = self._allocations()
        memory = self.memory()
        self.world.forget()
        try:
            with self.world.cr.savepoint():
                words = action(self)
                self.world.flush()
        except people.REFUSALS:
            self.world.env.cr.clear()
            for name, value in vars(memory).items():
                setattr(self, name, value)
            raise
        finally:
            self.world.forget()
        self.loosened.update(payer for payer, _paid in before - self._allocations())
        return words

    def _allocations(self):
        return {
            (row["payer"], row["partial"])
            for row in self.world.rows(
                "SELECT l.move_id AS payer, p.id AS partial FROM account_partial_reconcile p"
                " JOIN account_move_line l ON l.id = p.credit_move_id"
            )
        }

    def note_hand(self, txn_id, **values):
        self.hand_edits.setdefault(txn_id, {}).update(values)

    def note_cure(self, code, binding_id, move_id):
        """Somebody said what is to be done: what follows from it is no fault."""
        if code in ("restore", "overwrite", "update_anyway"):
            for txn_id, (_kind, _move, link) in self.ours.items():
                if link == binding_id:
                    self.hand_edits.pop(txn_id, None)
        is_payment = any(link == binding_id and kind == "payment" for kind, _move, link in self.ours.values())
        if code == "replace_there" or code == "restore" and is_payment:
            self.loosened.add(move_id)
        if code == "without_it" and not self.world.keeps_discounts:
            self.goes_without.add(move_id)
        if code == "done_there":
            self.put_off.add(move_id)
        if code in ("not_there", "overwrite", "restore", "already_there"):
            self.doubled.add(binding_id)

    # === VISITS === #

    def visit_with_faults(self, count=None):
        """A visit that most of the time is befallen by one thing or by more; somebody gave it something to do."""
        if not checks.is_due(self):
            self.say(self.person())
        visit = self.new_visit()
        count = self.draw.choice((1, 1, 2, 2, 3)) if count is None else count
        due = sorted((self.draw.randint(1, self.messages), self.draw.choice(self._kinds())) for _one in range(count))
        self.say("a visit")
        self.play(visit, dict(due))
        self.say(f"the visit is over after {visit.messages} messages: {visit.ended_by}")
        if self.draw.random() < 0.5:
            self.world.clock.tick(minutes=6)

    def _kinds(self):
        return [*range(len(self.befalls.BEFORE) + len(self.befalls.AFTER))]

    def new_visit(self):
        return Visit(self.world)

    def play(self, visit, due=None):
        """Play a visit to its end; ``due`` are the faults by the number of their message."""
        waiting = dict(due or {})
        self.world.flush()
        self._turn(visit, waiting)
        self.world.points.order(0)
        self.world.forget()
        # Whoever opened QuickBooks has asked it, and knows.
        self.forgetful = self.forgetful and not visit.texts
        if due is not None:
            self.world.recover()
        self.look()

    def _turn(self, visit, waiting):
        """Play the messages of a visit."""
        if self.forgetful:
            befalls.forgets(self, visit)
        while not visit.ended_by:
            self._befall(visit, waiting, befalls.BEFORE, 0, visit.messages + 1)
            if visit.ended_by:
                break
            visit.step()
            self._befall(visit, waiting, befalls.AFTER, len(befalls.BEFORE), visit.messages)

    def _befall(self, visit, waiting, kinds, offset, message):
        place = waiting.get(message, -1) - offset
        if not 0 <= place < len(kinds) or visit.ended_by:
            return
        words = kinds[place](self, visit)
        del waiting[message]
        if not words:
            # It does not apply here: perhaps to the next one.
            waiting.setdefault(message + 1, place + offset)
        else:
            self.hits[kinds[place].__name__] += 1
            self.say(f"  message {message}: {words}")

    def look(self):
        """What must hold at any moment."""
        checks.remember(self)
        checks.at_any_moment(self)

    # === THE END === #

    def _end(self):
        """No fault is left: late answers come or do not, and visits follow until nothing is due."""
        self.say("the end: no fault any more")
        self.world.recover()
        self.world.points.order(0)
        for late in self.late:
            if self.draw.random() < 0.5:
                deliver(self.world, late)
                self.say("a late answer arrives")
        self._as_transaction(lambda story: self._release_neighbour())
        self.settle()
        checks.at_the_end(self)
        self._assert_idle()

    def _release_neighbour(self):
        people.release(self, self.world.env["account.move"].browse(self.neighbour))
        return "the plain invoice is released"

    def settle(self):
        """Visits until none of two writes anything and nothing is under way."""
        quiet = 0
        for _visit in range(MOST_VISITS):
            self.world.clock.tick(minutes=BETWEEN_VISITS)
            visit = self.new_visit()
            self.play(visit)
            written = visit.written
            self.say(f"a visit: {visit.ended_by}, {written} sets of writes")
            quiet = 0 if written or checks.under_way(self) else quiet + 1
            if quiet == 2:
                return
        raise AssertionError(f"no end after {MOST_VISITS} visits")

    def _assert_idle(self):
        before = checks.fingerprint(self)
        self.world.clock.tick(minutes=BETWEEN_VISITS)
        visit = self.new_visit()
        self.play(visit)
        assert not visit.written, "7: a run with nothing to do sent writes"
        assert checks.fingerprint(self) == before, "7: a run with nothing to do changed the ledger"
        self.checks["7 converges"] += 1
