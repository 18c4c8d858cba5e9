"""Faults on order: the list of orders, and which of them strikes a call.

An order has ``kind``, ``times`` (-1: until it is taken back), ``skip``, ``seconds``, ``until``, ``struck`` and
``fits(request, call)``. The first order that fits a call strikes.
"""

import threading
import time
from datetime import timedelta


class Dropped(Exception):
    """The socket is closed without an answer."""


class Misbehaviour:
    """The orders of a service. ``order(kind, ...)`` adds one, ``clear()`` takes all back."""

    def __init__(self, clock, made, sleep=time.sleep):
        """``made(kind, **values)`` makes an order: see the class Order of the ledger."""
        self._clock = clock
        self._made = made
        self.sleep = sleep
        self.orders: list = []
        self._lock = threading.Lock()

    def order(self, kind: str, **values):
        return self.add(self._made(kind, **values))

    def add(self, order):
        with self._lock:
            self.orders.append(order)
        return order

    def clear(self) -> None:
        with self._lock:
            self.orders.clear()

    def strike(self, kinds, request, call):
        """The order of these kinds that strikes this call, used up by it; None: none does."""
        with self._lock:
            for order in self.orders:
                if order.kind in kinds and order.fits(request, call) and self._use(order):
                    return order
        return None

    def _use(self, order) -> bool:
        if order.skip > 0:
            order.skip -= 1
            return False
        now = self._clock.now()
        if order.kind == "throttled" and order.seconds:
            order.until = order.until or now + timedelta(seconds=order.seconds)
            if now >= order.until:
                return False
        elif order.times == 0:
            return False
        elif order.times > 0:
            order.times -= 1
        order.struck += 1
        return True
