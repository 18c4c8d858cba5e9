"""What may befall a run on QuickBooks Online, each at an HTTP call that was drawn.

Those of ``BEFORE`` strike before the call leaves, those of ``AFTER`` when its answer is in hand. ``run.call`` is it.
"""

from tests.faults.online_company import MEMORIES

from .befalls import bookkeeper_acts, five_minutes, person_acts


def call_never_came(story, run):
    story.world.online.order("drop_before_commit")
    return f"{run.said}: the line breaks before it is there"


def answer_is_lost(story, run):
    story.world.online.order("drop_after_commit")
    return f"{run.said}: done, and its answer is lost"


def answer_is_broken(story, run):
    how = story.draw.choice(("truncated", "broken_off", "broken_after_commit", "xml"))
    story.world.online.order(how)
    return f"{run.said}: done, and its answer is {how}"


def gateway_is_broken(story, run):
    story.world.online.order("broken", status=story.draw.choice((500, 503, 504)))
    return f"{run.said}: a page of HTML for it"


def half_a_batch(story, run):
    if run.call.path != "batch":
        return None
    done = story.draw.randint(1, 3)
    story.world.online.order("half_batch", items=done)
    return f"{run.said}: the line breaks behind {done} of its items"


def batch_is_not_whole(story, run):
    if run.call.path != "batch":
        return None
    how = story.draw.choice(("missing_bid", "missing_item", "duplicated_item"))
    story.world.online.order(how)
    return f"{run.said}: its answer has a {how}"


def throttled(story, run):
    story.world.online.order("throttled")
    return f"{run.said}: throttled"


def has_trouble(story, run):
    story.world.online.order("fault", status=story.draw.choice((200, 500)))
    return f"{run.said}: internal trouble there"


def signed_out(story, run):
    story.world.online.order("unauthorised")
    return f"{run.said}: the token is not taken"


def remembers_otherwise(story, run):
    """Of requests that were made before as well."""
    memory = story.draw.choice(MEMORIES)
    story.world.memory = memory
    story.world.online.intuit.switches.set(**memory)
    return f"requests are remembered so: {memory}"


def forgets(story, run):
    story.world.online.memory.forget()
    return "the service forgets every request"


def worker_dies(story, run):
    number = story.draw.randint(1, 9)
    story.world.points.order(number)
    return f"the worker will die at the {number}. point from here"


def second_run(story, run):
    """Another worker begins while this one is at work; it goes on as if nothing had happened."""
    second = story.new_visit()
    story.play(second)
    story.world.run = run
    return f"a second run meanwhile: {second.ended_by}"


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
