"""The tables of a company; all simulated cloud ledgers keep theirs alike."""

from ...store import Store

__all__ = ["Store"]
