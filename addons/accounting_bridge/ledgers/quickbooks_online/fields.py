"""The facts of ``fields.json``: how long a text may be, what a full update has to say, what a query may ask by
(facts 2.1, 2.2, 3).

``writable`` lists what is written of the entities that know no sparse update; quantities of stock, numbers of the tax
office and bank accounts are not among them. ``line_extras`` lists what somebody else may have added to a line of ours.
"""

import json
from pathlib import Path

_TABLE = json.loads(Path(__file__).with_name("fields.json").read_text(encoding="utf-8"))

WRITABLE = {entity: frozenset(names) for entity, names in _TABLE["writable"].items()}
LINE_EXTRAS = {detail: tuple(names) for detail, names in _TABLE["line_extras"].items()}
FILTERABLE = {entity: frozenset(names) for entity, names in _TABLE["filterable"].items()}


def length(entity: str, name: str) -> int:
    """Return how many characters a field of an entity may have."""
    return _TABLE["lengths"][entity][name]
