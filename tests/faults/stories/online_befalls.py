"""What may befall a run on QuickBooks Online, each at an HTTP call that was drawn.

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
    how = story.draw.choice(("truncated", "broken_off", "broken_after_commit", "xml"))
    story.world.cloud.order(how)
    return f"{run.said}: done, and its answer is {how}"


def half_a_batch(story, run):
    if run.call.path != "batch":
        return None
    done = story.draw.randint(1, 3)
    story.world.cloud.order("half_batch", items=done)
    return f"{run.said}: the line breaks behind {done} of its items"


def batch_is_not_whole(story, run):
    if run.call.path != "batch":
        return None
    how = story.draw.choice(("missing_bid", "missing_item", "duplicated_item"))
    story.world.cloud.order(how)
    return f"{run.said}: its answer has a {how}"


def has_trouble(story, run):
    story.world.cloud.order("fault", status=story.draw.choice((200, 500)))
    return f"{run.said}: internal trouble there"


# Those that stand here more than once befall more often.
BEFORE = (
    *(five_minutes, second_run, remembers_otherwise, forgets, throttled, signed_out, has_trouble),
    *(person_acts, bookkeeper_acts) * 2,
    *(call_never_came, gateway_is_broken, half_a_batch, half_a_batch, batch_is_not_whole),
    *(answer_is_lost,) * 4,
    *(answer_is_broken,) * 2,
    *(worker_dies,) * 4,
)
AFTER = (person_acts, bookkeeper_acts, worker_dies)
# So many different commits are met by ENOUGH stories at least.
LEAST_COMMITS = 8
