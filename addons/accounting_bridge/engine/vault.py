"""Secrets at rest: Fernet with several keys, the first one encrypts and every one decrypts.

Keys come from the server's configuration (``accounting_bridge_keys``, comma separated) or the environment
(``ACCOUNTING_BRIDGE_KEYS``), else from a file in the data folder that is made on first use, readable by
its owner only and named by database and uuid. A database that was copied elsewhere comes without that
file, and is known by it.
"""

import contextlib
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.tools import config


def seal(env, text):
    """Encrypt a text. :return str: what may be stored."""
    return _fernet(env).encrypt(text.encode()).decode()


def unseal(env, token):
    """Decrypt what ``seal`` made. :return str: the text, "" where no key of this server fits."""
    try:
        return _fernet(env).decrypt(token.encode()).decode()
    except (InvalidToken, ValueError):
        return ""


def _fernet(env):
    configured = config.get("accounting_bridge_keys") or os.environ.get("ACCOUNTING_BRIDGE_KEYS") or ""
    keys = [key.strip() for key in configured.split(",") if key.strip()]
    return MultiFernet([Fernet(key) for key in keys or [_key_file(env)]])


def _key_file(env):
    """Return the key in the data folder, made on first use."""
    uuid = env["ir.config_parameter"].sudo().get_param("database.uuid")
    folder = Path(config["data_dir"]) / "accounting_bridge"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{env.cr.dbname}-{uuid}.key"
    if not path.exists():
        # Of two workers that meet a new database at once one link succeeds, and both read a whole key.
        fresh = folder / f"{path.name}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_bytes()
