"""Stories on ledgers in the cloud: people, steps and invariants are those of Desktop; a run calls over HTTP."""

from types import SimpleNamespace

from . import people
from .boundary import Killed
from .story import Story
from .world import NEIGHBOUR, World

# By the clock of a story a second goes by with every transaction: a run ends when nothing is due.
RUN_SECONDS = 600


class CloudWorld(World):
    """Odoo with a connection, and a company of the simulated service in this very process.

    The class of a ledger says which company that is (``CloudCompany``), what its pages are like, what calls it, and
    what of a payload writes.
    """

    company_class: type
    pages_class: type
    keeps_discounts = False

    def _found(self):
        clock = SimpleNamespace(now=self.clock.for_books)
        self.cloud = self.company_class([*self.names[:4], NEIGHBOUR], clock)
        self._stock()
        self.book = self.pages_class(self.cloud)
        self.run, self.memory = None, self.cloud.memories[0]
        self._listen(*self._callers())

    def _stock(self):
        """Put into the books what is sold."""
        raise NotImplementedError

    def _callers(self):
        """Return the class of the ledger, and its module that makes calls."""
        raise NotImplementedError

    def writes(self, text) -> list:
        """Return the writes of a payload."""
        raise NotImplementedError

    def _keep_book(self):
        self.cloud.keep()

    def _begin_book(self):
        self.cloud.begin()
        self.book.texts.clear()
        self.memory = self.cloud.memories[0]

    def end(self):
        self.cloud.close()

    def recover(self):
        """The service behaves again; how it remembers requests is its nature."""
        self.cloud.recover()
        self.cloud.remember(self.memory)

    def sign_in_again(self):
        """Somebody does what the connection asks for, if it does."""
        if self.connection.state != "needs_sign_in":
            return ""
        self.cloud.sign_in(self.env, self.connection, self.cloud.consent())
        return "somebody signs in again"

    def _connect(self):
        connection = self._make_connection()
        # A story is of documents: nobody comes from the ledger.
        connection.customer_direction = "push"
        self.cloud.sign_in(self.env, connection, self.cloud.consent())
        self.visit()
        connection.write(self._chosen())
        self._set_up_books()
        connection.action_enable()
        connection.sends_payments = True
        self.flush()

    def _chosen(self):
        """Return what a person chooses of the ledger before it goes on."""
        return {
            "income_account_id": self._there("account", "Sales").id,
            "expense_account_id": self._there("account", "Materials").id,
        }

    def visit(self):
        self.flush()
        Run(self).play()
        self.forget()

    def _listen(self, ledger, client):
        """Let every call pass by the run that makes it."""
        from odoo.addons.accounting_bridge.engine import crank

        crank.BUDGET_SECONDS = RUN_SECONDS
        perform, ask = ledger.perform, client._RoundTrip._ask

        def perform_and_keep(ledger, payload, not_after, access=None):
            self.book.texts.append(payload)
            self.run.texts.append(payload)
            return perform(ledger, payload, not_after, access)

        def ask_and_tell(trip, call):
            run = self.run
            run.come_to(call)
            self.points.point(f"before call of {call.path}")
            answer = ask(trip, call)
            self.points.point(f"after call of {call.path}")
            run.after()
            return answer

        ledger.perform, client._RoundTrip._ask = perform_and_keep, ask_and_tell


class Run:
    """One turn of the crank; ``before`` and ``after`` are called around each of its HTTP calls."""

    def __init__(self, world):
        self._world = world
        self.messages, self.texts, self.ended_by = 0, [], ""
        self.call = None
        self.before = self.after = lambda: None

    @property
    def written(self):
        """How many payloads wrote."""
        return sum(any(True for _write in self._world.writes(text)) for text in self.texts)

    @property
    def said(self):
        return f"{self.call.method} {self.call.path} {self.call.parameters.get('operation', '')}".strip()

    def come_to(self, call):
        self.call = call
        self.messages += 1
        self.before()

    def play(self):
        from odoo.addons.accounting_bridge.engine import crank

        self._world.run = self
        try:
            crank.turn(self._world.env, self._world.connection.id)
            ended = "over"
        except Killed as point:
            ended = f"the worker died {point}"
        self.ended_by = ended


class CloudStory(Story):
    """A story of runs; its bookkeeper works in the pages. The class of a ledger says what may befall it."""

    messages = 3
    actions = people.ACTIONS

    def _set_conditions(self):
        """How writes go and requests are remembered is drawn before the story begins."""

    @classmethod
    def must_vary(cls):
        return {action.__name__ for action in cls.actions}

    def new_visit(self):
        return Run(self.world)

    def _end(self):
        self.world.recover()
        words = self._as_transaction(lambda story: story.world.sign_in_again())
        if words:
            self.say(words)
        super()._end()

    def _turn(self, run, waiting):
        before, after = self.befalls.BEFORE, self.befalls.AFTER
        run.before = lambda: self._befall(run, waiting, before, 0, run.messages)
        run.after = lambda: self._befall(run, waiting, after, len(before), run.messages)
        run.play()
