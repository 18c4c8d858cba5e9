"""``connector``: the Web Connector of one machine, adding a .qwc and updating once or by the clock."""

import shutil

from tests.simulators.web_connector import Habits, HttpTransport, Journal, QwcRefused, WebConnector

from .books import open_books
from .exits import FAILED, FINE, POWER_CUT, REFUSED, Misuse

HELP = "visit a service as the QuickBooks Web Connector does"


def add_arguments(parser):
    parser.add_argument("--qwc", required=True, help="the .qwc file to add")
    parser.add_argument("--password", required=True, help="the password that the person types for it")
    parser.add_argument("--company", required=True, metavar="FILE", help="the company file that QuickBooks has open")
    parser.add_argument("--journal", metavar="FILE", help="append every exchange as a JSON line, passwords included")
    parser.add_argument(
        "--every",
        type=float,
        metavar="SECONDS",
        help="Auto-Run: visit again and again; 0 takes the interval of the .qwc",
    )
    parser.add_argument(
        "--misbehave", metavar="SPEC", help="faults of QuickBooks: JSON, a JSON file, or name=value,..."
    )
    parser.add_argument("--unattended", action="store_true", help="nobody answers questions at that computer")
    parser.add_argument("--timeout", type=float, default=100, metavar="SECONDS", help="for one call (default 100)")


def run(arguments) -> int:
    book = open_books(arguments.company, misbehave=arguments.misbehave)
    habits = Habits(attended=not arguments.unattended)
    try:
        connector = WebConnector(
            arguments.qwc,
            arguments.password,
            book,
            _PrintingJournal(arguments.journal),
            transport=HttpTransport(arguments.timeout),
            habits=habits,
        )
    except OSError as error:
        raise Misuse(f"{arguments.qwc} cannot be read: {error.strerror or error}") from error
    except QwcRefused as refused:
        print("The Web Connector does not add this file:")
        for found in refused.findings:
            print(f"  {found.rule.code or 'note'}  {found.words}  [{found.rule.id}]")
        return REFUSED
    print(f"Added: {connector.application.AppName} -> {connector.application.AppURL}")
    if arguments.every is None:
        return _show(connector.update_selected())
    try:
        connector.auto_run(arguments.every or None, on_result=_show)
    except ValueError as error:
        raise Misuse(str(error)) from error
    return FINE


def _show(result) -> int:
    for found in result.findings:
        print(f"  ! {found}")
    print(f"Progress: {result.progress} %")
    print(f"Last result: {result.last_result}", flush=True)
    if result.ended_by == "power cut":
        return POWER_CUT
    return FAILED if result.error else FINE


class _PrintingJournal(Journal):
    """Prints one line a call as it happens."""

    def record(self, exchange):
        super().record(exchange)
        width = max(40, shutil.get_terminal_size((110, 24)).columns - 34)
        value = exchange.error or ("" if exchange.value is None else str(exchange.value))
        value = " ".join(value.split())
        shown = value if len(value) <= width else f"{value[: width - 3]}..."
        print(f"  {exchange.number:>3} {exchange.operation:<19} {exchange.seconds:6.2f} s  {shown}", flush=True)
