"""``docs/web_connector_codes.rst`` is made from the table of codes."""

from scripts import codes_page

from .tree import Finding

about = "docs/web_connector_codes.rst says what diagnoses.py says"


def check(tree):
    """Make the page again and compare."""
    source = f"{codes_page.LEDGER}/diagnoses.py"
    if source not in tree.files:
        return
    try:
        expected = codes_page.text(tree.root)
    except Exception as error:  # noqa: BLE001 - whatever the table does when it is read, the page cannot be made
        yield Finding(source, 1, f"the page of codes cannot be made: {error!r}")
        return
    if codes_page.PAGE not in tree.files or tree.text(codes_page.PAGE) != expected:
        yield Finding(codes_page.PAGE, 1, "not current: run python3 -m scripts.codes_page")
