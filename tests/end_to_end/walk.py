"""What a person does in a browser, in words that the steps can be read by."""

from scripts.demonstration.client import Client
from scripts.demonstration.doors import Person
from scripts.demonstration.people import PEOPLE
from scripts.host import layout
from tests.reference import Listener
from tests.simulators.mailbox import Mailbox
from tests.simulators.quickbooks_desktop import CompanyFile
from tests.simulators.web_connector import Habits, Journal, WebConnector


class Walk:
    """The people, each with a browser of their own, and the computer with QuickBooks."""

    def __init__(self, scene, browser):
        self.scene, self._browser = scene, browser
        self.noise: list[str] = []
        self._clients: dict[str, Client] = {}
        # Every text that leaves is judged by Intuit's own schema on its way.
        self.book = Listener(CompanyFile(str(scene.book_path)))
        self.mailbox = Mailbox(scene.mails)
        self.connector: WebConnector | None = None
        self.admin = Person(scene.url, scene.database, "admin")
        rows = self.admin.read("ir.model.data", [("module", "=", "demonstration")], ["name", "res_id"])
        self.ids = {row["name"]: row["res_id"] for row in rows}

    def __getattr__(self, login):
        """``walk.olivia``: her browser, signed in at first use."""
        if login not in {name for name, *_rest in PEOPLE}:
            raise AttributeError(login)
        return self.visitor(login)

    def visitor(self, login: str) -> "Client":
        """Anybody's browser."""
        if login not in self._clients:
            self._clients[login] = Client(self._browser, self.scene.url, login, self.noise)
        return self._clients[login]

    def close(self) -> None:
        """Close books and browsers."""
        self.book.close()
        for client in self._clients.values():
            client.context.close()

    def take_noise(self) -> list[str]:
        """What went wrong in any browser since the last call."""
        noise = self.noise[:]
        self.noise.clear()
        return noise

    def take_pictures(self, name: str) -> str:
        """Keep a picture of each browser; returns where."""
        folder = layout.HOST / "reports" / "end_to_end"
        folder.mkdir(parents=True, exist_ok=True)
        for login, client in self._clients.items():
            client.page.screenshot(path=str(folder / f"{name}-{login}.png"))
        return f"pictures in {folder.relative_to(layout.REPO)}"

    # === THE COMPUTER WITH QUICKBOOKS === #

    def add_application(self, qwc: str, password: str) -> None:
        """Add the .qwc file in the Web Connector and type the password."""
        journal = Journal(self.scene.journal_path)
        self.connector = WebConnector(qwc, password, self.book, journal, habits=Habits())

    def update_selected(self):
        """One visit, which must be clean."""
        result = self.connector.update_selected()
        assert result.clean, (result.error, result.last_error, [str(one) for one in result.findings])
        return result

    def in_the_books(self) -> dict[str, dict]:
        """The invoices in the company file, by Odoo's number."""
        return {invoice["other"]: invoice for invoice in self.book.invoices()}

    # === ODOO === #

    def id(self, key: str) -> int:
        """The id of an invoice of the demo company."""
        return self.ids[f"invoice_{key}"]

    def move(self, key: str, *names) -> dict:
        """Fields of an invoice."""
        return self.admin.call("account.move", "read", [self.id(key)], ["name", "amount_total", *names])[0]

    def numbers(self, keys) -> list[str]:
        """Odoo's numbers of invoices."""
        return [self.move(key)["name"] for key in keys]
