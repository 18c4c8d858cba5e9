"""Paths of somebody's machine, and hosts of package registries: they work in one place only.

Whoever installs has a mirror of his own, which pip and apt of his machine know.
"""

import re

from .tree import Finding

about = "no file names a path of a machine or the host of a registry"

# Written so that they do not match themselves.
PATHS = re.compile(r"(?<![\w.~/}$*-])/(?:root|home|work|farm|Users|mnt)/[\w.-]+|/opt/(?:wheels|pypi)[\w-]*")
HOSTS = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmjs\.com|deb\.debian\.org|security\.debian\.org"
    r"|ghcr\.io|docker\.io|quay\.io|pkg\.dev|proxy\.golang\.org|crates\.io)\b"
)


def check(tree):
    """Look at every line of every text file but the licence."""
    for name in tree.files:
        if name == "LICENSE":
            continue
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            for match in PATHS.finditer(line):
                yield Finding(name, number, f"{match[0]} is a path of one machine")
            for match in HOSTS.finditer(line):
                yield Finding(name, number, f"{match[0]} is the host of a registry; leave it to the machine's settings")
