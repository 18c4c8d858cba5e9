"""What an endpoint of the API is (facts 2, 3.4; operations.json of the reference)."""

from dataclasses import dataclass, field

PUT, POST, POST_ONE, DELETE_ONE = "PUT", "POST", "POST/id", "DELETE/id"


@dataclass(frozen=True)
class Endpoint:
    """``name`` as it stands in the path, ``id`` the field of the id, ``number`` another field that a path may name.

    ``verbs`` are of PUT, POST (to the collection), POST/id, DELETE/id; ``single``: takes one element a request,
    ``most``: so many.
    ``subs`` are sub-resources: {"Options": Sub(shape, verbs)}.
    """

    name: str
    id: str
    shape: dict
    verbs: tuple = ()
    number: str = ""
    single: bool = False
    most: int = 0
    subs: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Sub:
    """A sub-resource: the field that has its id, its shape, its verbs (PUT, POST/id, DELETE/id)."""

    id: str
    shape: dict
    verbs: tuple
