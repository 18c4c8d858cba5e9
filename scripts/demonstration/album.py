"""Pictures of the pages of a story, numbered as they come."""

from pathlib import Path

TALL, USUAL = {"width": 1366, "height": 1240}, {"width": 1366, "height": 900}


class Album:
    """A folder of pictures whose names begin alike."""

    def __init__(self, folder: Path, name: str):
        self._folder, self._name = folder, name
        self._count = 0

    def take(self, page, name: str) -> None:
        """Keep a picture of the whole page."""
        self._count += 1
        page.set_viewport_size(TALL)
        page.wait_for_timeout(400)
        page.screenshot(path=str(self._folder / f"{self._name}-{self._count:02}-{name}.png"))
        page.set_viewport_size(USUAL)
