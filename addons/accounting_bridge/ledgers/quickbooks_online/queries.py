"""The query language (facts 3): one entity, conditions joined by AND, pages by position.

Inactive entries are left out unless asked for, and a page has a hundred rows unless told otherwise. A value stands in
single quotes; a backslash and an apostrophe in it are escaped, or a name could end the literal and go on as a query.
"""

from .fields import FILTERABLE

PAGE = 1000
# So many names are asked for at once; the longest query that is answered is not known.
NAMES = 100
CHANGED = "MetaData.LastUpdatedTime"
ANY_ACTIVE = "Active in (true,false)"


def literal(value: str) -> str:
    """Return a text as a query says it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def among(entity: str, field: str, values) -> str:
    """Return the condition that a field has one of these values."""
    _check(entity, field)
    return f"{field} in ({','.join(map(literal, values))})"


def at_least(entity: str, field: str, value: str) -> str:
    _check(entity, field)
    return f"{field} >= {literal(value)}"


def active_or_not(entity: str) -> tuple[str, ...]:
    """Return the condition that lets inactive entries come too, none where the entity knows no such thing."""
    return (ANY_ACTIVE,) if "Active" in FILTERABLE.get(entity, ()) else ()


def select(entity: str, conditions=(), *, position: int = 1, limit: int = PAGE, order: str = "Id") -> str:
    """Return the query for one page."""
    # The code of an item is not part of everything (facts 2.5).
    what = "*, Sku" if entity == "Item" else "*"
    order = f" orderby {order}" if order else ""
    return f"select {what} from {entity}{_where(conditions)}{order} startposition {position} maxresults {limit}"


def count(entity: str, conditions=()) -> str:
    """Return the query for how many there are."""
    return f"select count(*) from {entity}{_where(conditions)}"


def _where(conditions):
    return f" where {' and '.join(conditions)}" if conditions else ""


def _check(entity, field):
    if field not in FILTERABLE.get(entity, ()):
        raise ValueError(f"{entity} cannot be asked for by {field}")
