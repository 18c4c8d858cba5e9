"""The language of ``where`` and ``order``: a small part of what .NET's dynamic expressions can do (XERO 3.5)."""

from .language import QueryError, parse, parse_order
from .run import matching, sorted_by

__all__ = ["QueryError", "matching", "parse", "parse_order", "sorted_by"]
