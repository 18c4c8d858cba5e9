"""The pictures in README and docs, by ``scripts/screenshots``: taken while the stories of ``scripts/demo`` are played.

================ ===============================================================================================
module           what it does
================ ===============================================================================================
camera           a person's page, and the pictures that are taken of it
everyday         QuickBooks Desktop: from the Web Connector to the report, and what stands for what
organisations    Xero: one of several organisations is to be chosen
matching         QuickBooks Online: who is who, and what Compare shows
setting_up       QuickBooks Online: the set-up in Express, the schedules, and the bill of a pay run
================ ===============================================================================================
"""

import argparse

from . import everyday, matching, organisations, setting_up
from .camera import FOLDER

PARTS = {
    "everyday": everyday.take,
    "organisations": organisations.take,
    "matching": matching.take,
    "setting_up": setting_up.take,
}


def main(argv: list[str] | None = None) -> int:
    """Take all pictures, or those of some parts."""
    top = argparse.ArgumentParser(prog="scripts/screenshots", description="Make the pictures in README and docs anew.")
    top.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all of them where none is named")
    parts = top.parse_args(argv).parts
    if unknown := set(parts) - PARTS.keys():
        top.error(f"there is no part {', '.join(sorted(unknown))}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for part in parts or PARTS:
        PARTS[part]()
    return 0
