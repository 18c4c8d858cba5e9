"""What passes between the socket and the roles: one request, one reply."""

from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qsl

from tests.simulators import exact_json


@dataclass
class Request:
    method: str
    #: Without the query string, still quoted.
    path: str
    query: str
    headers: Message
    body: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """The query string; of a name that stands there twice the last one counts."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def form_values(self, name: str) -> list[str]:
        """Every value of a name of the form."""
        pairs = parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return [value for key, value in pairs if key == name]

    @property
    def wants_json(self) -> bool:
        return "application/json" in self.headers.get("Accept", "")

    @property
    def kind(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    kind: str = "application/json;charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    #: The socket is closed after so many bytes of the body were sent; -1 not even the status line is.
    cut: int | None = None
    #: What the log says of it beyond the status.
    note: str = ""

    @classmethod
    def json(cls, value, status: int = 200, **headers: str) -> "Reply":
        return cls(status, exact_json.dumps(value).encode(), headers=headers)

    @classmethod
    def html(cls, text: str, status: int = 200) -> "Reply":
        return cls(status, text.encode(), "text/html;charset=UTF-8")

    @classmethod
    def drop(cls) -> "Reply":
        """No answer at all: the socket is closed."""
        return cls(status=0, cut=-1)

    @property
    def value(self):
        """The JSON of the body, None where it is none."""
        try:
            return exact_json.loads(self.body)
        except ValueError:
            return None
