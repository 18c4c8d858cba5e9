"""Scripts start on any python3 and go on in the virtual environment."""

import os
import sys
from pathlib import Path

from . import layout
from .bootstrap import ensure_host
from .process import HostError, clean_environment


def enter_venv(last_line: str = "") -> None:
    """Bring the host up (without databases) and run this very script again with the Python of the venv.

    Returns only there. A failure ends the script with its words and exit code 1.

    :param last_line: printed last when the host cannot be brought up, for whoever reads the end of the output
    """
    if Path(sys.prefix).resolve() == layout.VENV.resolve():
        return
    try:
        ensure_host(template=None)
    except HostError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        if last_line:
            print(last_line)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit("\ninterrupted: the next run goes on from here")
    sys.stdout.flush()
    python = str(layout.PYTHON)
    os.execve(python, [python, os.path.abspath(sys.argv[0]), *sys.argv[1:]], clean_environment())
