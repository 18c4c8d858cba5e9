"""Exit codes, and an error that a person can read."""

FINE = 0
FAILED = 1  # a visit ended with an error of the connector
MISUSE = 2  # wrong arguments or files, as argparse has it
REFUSED = 3  # the connector does not add this .qwc
POWER_CUT = 4  # the simulated machine died, as ordered


class Misuse(Exception):
    """The command cannot run as it was given; the text says why and what to do."""
