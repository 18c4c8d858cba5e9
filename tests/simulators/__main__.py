"""``python -m tests.simulators``: the simulated ledgers as programs, for demos and tests from outside."""

import argparse
import sys

from .command_line import COMMANDS
from .command_line.exits import FINE, MISUSE, Misuse


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulators", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        subparser = commands.add_parser(name, help=command.HELP, description=command.__doc__)
        command.add_arguments(subparser)
    arguments = parser.parse_args(words)
    try:
        return COMMANDS[arguments.command].run(arguments)
    except Misuse as error:
        print(f"{arguments.command}: {error}", file=sys.stderr)
        return MISUSE
    except KeyboardInterrupt:
        return FINE


if __name__ == "__main__":
    sys.exit(main())
