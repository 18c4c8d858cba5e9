"""The entry to the translation: neutral requests in, qbXML out, and back. Only pure functions."""

from .answers import decode as decode
from .answers import read_failure as read_failure
from .answers import read_host_answer as read_host_answer
from .requests import encode as encode_reads
from .writes import OPERATIONS as OPERATIONS
from .writes import encode as encode_writes
from .writes import encode_recovery as encode_recovery

__all__ = (
    "OPERATIONS",
    "decode",
    "encode_reads",
    "encode_recovery",
    "encode_writes",
    "read_failure",
    "read_host_answer",
)
