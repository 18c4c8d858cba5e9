"""``docs/reasons.rst`` is made from the table of reasons."""

from scripts import reasons_page

from .tree import Finding

about = "docs/reasons.rst says what reasons.py and cures.py say"


def check(tree):
    """Make the page again and compare."""
    source = f"{reasons_page.LEDGERS}/reasons.py"
    if source not in tree.files:
        return
    try:
        expected = reasons_page.text(tree.root)
    except Exception as error:  # noqa: BLE001 - whatever the table does when it is read, the page cannot be made
        yield Finding(source, 1, f"the page of reasons cannot be made: {error!r}")
        return
    if reasons_page.PAGE not in tree.files or tree.text(reasons_page.PAGE) != expected:
        yield Finding(reasons_page.PAGE, 1, "not current: run python3 -m scripts.reasons_page")
