"""What nobody could establish about the service, as switches: it can behave either way, and tests run both.

Each names the section of the facts that leaves the question open. The default is the position that hurts a careless
client more, unless practice speaks for the other one. The company's own questions are switches of the books.
"""

from dataclasses import dataclass, field, fields


def _switch(default, positions, source, meaning):
    """``positions`` are all that is allowed, or types where any value of them is."""
    return field(default=default, metadata={"positions": positions, "source": source, "meaning": meaning})


@dataclass
class ServiceSwitches:
    # --- OAuth ---
    rotation: str = _switch(
        "each call",
        ("each call", "daily"),
        "1.2",
        "when a refresh gives a new refresh token; Intuit's does about once in 24 h, a test sees more with each call",
    )
    superseded_refresh: str = _switch(
        "refused",
        ("refused", "kills", "grace"),
        "1.3",
        "a refresh token that was rotated away: invalid_grant, the whole grant ends too, or within a minute the same "
        "answer once more",
    )
    code_twice: str = _switch(
        "kills", ("kills", "refused"), "1.1", "a code used twice: the tokens it gave end, or only invalid_grant"
    )
    code_lifetime: int = _switch(600, int, "1.1", "seconds in which a code is good")
    access_lifetime: int = _switch(3600, int, "1.2", "seconds in which an access token is good")
    production_needs_https: bool = _switch(
        True, (True, False), "1.1", "redirect addresses of a production app are https"
    )
    lost_rights_status: int = _switch(401, (401, 400), "6", "the HTTP status of error 120")
    gateway_fault: str = _switch(
        "lower", ("lower", "upper"), "1.5, 5", "401 and 403 of the gateway: fault/error in lower case, or as the API's"
    )
    gateway_code: str = _switch("padded", ("padded", "plain"), "6", "gateway codes: 003200 or 3200")
    # --- requestid ---
    requestid_answer: str = _switch(
        "replay", ("replay", "600"), "4.4, 11", "a requestid that was used: the first answer again, or error 600"
    )
    requestid_lifetime: int = _switch(
        86400, int, "4.4, 11", "seconds in which a requestid is remembered; 0: not at all"
    )
    requestid_keeps: str = _switch(
        "everything", ("everything", "successes"), "4.4 [U]", "whether a refusal is remembered too"
    )
    batch_keys: str = _switch(
        "sum",
        ("sum", "parts"),
        "4.4",
        "what is measured in a batch: requestid + bId of 50 characters, or also 36 and 10 of each",
    )
    # --- queries ---
    sku_filter: bool = _switch(True, (True, False), "3", "Item.Sku may stand in WHERE")
    star_has_sku: bool = _switch(True, (True, False), "2.5, 8.18", "select * from Item gives Sku")
    projections: bool = _switch(True, (True, False), "3, 11", "field lists in place of * work")
    total_filter: bool = _switch(False, (False, True), "3", "TotalAmt of Invoice and CreditMemo may stand in WHERE")
    query_case: str = _switch("insensitive", ("insensitive", "sensitive"), "3", "comparison of texts")
    unordered: str = _switch(
        "newest first",
        ("newest first", "by id"),
        "3",
        "the order of a query without ORDERBY, which moves while users work",
    )
    over_max: str = _switch("refused", ("refused", "capped"), "3", "MAXRESULTS above 1,000")
    # --- CDC and batch ---
    cdc_cap: str = _switch("shared", ("shared", "each"), "4.1, 11", "1,000 objects in all, or of each entity")
    batch_total: str = _switch(
        "refused", ("refused", "truncated"), "4.3", "queries of a batch beyond 1,000 objects: error 10100, or cut short"
    )
    batch_order: str = _switch("as asked", ("as asked", "reversed"), "4.3", "the order of the answers")
    batch_void: str = _switch("refused", ("refused", "accepted"), "4.3", "operation void in a batch")
    # --- limits and metering ---
    throttle_shape: str = _switch(
        "429", ("429", "403"), "5", "HTTP status and statusCode of a throttled call; 403 of old"
    )
    throttle_body: str = _switch("xml", ("xml", "json"), "5", "the body of a throttled call that asked for JSON")
    retry_after: int = _switch(0, int, "5, 11", "seconds in Retry-After of a throttled call; 0: no such header")
    burst: str = _switch(
        "per second", ("per second", "concurrent"), "5", "what the ten of a realm and app are counted in"
    )
    batch_metering: str = _switch("call", ("call", "item"), "5, 11", "what a batch costs of CorePlus calls")
    # --- webhooks ---
    webhook_shape: str = _switch("cloudevents", ("cloudevents", "older"), "4.2", "the body of webhooks")
    webhook_order: str = _switch(
        "held back", ("held back", "any"), "4.2", "later events wait until the first is acknowledged, or go on"
    )

    def __post_init__(self):
        for one in fields(self):
            self._check(one.name, getattr(self, one.name))

    @classmethod
    def _check(cls, name, value):
        known = {one.name: one.metadata["positions"] for one in fields(cls)}
        if name not in known:
            raise ValueError(f"unknown switch {name}; there are {', '.join(known)}")
        positions = known[name]
        fits = type(value) is positions if isinstance(positions, type) else value in positions
        if not fits:
            raise ValueError(f"{name} is {positions if isinstance(positions, tuple) else positions.__name__}")

    def set(self, **values) -> None:
        """Turn switches while the service runs."""
        for name, value in values.items():
            self._check(name, value)
            setattr(self, name, value)
