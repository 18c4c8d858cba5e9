"""What is told of documents before they are released: the same words, outcomes and cures in every dialog."""

from ..ledgers.reasons import Level, reason_of
from ..models.bridge_cure import PLACES

LEVELS = [
    ("ready", "Will be sent"),
    ("warning", "Will be sent with a warning"),
    ("waiting", "Will wait"),
    ("blocked", "Would be rejected"),
]


def words_of(connection, obstacles):
    """Return the sentences of obstacles, in the reader's language.

    :param obstacles: of a ``Forecast``.
    """
    return [connection._reason_words(obstacle.reason, obstacle.arguments) for obstacle in obstacles]


def places_of(connection, obstacles, *, also_questions=False):
    """Return ``{cure: id of what it opens}`` of what stands in the way and can be fixed where no issue is open yet.

    :param also_questions: also of what only waits for an answer.
    """
    levels = (Level.BLOCKING, Level.WAITING) if also_questions else (Level.BLOCKING,)
    places = {}
    for obstacle in obstacles:
        ids = {"bridge.connection": connection.id, **obstacle.about}
        for code in reason_of(obstacle.reason).cures if obstacle.level in levels else ():
            if ids.get(PLACES.get(code)):
                places.setdefault(code, ids[PLACES[code]])
    return places
