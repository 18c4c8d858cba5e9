"""The entry to the translation: neutral requests in, a payload of calls out, and back. Only pure functions."""

from ..protocol import Page, Push, Reading
from .answers import Answer
from .outcomes import Outcomes
from .pages import Pages
from .reads import encode as encode_reads
from .writes import OPERATIONS as OPERATIONS
from .writes import encode as encode_writes
from .writes import encode_recovery as encode_recovery

__all__ = ("OPERATIONS", "decode", "encode_reads", "encode_recovery", "encode_writes")


def decode(answer, requests, settings) -> Reading:
    """Read an answer; whatever it says, this does not raise."""
    try:
        found = Answer(answer)
    except ValueError as error:
        return Reading(problem="answer_unreadable", words=str(error)[:500])
    pushes = [request for request in requests if isinstance(request, Push)]
    outcomes = Outcomes(found, settings)
    pages: list[Page] = []
    pause, words = found.pause
    if len(pushes) < len(requests):
        reader = Pages(found, requests, settings)
        pages = [reader.page(index, request) for index, request in enumerate(requests) if not isinstance(request, Push)]
        if not pause:
            pause, words = reader.pause
    return Reading(
        tuple(pages),
        tuple(outcomes.outcome(push) for push in pushes),
        problem=outcomes.problem if pushes else "",
        pause=pause,
        words=words,
    )
