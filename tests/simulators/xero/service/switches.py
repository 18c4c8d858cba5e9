"""What nobody could establish about the service, as switches: it can behave either way, and tests run both.

Each names the section of the facts that leaves the question open. The default is the position that hurts a careless
client more, unless practice speaks for the other one. The organisation's own questions are switches of the books.
"""

from dataclasses import dataclass

from tests.simulators.cloud.switchboard import Switchboard, switch


@dataclass
class ServiceSwitches(Switchboard):
    # --- OAuth ---
    code_lifetime: int = switch(300, int, "1.2", "seconds in which a code is good")
    access_lifetime: int = switch(1800, int, "1.2", "seconds in which an access token is good")
    refresh_lifetime: int = switch(5_184_000, int, "1.2", "seconds in which an unused refresh token is good")
    refresh_grace: int = switch(
        1800, int, "1.2 [B]", "seconds in which a refresh token that was rotated away is good once more; 0: not at all"
    )
    supersede: str = switch(
        "all tokens",
        ("all tokens", "refresh token", "nothing"),
        "1.2 [B]",
        "what ends of the old tokens of a person and an app when that person authorises that app anew",
    )
    code_twice: str = switch("kills", ("kills", "refused"), "1.1", "a code used twice: the tokens it gave end, too")
    invalid_client_status: int = switch(400, (400, 401), "6", "the HTTP status of invalid_client")
    bare_token_errors: bool = switch(
        True, (True, False), "1.5", 'whether a token error is just {"error": "..."} or has a description, too'
    )
    scope_spelling: str = switch(
        "insufficient_scope", ("insufficient_scope", "insufficent_scope"), "1.3", "in WWW-Authenticate of a 401"
    )
    items_scope: str = switch(
        "settings",
        ("settings", "invoices too"),
        "1.3, 10",
        "which scope writes items: accounting.settings only, or accounting.invoices as well",
    )
    # --- Idempotency-Key ---
    idempotency_lifetime: int = switch(360, int, "3.3 [B]", "seconds in which a key is remembered; 0: not at all")
    idempotency_store: str = switch("up", ("up", "down"), "3.3", "down: every write with a key is answered with 500")
    # --- answers of writes ---
    element_order: str = switch(
        "as asked", ("as asked", "reversed"), "3.2, 10", "the order of the elements in the answer of a list"
    )
    nested_errors: str = switch(
        "both",
        ("both", "nested"),
        "6",
        "where an error of a line or an address hangs: there and at the element, or only there",
    )
    error_words: str = switch(
        "Message", ("Message", "Description"), "3.2", "the key of the text of a validation error in 200 answers"
    )
    # --- listings ---
    nothing_modified: str = switch(
        "200", ("200", "304"), "1.7", "If-Modified-Since and nothing found: an empty list, or status 304"
    )
    modified_since: str = switch(
        "kept", ("kept", "ignored"), "3.4", "ignored: everything is returned, as users have reported"
    )
    # --- limits ---
    limit_headers: bool = switch(True, (True, False), "4.1", "X-...Limit-Remaining on answers of the API")
    app_minute_problem: str = switch(
        "appminute", ("appminute", "appMinute", "app-minute"), "4.1, 10", "X-Rate-Limit-Problem of the app's limit"
    )
    retry_after: str = switch(
        "minute and day", ("minute and day", "always", "never"), "4.1, 10", "which 429 have a Retry-After"
    )
    problem_header: bool = switch(True, (True, False), "4.1", "X-Rate-Limit-Problem on a 429")
    too_large_status: int = switch(413, (413, 400), "6", "the status for a body of more than 10 MB")
    # --- webhooks ---
    event_case: str = switch("upper", ("upper", "title"), "5", "eventType is UPDATE, or Update as older pages print it")
