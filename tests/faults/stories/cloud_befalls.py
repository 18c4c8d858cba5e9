"""What may befall a run on any ledger in the cloud, each at an HTTP call that was drawn; ``run.call`` is it."""


def call_never_came(story, run):
    story.world.cloud.order("drop_before_commit")
    return f"{run.said}: the line breaks before it is there"


def answer_is_lost(story, run):
    story.world.cloud.order("drop_after_commit")
    return f"{run.said}: done, and its answer is lost"


def gateway_is_broken(story, run):
    story.world.cloud.order("broken", status=story.draw.choice((500, 503, 504)))
    return f"{run.said}: a page of HTML for it"


def throttled(story, run):
    story.world.cloud.order("throttled")
    return f"{run.said}: throttled"


def signed_out(story, run):
    story.world.cloud.order("unauthorised")
    return f"{run.said}: the token is not taken"


def remembers_otherwise(story, run):
    """Of requests that were made before as well."""
    memory = story.draw.choice(story.world.cloud.memories)
    story.world.memory = memory
    story.world.cloud.remember(memory)
    return f"requests are remembered so: {memory}"


def forgets(story, run):
    story.world.cloud.memory.forget()
    return "the service forgets every request"


def worker_dies(story, run):
    """At any point, or at a commit: of points around calls there are more."""
    number, among = story.draw.randint(1, 9), story.draw.choice(("", "commit"))
    story.world.points.order(number, among)
    return f"the worker will die at the {number}. {among or 'point'} from here"


def second_run(story, run):
    """Another worker begins while this one is at work; it goes on as if nothing had happened."""
    second = story.new_visit()
    story.play(second)
    story.world.run = run
    return f"a second run meanwhile: {second.ended_by}"
