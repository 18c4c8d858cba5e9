"""Reading the bodies of writes (XERO 6)."""

from tests.simulators import exact_json
from tests.simulators.cloud.messages import Request

from ..books import Fault
from .catalogue import WRAPPERS

#: 10 MB (XERO 3.1).
LARGEST = 10 * 1024 * 1024
#: Items a request (XERO 2.3).
MOST_ITEMS = 500
_NO_DATA = (
    "No data has been processed for this endpoint. This endpoint is expecting {} data to be specified in the body of "
    "the request"
)


def elements(request: Request, wrapper: str) -> list[dict]:
    """The elements of {"Invoices": [...]}, of a list without its wrapper, or of one bare object.

    :raise Fault: 14 not JSON, 17 nothing in it.
    """
    if request.kind != "application/json":
        raise Fault(400, 14, "PostDataInvalidException", "The body is sent as application/json")
    try:
        value = exact_json.loads(request.body.decode("utf-8"))
    except (ValueError, UnicodeDecodeError):
        raise Fault(400, 14, "PostDataInvalidException", "JSON for post data was invalid") from None
    found = _found(value, wrapper)
    if not found:
        raise Fault(400, 17, "NoDataProcessedException", _NO_DATA.format(wrapper))
    if not all(isinstance(one, dict) for one in found):
        raise Fault(400, 14, "PostDataInvalidException", f"{wrapper} holds objects")
    return found


def _found(value, wrapper) -> list:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or not value:
        return []
    if wrapper in value:
        inner = value[wrapper]
        return inner if isinstance(inner, list) else [inner] if isinstance(inner, dict) and inner else []
    if len(value) == 1 and next(iter(value)) in WRAPPERS:
        # The list of another endpoint.
        return []
    return [value]
