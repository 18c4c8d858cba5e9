"""Opening a company file by the arguments of a command."""

import json
import sqlite3
from pathlib import Path

from tests.simulators.quickbooks_desktop import CompanyFile, Misbehaviour

from .exits import Misuse


def open_books(path: str, misbehave: str | None = None) -> CompanyFile:
    if not Path(path).exists():
        raise Misuse(f"There is no company file {path}; the command company --create makes one.")
    try:
        return CompanyFile(path, misbehave=read_misbehaviour(misbehave))
    except sqlite3.DatabaseError as error:
        raise Misuse(f"{path} is not a company file: {error}") from error


def read_misbehaviour(spec: str | None):
    """``--misbehave``: JSON, the path of a JSON file, or ``name=value,name=value`` with JSON values."""
    if not spec:
        return None
    try:
        return Misbehaviour.from_dict(_values(spec))
    except (ValueError, OSError) as error:
        raise Misuse(f"--misbehave: {error}") from error


def _values(spec):
    if spec.lstrip().startswith("{"):
        return json.loads(spec)
    if "=" not in spec:
        return json.loads(Path(spec).read_text(encoding="utf-8"))
    values = {}
    for part in spec.split(","):
        name, _equals, value = part.partition("=")
        try:
            values[name.strip()] = json.loads(value)
        except ValueError:
            values[name.strip()] = value
    return values


def create_books(path: str, **options) -> CompanyFile:
    try:
        return CompanyFile.create(path, **options)
    except FileExistsError as error:
        raise Misuse(f"{path} exists already; without --create it is used as it is.") from error
    except ValueError as error:
        raise Misuse(str(error)) from error
