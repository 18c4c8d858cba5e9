"""The Web Connector on the computer with QuickBooks: the simulator as a process of its own."""

import re
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
    text: str


def update_selected(qwc: Path, password: str, book: Path, journal: Path) -> Visit:
    """Add the .qwc file, type the password, press *Update Selected*.

    :raises HostError: when the Web Connector shows an error
    """
    command = [
        *(layout.PYTHON, "-m", "tests.simulators", "connector"),
        *("--qwc", qwc, "--password", password, "--company", book, "--journal", journal),
    ]
    done = subprocess.run(
        [str(word) for word in command],
        cwd=layout.REPO,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    progress = re.search(r"^Progress: (\d+) %$", done.stdout, re.M)
    result = re.search(r"^Last result: (.*)$", done.stdout, re.M)
    if done.returncode or not progress or not result:
        raise HostError(f"The Web Connector ended with code {done.returncode}:\n{done.stdout}{done.stderr}")
    return Visit(int(progress[1]), result[1], done.stdout)
