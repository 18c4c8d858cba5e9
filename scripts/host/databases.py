"""Databases by copy. A copy of a template takes about one second, an installation half a minute."""

import re
import shutil
import subprocess

from . import layout
from .postgres import environment, query
from .process import HostError, run, say


def check_name(name: str) -> str:
    """The name itself, if it is plain enough to stand in SQL, in a URL filter and as a folder.

    :raises HostError: otherwise
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
        raise HostError(f"{name!r} is no name for a database: small letters, digits and underscores only.")
    return name


def database_exists(name: str) -> bool:
    """Whether the cluster has a database of this name."""
    return bool(query(f"select 1 from pg_database where datname = '{check_name(name)}'"))


def new_database(name: str, template: str) -> None:
    """Make ``name`` a copy of ``template``, filestore included, with an identity of its own.

    Keys of exchanges are derived from the database's uuid, so a copy must not keep its template's.

    :raises HostError: when ``name`` exists, or ``template`` does not or is in use
    """
    copy_database(name, template)
    query(
        "update ir_config_parameter set value = gen_random_uuid()::text "
        "where key in ('database.uuid', 'database.secret')",
        name,
    )


def copy_database(name: str, template: str) -> None:
    """Copy database and filestore, nothing else."""
    check_name(name)
    check_name(template)
    # Two copies at once take turns on the template inside PostgreSQL; a session left open on it would be in
    # the way.
    query(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        f"where datname = '{template}' and application_name not in ('createdb', 'psql')"
    )
    query(f"create database {name} template {template}")
    shutil.rmtree(layout.FILESTORE / name, ignore_errors=True)
    if (layout.FILESTORE / template).is_dir():
        # Odoo never writes into a stored file, so hard links do.
        run(["cp", "-al", layout.FILESTORE / template, layout.FILESTORE / name])


def drop_database(name: str) -> None:
    """Drop the database and its filestore, if they exist; open sessions are cut."""
    query(f"drop database if exists {check_name(name)} with (force)")
    shutil.rmtree(layout.FILESTORE / name, ignore_errors=True)


def rename_database(old: str, new: str) -> None:
    """Rename database and filestore; ``new`` must not exist."""
    query(f"alter database {check_name(old)} rename to {check_name(new)}")
    shutil.rmtree(layout.FILESTORE / new, ignore_errors=True)
    if (layout.FILESTORE / old).is_dir():
        (layout.FILESTORE / old).rename(layout.FILESTORE / new)


def list_databases() -> list[str]:
    """Names of the databases of Odoo in the cluster."""
    sql = "select datname from pg_database where not datistemplate and datname <> 'postgres' order by 1"
    return [row[0] for row in query(sql)]


def psql(name: str, arguments: list[str]) -> int:
    """Open psql on the database for a person; returns its exit code."""
    say(f"psql {name}")
    return subprocess.run(["psql", "-d", check_name(name), *arguments], env=environment(), check=False).returncode
