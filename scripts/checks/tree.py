"""The files of a repository as checks see them."""

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One place that a check does not like; ``path`` is relative to the root, ``line`` counts from 1."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class Tree:
    """A root folder and the files below it that belong to the project."""

    def __init__(self, root: Path, files: list[str] | None = None):
        """:param files: paths relative to ``root``; None asks git, or takes all where git knows nothing"""
        self.root = root
        self.files = sorted(files if files is not None else _of_git(root) or _all(root))
        self._texts: dict[str, str] = {}

    def named(self, *suffixes: str) -> list[str]:
        """The files with one of these endings; Python also without ending, by its first line."""
        found = [name for name in self.files if name.endswith(suffixes)]
        if ".py" in suffixes:
            bare = (name for name in self.files if "." not in name.rsplit("/", 1)[-1])
            found += [name for name in bare if self.text(name).startswith("#!/usr/bin/env python3")]
        return found

    def text(self, name: str) -> str:
        """The text of a file; empty for a binary one."""
        if name not in self._texts:
            data = (self.root / name).read_bytes()
            self._texts[name] = "" if b"\0" in data[:8000] else data.decode("utf-8", "replace")
        return self._texts[name]

    def parsed(self, name: str) -> ast.Module | None:
        """The syntax tree of a Python file; None when it has no valid syntax, which ruff reports."""
        try:
            return ast.parse(self.text(name))
        except SyntaxError:
            return None


def _of_git(root: Path) -> list[str]:
    """Tracked files and those about to be; empty without git. Whose clone it is does not matter."""
    git = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(git, cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        return []
    if done.returncode:
        return []
    names = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    return [name for name in dict.fromkeys(names) if name and (root / name).is_file()]


def _all(root: Path) -> list[str]:
    ignored = {".git", ".host", "__pycache__", ".ruff_cache", ".pytest_cache"}
    names = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [name.as_posix() for name in names if not ignored & set(name.parts)]
