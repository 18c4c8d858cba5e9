"""Faults on order: what networks, gateways and a service in a bad hour do to a caller (QBO 10).

An :class:`Order` names what happens and to which calls. It strikes ``times`` times (-1: until it is taken back), after
letting ``skip`` calls pass that it would have met. The first order that fits a call strikes.
"""

import time
from dataclasses import dataclass, fields
from datetime import datetime

from tests.simulators.cloud import misbehaviour
from tests.simulators.cloud.misbehaviour import Dropped

from .calls import Call
from .messages import Request

#: Before anything is done.
BEFORE = {
    "drop_before_commit": "the socket is closed, nothing was done",
    "broken": "status 500, 503 or 504 with HTML, nothing was done",
    "throttled": "429 (or as the switches have it); with seconds: for so long, by the service's clock",
    "unauthorised": "401 of the gateway",
    "forbidden": "403 of the gateway",
    "fault": "a Fault with code, message, detail, fault_type and status, nothing was done; status 200 is allowed",
    "delay_before": "wait seconds, then go on",
}
#: After everything was done.
AFTER = {
    "drop_after_commit": "done, and the socket is closed",
    "broken_after_commit": "done, and status 500, 503 or 504 with HTML all the same",
    "delay": "done, and the answer comes after seconds",
    "truncated": "done, and the JSON ends in the middle",
    "broken_off": "done, and the socket is closed in the middle of the answer",
    "unknown_fields": "done, and the answer has fields that nobody has heard of",
    "unknown_enums": "done, and enumerations have values that nobody has heard of",
    "missing_bid": "a batch: one answer has no bId",
    "missing_item": "a batch: one answer is missing",
    "duplicated_item": "a batch: one answer stands there twice",
    "huge": "done, and the answer is longer by so many megabytes",
    "xml": "done, and the answer is XML though JSON was asked for",
}
#: Within a batch.
WITHIN = {"half_batch": "the first items are done, then the socket is closed"}
KINDS = {**BEFORE, **AFTER, **WITHIN}

__all__ = ["AFTER", "BEFORE", "KINDS", "WITHIN", "Dropped", "Misbehaviour", "Order"]


@dataclass
class Order:
    kind: str
    times: int = 1
    skip: int = 0
    #: Which calls: a part of the path with its query, a kind of call (create, query, batch ...), an entity, a company.
    where: str = ""
    call: str = ""
    entity: str = ""
    realm: str = ""
    #: How long.
    seconds: float = 0
    #: How many items of a batch are done.
    items: int = 1
    megabytes: int = 5
    #: What a fault or a broken gateway says.
    status: int = 0
    code: str = "10000"
    message: str = "An application error has occurred while processing your request"
    detail: str = "System Failure Error"
    fault_type: str = "SystemFault"
    #: Until when it strikes, once "throttled" began.
    until: datetime | None = None
    struck: int = 0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown misbehaviour {self.kind}; there are {', '.join(KINDS)}")
        # From JSON numbers come as Decimals.
        self.seconds = float(self.seconds)
        if self.kind.startswith("broken"):
            self.status = self.status or 503
            if self.status not in (500, 503, 504):
                raise ValueError("a broken gateway says 500, 503 or 504")

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
            and self.realm in ("", call.realm)
        )


class Misbehaviour(misbehaviour.Misbehaviour):
    def __init__(self, clock, sleep=time.sleep):
        super().__init__(clock, Order, sleep)
