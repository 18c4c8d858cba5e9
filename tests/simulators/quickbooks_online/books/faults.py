"""What the books refuse, in the words of the API (facts 6; error_codes.csv of the reference).

A :class:`Fault` is one error; :class:`Faults` several of one request.  The service turns them into
``{"Fault": {"Error": [...], "type": ...}}``.
"""

import json
from pathlib import Path

TITLES = json.loads((Path(__file__).parent / "facts" / "errors.json").read_text(encoding="utf-8"))


class Fault(Exception):
    """``code`` is a string of digits; ``element`` names the field that is at fault, as the API does."""

    def __init__(self, code, message="", detail="", element="", status=400, kind="ValidationFault"):
        self.code = str(code)
        self.message = message
        self.detail = detail
        self.element = element
        self.status = status
        self.kind = kind
        super().__init__(f"{self.code} {message}: {detail}")

    @property
    def errors(self) -> list["Fault"]:
        return [self]

    def shown(self) -> dict:
        """This error as it stands in the list of a Fault."""
        return {"Message": self.message, "Detail": self.detail, "code": self.code, "element": self.element}


class Faults(Exception):
    """Several errors in one answer; the first one decides status and type."""

    def __init__(self, errors):
        self.errors = list(errors)
        super().__init__("; ".join(str(error) for error in self.errors))

    @property
    def code(self) -> str:
        return self.errors[0].code

    @property
    def status(self) -> int:
        return self.errors[0].status

    @property
    def kind(self) -> str:
        return self.errors[0].kind


def refuse(code, detail="", element="") -> Fault:
    """The fault of this code with the title that the code table has for it."""
    title = TITLES[str(code)]
    return Fault(code, title, f"{title} : {detail}" if detail else title, element)


def required(element: str) -> Fault:
    return refuse(2020, f"Required parameter {element} is missing in the request", element)


def business(words: str) -> Fault:
    """6000: the books have a rule, and only this text says which."""
    return refuse(6000, f"Business Validation Error: {words}")


def wrong_reference(element: str, words: str = "") -> Fault:
    return refuse(2500, words or f"{element} is not a valid reference", element)


def gone(words: str = "Another user has deleted this transaction.") -> Fault:
    return refuse(610, words)
