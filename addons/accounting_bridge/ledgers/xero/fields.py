"""The facts of ``fields.json``: how long a text may be, what an account is for (facts 2)."""

import json
from pathlib import Path

_TABLE = json.loads(Path(__file__).with_name("fields.json").read_text(encoding="utf-8"))

# What an account is for, in words that do not depend on the ledger: by its type, and by what the system uses it for.
ACCOUNT_ROLES = _TABLE["account_roles"]
SYSTEM_ROLES = _TABLE["system_roles"]


def length(entity: str, name: str) -> int:
    """Return how many characters a field of an entity may have."""
    return _TABLE["lengths"][entity][name]
