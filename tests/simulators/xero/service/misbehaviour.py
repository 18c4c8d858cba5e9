"""Faults on order: what networks, gateways and a service in a bad hour do to a caller (XERO 1.7, 3.3, 6).

An :class:`Order` names what happens and to which calls. It strikes ``times`` times (-1: until it is taken back), after
letting ``skip`` calls pass that it would have met. The first order that fits a call strikes.
"""

import time
from dataclasses import dataclass, fields
from datetime import datetime

from tests.simulators.cloud import misbehaviour
from tests.simulators.cloud.messages import Request
from tests.simulators.cloud.misbehaviour import Dropped

from .calls import Call

#: Before anything is done.
BEFORE = {
    "drop_before_commit": "the socket is closed, nothing was done",
    "broken": "status 500, 502, 503 or 504 with HTML, nothing was done",
    "offline": "503 in words: the organisation is offline",
    "throttled": "429 with problem (minute, day, concurrent, appminute) and Retry-After; with seconds: for so long",
    "unauthorised": "401, TokenExpired",
    "insufficient_scope": "401, the token lacks a scope",
    "forbidden": "403, the organisation is not connected",
    "fault": "400 (or status) with number, fault_type and message, nothing was done",
    "html": "200 and HTML, nothing was done",
    "empty": "204, nothing was done",
    "delay_before": "wait seconds, then go on",
}
#: In place of the work, and remembered under the Idempotency-Key (XERO 3.3).
KEPT = {
    "cached_error": "500 of the API, nothing was done, and the key remembers it",
    "cached_error_after_commit": "500 of the API though all was done, and the key remembers it",
}
#: Within the work of a list.
WITHIN = {"half_list": "the first items of a list are done, then the socket is closed"}
#: After everything was done.
AFTER = {
    "drop_after_commit": "done, and the socket is closed",
    "broken_after_commit": "done, and status 500, 502, 503 or 504 with HTML all the same",
    "delay": "done, and the answer comes after seconds",
    "truncated": "done, and the JSON ends in the middle",
    "broken_off": "done, and the socket is closed in the middle of the answer",
    "unknown_fields": "done, and the answer has fields that nobody has heard of",
    "unknown_enums": "done, and enumerations have values that nobody has heard of",
    "missing_element": "done, and one element of the answer is missing",
    "duplicated_element": "done, and one element of the answer stands there twice",
    "reversed_elements": "done, and the elements of the answer stand in another order",
    "huge": "done, and the answer is longer by so many megabytes",
    "html_after_commit": "done, and 200 and HTML",
    "empty_after_commit": "done, and 204",
    "xml": "done, and the answer is XML though JSON was asked for",
}
KINDS = {**BEFORE, **KEPT, **WITHIN, **AFTER}
PROBLEMS = ("minute", "day", "concurrent", "appminute")

__all__ = ["AFTER", "BEFORE", "KEPT", "KINDS", "WITHIN", "Dropped", "Misbehaviour", "Order"]


@dataclass
class Order:
    kind: str
    times: int = 1
    skip: int = 0
    #: Which calls: a part of the path with its query, a kind of call (list, create, save, update, read, delete), an
    #: endpoint, an organisation, a part of the body.
    where: str = ""
    call: str = ""
    entity: str = ""
    tenant: str = ""
    body: str = ""
    #: How long.
    seconds: float = 0
    #: How many elements of a list are done.
    items: int = 1
    megabytes: int = 5
    #: What a 429 says.
    problem: str = "minute"
    retry_after: int = 30
    #: What a fault or a broken gateway says.
    status: int = 0
    number: int = 10
    message: str = "A validation exception occurred"
    fault_type: str = "ValidationException"
    #: Until when it strikes, once "throttled" began.
    until: datetime | None = None
    struck: int = 0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown misbehaviour {self.kind}; there are {', '.join(KINDS)}")
        if self.problem not in PROBLEMS:
            raise ValueError(f"problem is one of {', '.join(PROBLEMS)}")
        # From JSON numbers come as Decimals.
        self.seconds = float(self.seconds)
        if self.kind in ("broken", "broken_after_commit"):
            self.status = self.status or 503
            if self.status not in (500, 502, 503, 504):
                raise ValueError("a broken gateway says 500, 502, 503 or 504")

    @classmethod
    def from_dict(cls, values: dict) -> "Order":
        known = {one.name for one in fields(cls)} - {"until", "struck"}
        unknown = set(values) - known
        if unknown or "kind" not in values:
            raise ValueError(f"an order has a kind and of {', '.join(sorted(known))}, not {', '.join(sorted(unknown))}")
        return cls(**values)

    def fits(self, request: Request, call: Call) -> bool:
        target = f"{request.path}?{request.query}"
        return (
            (call.is_api if not self.where else self.where in target)
            and self.call in ("", call.kind)
            and self.entity in ("", call.entity)
            and self.tenant in ("", call.tenant)
            and (not self.body or self.body.encode() in request.body)
        )


class Misbehaviour(misbehaviour.Misbehaviour):
    def __init__(self, clock, sleep=time.sleep):
        super().__init__(clock, Order, sleep)
