"""The commands of :mod:`scripts.host`; see there."""

import argparse
import shutil
import subprocess
import sys

from . import databases, layout, postgres, process, server, templates
from .bootstrap import ensure_host, remove_host


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python3 -m scripts.host", description="Odoo 19 for this repository")
    commands = top.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="bring everything up; quick when it is")
    up.add_argument("--template", choices=templates.NAMES, default="tpl_host")
    up.add_argument("--no-browser", action="store_true", help="do not install chromium")
    commands.add_parser("status", help="what exists and what runs")
    new = commands.add_parser("database", help="a new database as a copy of a template")
    new.add_argument("name")
    new.add_argument("--from", dest="template", default="tpl_bridge")
    drop = commands.add_parser("drop", help="drop a database and its files")
    drop.add_argument("name")
    for name, text in (("psql", "psql on a database"), ("odoo", "the odoo command with our configuration")):
        command = commands.add_parser(name, help=text)
        if name == "psql":
            command.add_argument("name")
        command.add_argument("arguments", nargs=argparse.REMAINDER)
    commands.add_parser("stop", help="stop PostgreSQL")
    commands.add_parser("remove", help="stop PostgreSQL and delete .host")
    return top


def status() -> int:
    """Print one line per part; exit code 0 when the host can be used."""
    parts = {
        "Odoo": layout.ODOO_ADDONS.is_dir(),
        "Python packages": layout.ODOO.exists(),
        "chromium": shutil.which("chromium") is not None,
        "PostgreSQL": postgres.is_running(),
    }
    for name, there in parts.items():
        print(f"{name:16} {'yes' if there else 'no'}")
    if parts["PostgreSQL"]:
        print(f"{'databases':16} {' '.join(databases.list_databases()) or 'none'}")
    return 0 if all(parts.values()) else 1


def _plain(arguments: list[str]) -> list[str]:
    return arguments[1:] if arguments[:1] == ["--"] else arguments


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(argv)
    if options.command == "up":
        ensure_host(options.template, browser=not options.no_browser)
        process.say(f"the host is up: {options.template}")
    elif options.command == "status":
        return status()
    elif options.command == "database":
        ensure_host(options.template if options.template in templates.NAMES else None)
        databases.new_database(options.name, options.template)
    elif options.command == "drop":
        databases.drop_database(options.name)
    elif options.command == "psql":
        return databases.psql(options.name, _plain(options.arguments))
    elif options.command == "odoo":
        ensure_host(None)
        command = [str(layout.ODOO), *_plain(options.arguments)]
        # "odoo shell -d x": the configuration must follow the name of the command.
        at = 2 if len(command) > 1 and not command[1].startswith("-") else 1
        command[at:at] = ["-c", str(layout.CONF)]
        return subprocess.run(command, env=server.environment(), check=False).returncode
    elif options.command == "stop":
        postgres.stop()
    elif options.command == "remove":
        remove_host()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except process.HostError as error:
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\ninterrupted: the next run goes on from here", file=sys.stderr)
        sys.exit(130)
