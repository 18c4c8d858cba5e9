"""A story of a ledger in the cloud as a walk: its steps are tests."""

import os
from contextlib import contextmanager


class Walked:
    """Mixed into a story: it tells what went wrong on its pages, and keeps pictures of them."""

    def __init__(self, scene, browser, folder):
        super().__init__(scene, browser, tell=lambda _line: None)
        self.folder = folder

    def take_noise(self) -> list[str]:
        noise = self.noise[:]
        self.noise.clear()
        return noise

    def take_pictures(self, name: str) -> str:
        for login, client in self._clients.items():
            client.page.screenshot(path=str(self.folder / f"{name}-{login}.png"))
        return f"pictures in {self.folder}"


@contextmanager
def walking(story, scene, browser, folder):
    """Odoo, the simulated service and the people's browsers, while a story is walked through.

    :param story: class of the story, a ``Walked``.
    :param scene: class of its scene.
    """
    scene = scene(f"test_{scene.code}_story_{os.getpid()}")
    scene.make()
    try:
        with scene:
            scene.start()
            walk = story(scene, browser, folder)
            yield walk
            walk.close()
    finally:
        scene.remove()
