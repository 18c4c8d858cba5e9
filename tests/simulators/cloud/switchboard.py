"""Questions that nobody could answer, as switches of a dataclass: each has positions, a source and a meaning."""

from dataclasses import field, fields


def switch(default, positions, source, meaning):
    """``positions`` are all that is allowed, or a type where any value of it is."""
    return field(default=default, metadata={"positions": positions, "source": source, "meaning": meaning})


class Switchboard:
    """The base of a dataclass whose fields are switches: only positions that there are, also while it runs."""

    def __post_init__(self):
        for one in fields(self):
            self._check(one.name, getattr(self, one.name))

    @classmethod
    def _check(cls, name, value):
        known = {one.name: one.metadata["positions"] for one in fields(cls)}
        if name not in known:
            raise ValueError(f"unknown switch {name}; there are {', '.join(known)}")
        positions = known[name]
        fits = type(value) is positions if isinstance(positions, type) else value in positions
        if not fits:
            raise ValueError(f"{name} is {positions if isinstance(positions, tuple) else positions.__name__}")

    def set(self, **values) -> None:
        for name, value in values.items():
            self._check(name, value)
            setattr(self, name, value)
