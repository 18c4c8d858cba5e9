"""A file of more than 600 lines has more than one job."""

from .tree import Finding

about = "no file is longer than 600 lines"

LIMIT = 600


def check(tree):
    """Count the lines of code and views; generated tables (JSON) and texts may be longer."""
    for name in tree.named(".py", ".js", ".xml", ".scss", ".css"):
        lines = tree.text(name).count("\n")
        if lines > LIMIT:
            yield Finding(name, LIMIT + 1, f"the file has {lines} lines, more than {LIMIT}")
