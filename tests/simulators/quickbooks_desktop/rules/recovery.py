"""Rules of message sets (facts 3.1, 6.1) and of onError."""

from ..misbehaviour import Misbehaviour
from .rule import Rule, customer, doc, invoice

NEW = 'onError="continueOnError" newMessageSetID="{0}"'
BOTH = 'onError="continueOnError" newMessageSetID="{0}" oldMessageSetID="{1}"'
OLD = 'onError="continueOnError" oldMessageSetID="{0}"'
FIRST = doc(customer("First"), NEW.format("set-1"))
CHECK = doc("", BOTH.format("set-1", "set-1"))
STOP = 'onError="stopOnError"'


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"SET-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def order(**faults):
    def setup(book):
        book.misbehaviour = Misbehaviour(**faults)

    return setup


def cured(document):
    def text(book):
        book.misbehaviour = Misbehaviour()
        return document

    return text


RULES = (
    rule(1, "6.1 (600)", "the state of a set that was never seen", "set 600", CHECK, [FIRST, CHECK]),
    rule(
        2,
        "6.1",
        "the same set with other content",
        "set 9001",
        [FIRST, doc(customer("Second"), NEW.format("set-1"))],
        [FIRST, FIRST],
    ),
    rule(
        3,
        "3.1 (9004)",
        "an ID of more than 23 characters",
        "set 9004",
        doc(customer(), NEW.format("x" * 24)),
        doc(customer(), NEW.format("x" * 23)),
    ),
    rule(
        4,
        "3.1 (9004) [U]",
        "an ID of more than 24 characters",
        "set 9004",
        doc(customer(), NEW.format("x" * 25)),
        doc(customer(), NEW.format("x" * 24)),
        switches={"message_set_id_limit": 24},
    ),
    rule(
        5,
        "6.1",
        "a set that was cleared",
        "set 600",
        [FIRST, doc("", OLD.format("set-1")), CHECK],
        [FIRST, CHECK, CHECK],
    ),
    rule(
        6,
        "6.1",
        "a set that the next one cleared",
        "set 600",
        [FIRST, doc(customer("Second"), BOTH.format("set-2", "set-1")), CHECK],
        [FIRST, doc(customer("Second"), BOTH.format("set-2", "set-1")), CHECK.replace("set-1", "set-2")],
    ),
    rule(
        7,
        "6.1 [U]",
        "only the latest set is kept",
        "set 600",
        [FIRST, doc(customer("Second"), NEW.format("set-2")), CHECK],
        [FIRST, doc(customer("Second"), NEW.format("set-2")), CHECK.replace("set-1", "set-2")],
    ),
    rule(
        8,
        "6.1",
        "all sets cleared",
        "set 600",
        [FIRST, doc("", OLD.format("ClearAllMessageSets")), CHECK],
        [FIRST, CHECK],
    ),
    rule(
        9,
        "6.1 (600) [U]",
        "chained to a set that is unknown: a warning, and it runs",
        "set 600",
        doc(customer(), BOTH.format("set-2", "set-0")),
        doc(customer(), NEW.format("set-2")),
    ),
    rule(
        10,
        "6.1 (600) [U]",
        "chained to a set that is unknown: it does not run",
        "set 600",
        doc(customer(), BOTH.format("set-2", "set-0")),
        doc(customer(), NEW.format("set-2")),
        switches={"unknown_old_set": "refused"},
    ),
    rule(
        11,
        "6.1 (9002)",
        "answers that were not stored",
        "set 9002",
        [FIRST, CHECK],
        [FIRST, cured(CHECK)],
        setup=order(lose_stored_answers=True),
    ),
    rule(
        12,
        "6.1 (9005)",
        "answers that cannot be stored",
        "set 9005",
        FIRST,
        cured(FIRST),
        setup=order(cannot_store_answers=1),
    ),
    rule(
        13,
        "3.1 (3231)",
        "after an error nothing more is processed",
        3231,
        doc(customer("Azure Interior") + invoice(), STOP),
        doc(customer() + invoice(), STOP),
    ),
)
