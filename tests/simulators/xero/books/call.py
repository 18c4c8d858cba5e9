"""What an endpoint's module knows of the request whose element it looks at, and how it says what is wrong."""

from .faults import WORDS, Invalid, Message


class Call:
    """One element of one request.

    ``method`` is PUT, POST or DELETE; ``target`` the row that the path names, ``sub`` and ``sub_id`` what comes behind
    it in the path; ``sent`` the names of the fields that the element has.
    """

    def __init__(self, method: str, options: dict, target: dict | None = None, sent=(), problems=()):
        self.method = method
        self.options = options
        self.target = target
        self.sub = options.get("sub")
        self.sub_id = (options.get("sub_id") or "").lower() or None
        self.sent = frozenset(sent)
        self.problems: list[Message] = list(problems)
        self.warnings: list[Message] = []

    @property
    def unitdp(self) -> int:
        """Decimals of a unit price (facts 2.5)."""
        return 4 if int(self.options.get("unitdp") or 2) == 4 else 2

    def problem(self, text: str, at: str = "", **parts):
        """A validation error: a key of ``faults.WORDS``, or its words."""
        text = WORDS[text].format(**parts) if text in WORDS else text
        if not any(one == text and one.at == at for one in self.problems):
            self.problems.append(Message(text, at))

    def warn(self, text: str, at: str = ""):
        self.warnings.append(Message(WORDS.get(text, text), at))

    def settle(self):
        """:raise Invalid: there was a problem."""
        if self.problems:
            raise Invalid(*self.problems)

    def refuse(self, text: str, at: str = "", **parts):
        """A problem after which nothing else need be looked at."""
        self.problem(text, at, **parts)
        self.settle()
