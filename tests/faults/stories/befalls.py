"""What may befall a visit, each at a message that was drawn.

Each says in a sentence what it did, or gives back nothing where it does not apply. Those of ``BEFORE`` strike before
their message is played, those of ``AFTER`` when it has been.
"""

from dataclasses import replace

from .visits import Visit, deliver


def line_breaks(story, visit):
    message = visit.next_message
    visit.end("the line broke")
    return f"the line breaks before {message}"


def line_breaks_behind(story, visit):
    visit.end("the line broke")
    return f"the line breaks after message {visit.messages}"


def answer_is_late(story, visit):
    """The answer to a set of writes; it may still come."""
    if not visit.has_written:
        return None
    story.late.append(visit.give_up_answer())
    return "the answer is lost on the way"


def answer_is_lost_for_good(story, visit):
    """And QuickBooks will not remember the set: what is there is the only evidence."""
    if not visit.has_written:
        return None
    visit.give_up_answer()
    story.forgetful = True
    return "the answer is lost, and QuickBooks forgets the set"


def server_dies(story, visit):
    number = story.draw.randint(1, 9)
    story.world.points.order(number)
    return f"the server will die at the {number}. point from here"


def sent_twice(story, visit):
    visit.again()
    return f"message {visit.messages} comes twice"


def late_answer_arrives(story, visit):
    if not story.late:
        return None
    deliver(story.world, story.late.pop(0))
    return "a late answer arrives under its dead ticket"


def second_visit(story, visit):
    """A second Web Connector knocks while this one is at work; the first goes on as if nothing had happened."""
    session = story.book.book._session
    second = Visit(story.world)
    story.play(second)
    story.book.book._session = session
    return f"a second visit meanwhile: {second.ended_by}"


def person_acts(story, visit):
    return f"meanwhile {story.person()}"


def bookkeeper_acts(story, visit):
    return f"meanwhile {story.bookkeeper()}"


def five_minutes(story, visit):
    story.world.clock.tick(minutes=6)
    return "six minutes of silence"


# === WHAT QUICKBOOKS DOES === #


def _order(story, **faults):
    story.book.misbehaviour = replace(story.book.misbehaviour, **faults)


def power_cut(story, visit):
    done = story.draw.randint(0, 3)
    _order(story, die={"set": 1, "request": done})
    return f"QuickBooks will die after request {done} of its next set"


def spoils_answer(story, visit):
    how = story.draw.choice(("truncated", "not_xml", "empty"))
    _order(story, spoil_answers=1, spoil_how=how)
    return f"the next answer will be {how}"


def forgets(story, visit):
    _order(story, forget_message_sets=True)
    return "QuickBooks will have forgotten its message sets"


def keeps_no_answers(story, visit):
    _order(story, cannot_store_answers=2)
    return "QuickBooks cannot store its answers"


def loses_stored(story, visit):
    _order(story, lose_stored_answers=True)
    return "QuickBooks has lost its stored answers"


def is_locked(story, visit):
    names = [row["full_name"] for row in story.book.customers(active_only=True)]
    numbers = [row["number"] for row in story.book.invoices() if row["number"]]
    name = story.draw.choice(names + numbers)
    _order(story, locked={name: {"code": story.draw.choice((3175, 3176)), "tries": 1}})
    return f"somebody has {name} open"


def has_trouble(story, visit):
    _order(story, refuse_writes={"code": 1000, "times": story.draw.randint(1, 3)})
    return "QuickBooks refuses writes for internal trouble"


def asks_a_question(story, visit):
    _order(story, modal_dialog=1)
    return "a dialog is open in QuickBooks"


# Those that stand here more than once befall more often.
BEFORE = (
    *(line_breaks, five_minutes, late_answer_arrives, second_visit),
    *(person_acts, bookkeeper_acts) * 2,
    *(answer_is_late,) * 3,
    *(answer_is_lost_for_good,) * 4,
    *(server_dies,) * 4,
    *(power_cut, spoils_answer, forgets, keeps_no_answers, loses_stored, is_locked, has_trouble, asks_a_question),
)
AFTER = (line_breaks_behind, sent_twice, sent_twice)
# So many different commits are met by ENOUGH stories at least.
LEAST_COMMITS = 15
