"""What may befall a run on Xero, each at an HTTP call that was drawn.

Those of ``BEFORE`` strike before the call leaves, those of ``AFTER`` when its answer is in hand. ``run.call`` is it.
"""

from .befalls import bookkeeper_acts, five_minutes, person_acts
from .cloud_befalls import (
    answer_is_lost,
    call_never_came,
    forgets,
    gateway_is_broken,
    remembers_otherwise,
    second_run,
    signed_out,
    throttled,
    worker_dies,
)


def answer_is_broken(story, run):
    how = story.draw.choice(("truncated", "broken_off", "broken_after_commit", "html_after_commit", "xml"))
    story.world.cloud.order(how)
    return f"{run.said}: done, and its answer is {how}"


def answer_is_strange(story, run):
    """Fields and values of next year, and the elements in another order."""
    how = story.draw.choice(("unknown_fields", "reversed_elements"))
    story.world.cloud.order(how)
    return f"{run.said}: done, and its answer has {how}"


def half_a_list(story, run):
    if run.call.method != "PUT" or "/" in run.call.path:
        return None
    done = story.draw.randint(1, 3)
    story.world.cloud.order("half_list", items=done)
    return f"{run.said}: the line breaks behind {done} of its elements"


def list_is_not_whole(story, run):
    if run.call.method != "PUT" or "/" in run.call.path:
        return None
    how = story.draw.choice(("missing_element", "duplicated_element"))
    story.world.cloud.order(how)
    return f"{run.said}: its answer has a {how}"


def error_is_remembered(story, run):
    """An internal error, which the key gives back as long as it is remembered."""
    if not run.call.key:
        return None
    how = story.draw.choice(("cached_error", "cached_error_after_commit"))
    story.world.cloud.order(how)
    return f"{run.said}: a {how}"


def is_offline(story, run):
    story.world.cloud.order("offline")
    return f"{run.said}: the organisation is offline"


# Those that stand here more than once befall more often.
BEFORE = (
    *(five_minutes, second_run, remembers_otherwise, forgets, throttled, signed_out, is_offline),
    *(person_acts, bookkeeper_acts) * 2,
    *(call_never_came, gateway_is_broken, half_a_list, half_a_list, list_is_not_whole, error_is_remembered),
    *(answer_is_lost,) * 4,
    *(answer_is_broken,) * 2,
    *(answer_is_strange,),
    *(worker_dies,) * 4,
)
AFTER = (person_acts, bookkeeper_acts, worker_dies)
# So many different commits are met by ENOUGH stories at least.
LEAST_COMMITS = 8
