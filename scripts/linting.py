"""What ``scripts/lint`` does, once it runs in the virtual environment.

Every linter says ``file:line: sentence`` for what it does not like. Exit code 1 when any did.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from scripts.checks import CHECKS, Finding, Tree
from scripts.host import layout
from scripts.host.process import clean_environment

BIN = layout.VENV / "bin"

# Exceptions that pylint cannot express: message, pattern of the path from its start, reason.
ALLOWED = (
    (
        "invalid-commit",
        r"addons/accounting_bridge/engine/transaction\.py$",
        "the one place that ends a transaction",
    ),
    (
        "prefer-env-translation",
        r"addons/\w+/(ledgers|engine)/",
        "marks words only; models/ translate them",
    ),
    (
        "consider-merging-classes-inherited",
        r"addons/accounting_bridge(_qbd)?/models/(bridge_(connection|binding|issue|cure|plan|flow|mapping)|account_move)_",
        "one class would be a file of more lines than a file may have",
    ),
)


class LintError(Exception):
    """A linter itself failed; the text is its output."""


def _run(command: list) -> subprocess.CompletedProcess:
    words = list(map(str, command))
    return subprocess.run(words, cwd=layout.REPO, env=clean_environment(), capture_output=True, text=True, check=False)


def _output(command: list, expected: tuple[int, ...]) -> str:
    done = _run(command)
    if done.returncode not in expected:
        raise LintError(f"{command[0]} ended with code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def ruff(tree: Tree) -> Iterator[Finding]:
    """Everything in ruff.toml."""
    command = [BIN / "ruff", "check", "--no-cache", "--output-format", "json", "."]
    for entry in json.loads(_output(command, (0, 1))):
        path = entry["filename"].removeprefix(f"{tree.root}/")
        yield Finding(path, entry["location"]["row"], f"{entry['code']} {entry['message']}")


def addons(tree: Tree) -> list[str]:
    """Paths of the addons that have a manifest."""
    manifests = (name for name in tree.files if name.startswith("addons/") and name.endswith("/__manifest__.py"))
    return sorted(name.rsplit("/", 1)[0] for name in manifests if name.count("/") == 2)


def pylint_odoo(tree: Tree) -> Iterator[Finding]:
    """Everything in .pylintrc, but for ALLOWED."""
    folders = addons(tree)
    if not folders:
        return
    command = [layout.PYTHON, "-m", "pylint", "--rcfile=.pylintrc", "--output-format=json", *folders]
    # Exit codes are bits for kinds of messages; 32 is wrong usage, 1 a file it could not read.
    for entry in json.loads(_output(command, tuple(range(32))) or "[]"):
        path, symbol = entry["path"], entry["symbol"]
        if any(symbol == message and re.match(pattern, path) for message, pattern, _reason in ALLOWED):
            continue
        sentence = " ".join(entry["message"].split())
        yield Finding(path, entry["line"], f"{entry['message-id']} {sentence} ({symbol})")


def oca_checks(tree: Tree) -> Iterator[Finding]:
    """XML, CSV and manifests, by oca-checks-odoo-module with .oca_hooks.cfg."""
    for folder in addons(tree):
        command = [BIN / "oca-checks-odoo-module", "--config", ".oca_hooks.cfg", folder]
        done = _run(command)
        # "path:line: name sentence" or "path:line name sentence"
        found = re.findall(rf"^({re.escape(folder)}/[^:\n]+)(?::(\d+))?:?\s+(\S.*)$", done.stdout, re.M)
        for path, number, sentence in found:
            yield Finding(path, int(number or 1), sentence)
        # A crash has the same exit code as findings.
        if done.returncode and not found:
            raise LintError(f"oca-checks-odoo-module {folder} ended with code {done.returncode}\n{done.stderr}")


def linters() -> dict:
    """Name -> function of a tree that yields findings."""
    ours = {name.replace("_", "-"): module.check for name, module in CHECKS.items()}
    return {"ruff": ruff, "pylint-odoo": pylint_odoo, "oca-checks": oca_checks, **ours}


def main(names: list[str] | None = None) -> tuple[int, int]:
    """Run the linters of these names, or all; print findings; returns how many liked everything and how many
    did not.
    """
    tree = Tree(layout.REPO)
    chosen = {name: linter for name, linter in linters().items() if not names or name in names}
    good = bad = 0
    for name, linter in chosen.items():
        start = time.monotonic()
        try:
            findings = [str(finding) for finding in linter(tree)]
        except LintError as error:
            findings = [str(error)]
        for finding in findings:
            print(finding)
        good, bad = (good, bad + 1) if findings else (good + 1, bad)
        result = f"{len(findings)} findings" if findings else "ok"
        print(f"lint: {name:22} {result} ({time.monotonic() - start:.1f} s)", flush=True)
    return good, bad


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:])[1] else 0)
