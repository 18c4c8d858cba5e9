"""JSON whose numbers keep their digits; all simulated cloud ledgers write it alike."""

from ...exact_json import dumps, loads

__all__ = ["dumps", "loads"]
