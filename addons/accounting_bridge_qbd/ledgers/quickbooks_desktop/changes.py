"""Changes say what changed and leave the rest as it is there: what is left out of a Mod stays (facts 4.9)."""


def said(push, values: dict, sources: dict) -> dict:
    """Return the elements of a change whose fields are no longer what QuickBooks accepted last.

    :param push: its ``changed`` names fields of the document; ``None`` says that nobody knows, so all are said.
    :param sources: name of element -> names of the fields that it is made of; an element without any is always said.
    """
    if push.changed is None:
        return values
    return {
        name: value
        for name, value in values.items()
        if name not in sources or not push.changed.isdisjoint(sources[name])
    }
