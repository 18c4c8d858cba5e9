"""The Web Connector of one Windows machine, with one application added to it."""

from dataclasses import replace

from .applications import Applications
from .faults import Faults
from .habits import Habits
from .journal import Journal
from .line import Line
from .transport import HttpTransport
from .visit import Visit, VisitResult


class WebConnector:
    """Adds a .qwc file, types the password, updates: ``WebConnector(qwc, password, book).update_selected()``.

    ``qwc`` is the path or the text of the file; QwcRefused is raised where the real one would not add it.
    ``faults`` strike the first visit only: afterwards the power is back. ``applications`` is the list of what
    was added to this machine before, for tests with several companies; by default it is empty.
    """

    def __init__(
        self,
        qwc,
        password,
        book,
        journal: Journal | None = None,
        faults: Faults | None = None,
        transport=None,
        *,
        habits: Habits | None = None,
        applications: Applications | None = None,
    ):
        self.applications = Applications() if applications is None else applications
        self.transport = transport or HttpTransport()
        self.habits = habits or Habits()
        self.journal = journal or Journal()
        self.application = self.applications.add(qwc, password, self.transport)
        self._book = book
        self._line = Line(self.application, self.transport, self.journal)
        self._next_faults = faults or Faults()

    def visit(self, faults: Faults | None = None) -> Visit:
        """A visit that has not begun: for tests that play it a message at a time."""
        planned, self._next_faults = faults or self._next_faults, Faults()
        if hasattr(self.transport, "forget"):
            self.transport.forget()
        return Visit(self._line, self._book, self.habits, planned)

    def update_selected(self, faults: Faults | None = None) -> VisitResult:
        """The button: one visit from beginning to end."""
        return self.visit(faults).run()

    def auto_run(self, seconds: float | None = None, visits: int | None = None, on_result=None) -> None:
        """Visits by the clock, as with Auto-Run ticked, the Scheduler's interval or ``seconds`` apart.

        The service may postpone the next one and raise the floor of the interval (facts 1.3).
        """
        self.habits = replace(self.habits, auto_run=True)
        interval = seconds or self.application.interval
        if not interval:
            raise ValueError("no interval: the .qwc has no Scheduler and none was given")
        done = 0
        while visits is None or done < visits:
            result = self.update_selected()
            done += 1
            if on_result:
                on_result(result)
            interval = max(interval, result.floor or 0)
            if visits is None or done < visits:
                self.habits.sleep(result.postponed or interval)
