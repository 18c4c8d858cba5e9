"""One clock for everybody in a story, moved by hand: Odoo's Python, its database, QuickBooks.

A story must not depend on the hour at which it is told, and a quarter must not take one. Python is frozen; PostgreSQL
finds functions of ours under the names of its own; the company file is handed the same moment.
"""

from datetime import UTC, datetime, timedelta

from freezegun.api import freeze_time

# Found before PostgreSQL's own by the search path of a worker. Outside a story they tell the real time.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT COALESCE(NULLIF(current_setting('story.now', true), '')::timestamptz, pg_catalog.now()) $$;
CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT COALESCE(NULLIF(current_setting('story.now', true), '')::timestamptz, pg_catalog.clock_timestamp()) $$;
SET search_path = public, pg_catalog;
"""

# They read no clock, and they tell a date from a moment by its exact class, which freezing would change.
TRANSLATORS = ["odoo.addons.accounting_bridge.ledgers", "odoo.addons.accounting_bridge_qbd.ledgers"]


class StoryClock:
    """The moment of a story. :param cr: the cursor under which everything of a worker happens."""

    def __init__(self, cr, start: datetime):
        self._cr = cr
        cr.execute(FUNCTIONS)
        self._frozen = freeze_time(start, ignore=TRANSLATORS).start()
        self.set(start)

    def set(self, moment: datetime) -> None:
        """Go to a moment, also back: the next story begins where this one began."""
        self.moment = moment
        self._frozen.move_to(moment)
        self._cr._now = None
        self._cr.execute("SELECT set_config('story.now', %s, false)", [f"{moment:%Y-%m-%d %H:%M:%S.%f}+00"])

    def tick(self, **spans) -> None:
        self.set(self.moment + timedelta(**spans))

    def for_books(self) -> datetime:
        """The moment as QuickBooks is told it, in a zone."""
        return self.moment.replace(tzinfo=UTC)
