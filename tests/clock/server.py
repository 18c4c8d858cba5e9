"""Odoo's own command where the clock is shifted.

Python sleeps until a moment of the monotonic clock. libfaketime shifts that moment as if it were one of the calendar,
so that such a sleep is refused; a wait for something that never happens is as long, and is left alone.
"""

import threading
import time

_never = threading.Event()


def _sleep(seconds):
    _never.wait(seconds)


if __name__ == "__main__":
    time.sleep = _sleep

    import odoo.cli

    odoo.cli.main()
