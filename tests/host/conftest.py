"""A host of its own for each test: the paths of ``scripts.host.layout`` moved to a temporary folder."""

from pathlib import Path

import pytest

from scripts.host import layout


@pytest.fixture
def host(tmp_path, monkeypatch):
    """``layout`` with every path below a new folder; nothing there is a real host."""
    old = layout.HOST
    for name, value in list(vars(layout).items()):
        if isinstance(value, Path) and value.is_relative_to(old):
            monkeypatch.setattr(layout, name, tmp_path / "host" / value.relative_to(old))
    layout.HOST.mkdir()
    return layout
