"""Where things are. Only paths and names; nothing here touches the disk."""

import hashlib
import os
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
ADDONS = REPO / "addons"
HOST = Path(os.environ.get("BRIDGE_HOST") or REPO / ".host").resolve()

APT = HOST / "apt"
DEBS = HOST / "debs"
ROOT = HOST / "root"
DIST = ROOT / "usr" / "lib" / "python3" / "dist-packages"
ODOO_ADDONS = DIST / "odoo" / "addons"
VENV = HOST / "venv"
PYTHON = VENV / "bin" / "python"
ODOO = VENV / "bin" / "odoo"
DATA = HOST / "data"
FILESTORE = DATA / "filestore"
LOGS = HOST / "logs"
DONE = HOST / "done"
CONF = HOST / "odoo.conf"
READY = HOST / "READY"

# The name of the socket file, not a TCP port: the cluster listens on no network address, so that two clones
# on one machine cannot collide.
PG_PORT = 5599
# Odoo refuses to work as the database user "postgres".
PG_USER = "odoo"

REQUIREMENTS = (
    REPO / "scripts" / "host" / "requirements.txt",
    REPO / "scripts" / "host" / "requirements-oca.txt",
    REPO / "scripts" / "host" / "requirements-dev.txt",
    REPO / "requirements.txt",
)


def short_folder() -> Path:
    """The folder for a cluster that cannot live below HOST; the same one at every run of the same clone."""
    digest = hashlib.sha256(str(HOST).encode()).hexdigest()[:10]
    return Path("/var/tmp") / f"accounting-bridge-{digest}"


def socket_fits(folder: Path) -> bool:
    """Whether the socket in ``folder``, and its lock file, stay below the 107 bytes that Unix allows."""
    return len(os.fsencode(folder / f".s.PGSQL.{PG_PORT}.lock")) <= 107
