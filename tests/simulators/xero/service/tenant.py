"""An organisation in the service: its books, and what the service remembers of them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Tenant:
    #: books.Organisation
    books: object
    #: Of a demo company: makes its books anew.
    rebuild: Callable | None = None
    #: {client id: ids of invoices that this app has made} (createdByMyApp).
    own: dict[str, set[str]] = field(default_factory=dict)
    #: Persons who have lost their role in this organisation.
    former: set[str] = field(default_factory=set)
    #: {(endpoint, id): {file name: (id, kind of content, bytes, include online)}}
    files: dict = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def id(self) -> str:
        return self.books.tenant_id

    @property
    def name(self) -> str:
        return self.books.objects("Organisation")[0]["Name"]

    def made_by(self, client: str) -> set[str]:
        return self.own.setdefault(client, set())
