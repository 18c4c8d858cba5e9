"""``scripts/demo --headless`` as a program, as somebody who knows nothing of its insides starts it."""

import json
import subprocess

from scripts.host import layout
from scripts.host.process import clean_environment


def run(*words, seconds=600):
    """Play a story. :return: what the program ended with"""
    return subprocess.run(
        [str(layout.REPO / "scripts" / "demo"), "--headless", *words],
        cwd="/",
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def told_by(*words, seconds=1500):
    """Play a story that comes out well. :return: what it says in its last line"""
    done = run(*words, seconds=seconds)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
