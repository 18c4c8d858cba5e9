"""The Web Connector on the computer with QuickBooks: the simulator."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.host import layout
from scripts.host.process import HostError, clean_environment


@dataclass(frozen=True)
class Visit:
    """What the window of the Web Connector shows after *Update Selected*."""

    progress: int
    result: str


def update_selected(qwc: Path, password: str, book: Path, journal: Path) -> Visit:
    """Add the .qwc file, type the password, press *Update Selected*.

    :raises HostError: when the Web Connector shows an error, or an answer broke one of its rules
    """
    # Imported late: reading it takes as long as Odoo needs to start.
    from tests.reference import Listener
    from tests.simulators.quickbooks_desktop import CompanyFile
    from tests.simulators.web_connector import Journal, QwcRefused, WebConnector

    # Where Intuit's schema is at hand every text is judged by it on its way.
    company = Listener(CompanyFile(str(book)))
    try:
        result = WebConnector(str(qwc), password, company, Journal(journal)).update_selected()
    except QwcRefused as refused:
        words = "\n".join(found.words for found in refused.findings)
        raise HostError(f"The Web Connector does not add the file:\n{words}") from refused
    finally:
        company.close()
    if not result.clean:
        found = "\n".join(str(finding) for finding in result.findings)
        raise HostError(f"The Web Connector shows: {result.error or 'no error'} {result.last_error or ''}\n{found}")
    return Visit(result.progress, result.last_result)


def watch_update(qwc: Path, password: str, book: Path, journal: Path) -> int:
    """The same in a process of its own, which shows every call; returns its exit code."""
    command = [
        *(layout.PYTHON, "-m", "tests.simulators", "connector"),
        *("--qwc", qwc, "--password", password, "--company", book, "--journal", journal),
    ]
    return subprocess.run(
        [str(word) for word in command], cwd=layout.REPO, env=clean_environment(), check=False
    ).returncode
