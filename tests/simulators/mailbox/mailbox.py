"""The SMTP side: takes any mail from anybody and writes it down."""

import asyncio
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from aiosmtpd.smtp import SMTP

from tests.simulators.pages import PageServer

from . import page


class Mailbox:
    """``Mailbox(folder, port)``; port 0 takes a free one. ``page_port`` None: no page is served.

    Mails are ``<number>.eml`` in ``folder``, with the envelope in the headers X-Envelope-From and
    X-Envelope-To, since blind copies stand in no header. A folder that holds mails already is continued.
    """

    def __init__(self, folder: str | Path, port: int = 0, page_port: int | None = None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        # A loop of our own: aiosmtpd's Controller does not know of port 0.
        self._loop = asyncio.new_event_loop()
        self._wanted_port = port
        self._server = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._page = None if page_port is None else PageServer(page_port, partial(page.answer, self))

    @property
    def port(self) -> int:
        return self._server.sockets[0].getsockname()[1] if self._server else self._wanted_port

    @property
    def page_url(self) -> str | None:
        return self._page and self._page.url

    def start(self) -> "Mailbox":
        serving = self._loop.create_server(self._protocol, "127.0.0.1", self._wanted_port)
        self._server = self._loop.run_until_complete(serving)
        self._thread.start()
        if self._page:
            self._page.start()
        return self

    def stop(self) -> None:
        if self._page:
            self._page.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._server.close()
        self._loop.close()

    def _protocol(self):
        return SMTP(_Handler(self), hostname="mailbox", loop=self._loop, enable_SMTPUTF8=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    def messages(self) -> list[EmailMessage]:
        """All mails, oldest first."""
        return [self.read(path) for path in self.files()]

    @staticmethod
    def read(path: Path) -> EmailMessage:
        return message_from_bytes(path.read_bytes(), policy=policy.default)

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"))

    def wait_for(self, count: int, seconds: float = 10.0) -> list[EmailMessage]:
        """The mails as soon as there are ``count``; TimeoutError if they do not come."""
        end = time.monotonic() + seconds
        while len(self.files()) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.files())} of {count} mails came within {seconds:g} s")
            time.sleep(0.02)
        return self.messages()

    def clear(self) -> None:
        for path in self.files():
            path.unlink()

    def keep(self, sender: str, recipients: list[str], content: bytes) -> None:
        head = "".join(
            f"{name}: {value}\r\n"
            for name, value in (("X-Envelope-From", sender), ("X-Envelope-To", ", ".join(recipients)))
        )
        last = int(self.files()[-1].stem) if self.files() else 0
        # Written under another name first: a reader must never see half a mail.
        path = self.folder / f"{last + 1:06}.eml"
        half = path.with_suffix(".part")
        half.write_bytes(head.encode() + content)
        half.rename(path)


class _Handler:
    """What aiosmtpd calls; it runs one mail at a time in the server's own thread."""

    def __init__(self, mailbox):
        self._mailbox = mailbox

    async def handle_DATA(self, _server, _session, envelope):
        self._mailbox.keep(envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content)
        return "250 Message accepted for delivery"
