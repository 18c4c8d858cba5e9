"""``mailbox``: an SMTP server that keeps every mail as a file and shows them on a page."""

import threading

from tests.simulators.mailbox import Mailbox

from .exits import FINE, Misuse

HELP = "receive mail, keep it as .eml, show it on a page"


def add_arguments(parser):
    parser.add_argument("--port", type=int, default=1025, help="SMTP port (default %(default)s)")
    parser.add_argument("--page-port", type=int, help="port of the page (default: the SMTP port + 1)")
    parser.add_argument("--folder", required=True, help="folder for the mails; continued if it has some")


def run(arguments) -> int:
    page_port = arguments.page_port or arguments.port + 1
    try:
        mailbox = Mailbox(arguments.folder, arguments.port, page_port).start()
    except OSError as error:
        raise Misuse(f"The mailbox cannot start: {error.strerror or error}") from error
    with mailbox_running(mailbox):
        threading.Event().wait()
    return FINE


class mailbox_running:
    """Says where the mailbox is, and closes it however the wait ends."""

    def __init__(self, mailbox):
        self._mailbox = mailbox

    def __enter__(self):
        print(
            f"SMTP on localhost:{self._mailbox.port}, mails in {self._mailbox.folder}, page: {self._mailbox.page_url}",
            flush=True,
        )

    def __exit__(self, *_error):
        self._mailbox.stop()
