"""Changes: what is said of an entry that is there already (facts 2.2, 2.4).

What is left out keeps its value there; a text that is sent empty is emptied. Xero keeps no lock against two who change
the same entry: what was changed there is told by the reading before.
"""


def said(push, values: dict, sources: dict) -> dict:
    """Return the fields of a change whose sources are no longer what Xero accepted last.

    :param push: its ``changed`` names fields of the document; ``None`` says that nobody knows, so all are said.
    :param sources: name of field -> names of the fields of the document that it is made of; one without any is
        always said.
    """
    if push.changed is None:
        return values
    return {
        name: value
        for name, value in values.items()
        if name not in sources or not push.changed.isdisjoint(sources[name])
    }
