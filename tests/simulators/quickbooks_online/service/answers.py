"""The bodies of answers: Faults of the API and of the gateway, XML where nobody asked for JSON (QBO 2.1, 5, 6)."""

from decimal import Decimal
from xml.etree import ElementTree

from .messages import Reply

NAMESPACE = "http://schema.intuit.com/finance/v3"
#: Keys of JSON that are attributes in XML.
_ATTRIBUTES = ("domain", "sparse", "status", "bId", "startPosition", "maxResults", "totalCount", "code", "element")


def error(code, message: str, detail: str = "", element: str = "") -> dict:
    return {"Message": message, "Detail": detail or message, "code": str(code), "element": element}


def fault(errors: list[dict], kind: str = "ValidationFault") -> dict:
    return {"Error": errors, "type": kind}


def respond(value: dict, as_json: bool, status: int = 200) -> Reply:
    """An answer of the API in the form that the caller asked for."""
    if as_json:
        return Reply.json(value, status)
    return Reply(status, to_xml(value), "application/xml;charset=UTF-8")


def to_xml(value: dict) -> bytes:
    root = ElementTree.Element("IntuitResponse", {"xmlns": NAMESPACE})
    if value.get("time"):
        root.set("time", value["time"])
    _fill(root, {name: one for name, one in value.items() if name != "time"})
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ElementTree.tostring(root)


def _fill(node, value: dict):
    is_fault = node.tag == "Fault"
    for name, one in value.items():
        if one is None:
            continue
        if (
            name in _ATTRIBUTES
            or (name == "type" and ("value" in value or is_fault))
            or (name == "name" and "value" in value)
        ):
            node.set(name, _text(one))
        elif name == "value" and not isinstance(one, dict | list):
            node.text = _text(one)
        else:
            for each in one if isinstance(one, list) else [one]:
                child = ElementTree.SubElement(node, name)
                if isinstance(each, dict):
                    _fill(child, each)
                else:
                    child.text = _text(each)


def _text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class Gateway:
    """What the gateway in front of the API says: it knows neither the company nor the form of its answers."""

    def __init__(self, service):
        self._service = service

    def _code(self, code: int) -> str:
        return f"{code:06d}" if self._service.switches.gateway_code == "padded" else str(code)

    def unauthorised(self, detail: str, as_json: bool = True) -> Reply:
        """401, QBO 5: AuthenticationFailed."""
        words = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
        return self._refuse(401, 3200, words, detail, "AUTHENTICATION", as_json)

    def forbidden(self, detail: str, as_json: bool = True) -> Reply:
        """403, QBO 5: ApplicationAuthorizationFailed."""
        words = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
        return self._refuse(403, 3100, words, detail, "AuthorizationFault", as_json)

    def _refuse(self, status, code, message, detail, kind, as_json):
        if self._service.switches.gateway_fault == "upper" or not as_json:
            errors = [error(self._code(code), message, detail)]
            return respond({"Fault": fault(errors, kind), "time": self._service.time()}, as_json, status)
        one = {"message": message, "detail": detail, "code": self._code(code), "element": None}
        value = {
            "warnings": None,
            "intuitObject": None,
            "fault": {"error": [one], "type": kind},
            "queryResponse": None,
            "batchItemResponse": [],
            "requestId": None,
            "time": int(self._service.clock.now().timestamp() * 1000),
            "status": None,
            "cdcresponse": [],
        }
        return Reply.json(value, status)

    def throttled(self) -> Reply:
        """429 as XML, whatever was asked for (QBO 5, 8.13); of old 403."""
        switches = self._service.switches
        status = int(switches.throttle_shape)
        words = f"message=ThrottleExceeded; errorCode=003001; statusCode={status}"
        detail = "The request limit was reached. Try again later."
        value = {"Fault": fault([error("3001", words, detail)], "SERVICE"), "time": self._service.time()}
        reply = respond(value, switches.throttle_body == "json", status)
        if switches.retry_after:
            reply.headers["Retry-After"] = str(switches.retry_after)
        return reply

    @staticmethod
    def broken(status: int) -> Reply:
        """500, 503, 504: HTML of whatever stands in front (QBO 5, 10)."""
        words = {500: "Internal Server Error", 503: "Service Unavailable", 504: "Gateway Time-out"}[status]
        return Reply.html(
            f"<html><head><title>{status} {words}</title></head><body><h1>{words}</h1></body></html>", status
        )
