"""Each of our checks finds its own mistake, says where, and leaves the samples of the others alone."""

import pytest

from scripts import codes_page, reasons_page
from scripts.checks import CHECKS, Tree

SETUP = "[options]\ninstall_requires =\n    odoo==19.0.*\n    lxml==5.4.0\n"
REQUIREMENTS = (
    "# Made from setup.cfg by: python3 -m scripts.requirements\n"
    "# Odoo 19 itself is not on the Python package index; scripts/host brings it, or install it your own "
    "way.\n"
    "lxml==5.4.0\n"
)
CORE = "addons/accounting_bridge"
LEDGER = f"{CORE}/ledgers/xero/codec.py"
SIMULATOR = "tests/simulators/xero/server.py"

# A host and a path that must not stand here in one piece: this file is checked too.
REGISTRY = "https://py" + "pi.org/simple"
PERSONAL = "/ho" + "me/ann/bridge"

REASONS = "from .cures import CURES\nREASONS = {}\nBACK_OFF_MINUTES = (1, 2)\n"
TESTS = (
    "class DesktopCase:\n    def test_it(self):\n        pass\n"
    "class TestKinds(DesktopCase):\n    impossible = {'other'}\n"
    "class TestBare(DesktopCase):\n    impossible = {'missing'}\n"
    "class TestOthers(XeroCompanyCase):\n    def test_it(self):\n        pass\n"
)
PROOFS = (
    "   * - ``missing``\n     - cannot be: it takes all\n     - ``TestKinds.test_it``\n"
    "     - cannot be:\n       neither\n     - ``TestOthers.test_it``\n"
)

DOES = "".join(f"   * - {row}\n     - It\n     - ``DesktopCase.test_it``\n" for row in range(1, 157))

TOLD = (
    "class Stories:\n    def test_that(self):\n        pass\n"
    "@tagged('slow')\nclass TestOnlineB(Stories):\n    pass\n"
    "@tagged('quick')\nclass TestXeroB(Stories):\n    pass\n"
)

# check, file, text, line of the finding, a word of the sentence
SAMPLES = [
    (
        "discarded_results",
        f"{CORE}/models/a.py",
        "def f(self):\n    self.with_company(1)\n",
        2,
        "with_company",
    ),
    (
        "discarded_results",
        f"{CORE}/models/a.py",
        "def f(r):\n    r.try_lock_for_update()\n    return r\n",
        2,
        "try_lock",
    ),
    ("discarded_results", f"{CORE}/models/a.py", "def f(r):\n    r.sudo().filtered('x')\n", 2, "filtered"),
    ("discarded_results", "scripts/demo", "#!/usr/bin/env python3\nr.exists()\n", 2, "exists"),
    ("ledger_imports", LEDGER, "from odoo import models\n", 1, "odoo.models"),
    ("ledger_imports", LEDGER, "import odoo.tools\n", 1, "odoo.tools"),
    ("ledger_imports", LEDGER, "def f():\n    from odoo.addons.account import x\n", 2, "odoo.addons.account"),
    ("ledger_imports", LEDGER, "from odoo.addons import accounting_bridge\n", 1, "accounting_bridge"),
    ("ledger_imports", LEDGER, "from ...models import bridge_flow\n", 1, "accounting_bridge.models"),
    (
        "ledger_imports",
        LEDGER,
        "import importlib\nm = importlib.import_module('odoo.fields')\n",
        2,
        "odoo.fields",
    ),
    (
        "ledger_imports",
        SIMULATOR,
        "from odoo.addons.accounting_bridge.ledgers import documents\n",
        1,
        "alone",
    ),
    ("ledger_imports", SIMULATOR, "import addons.accounting_bridge\n", 1, "alone"),
    ("file_length", f"{CORE}/models/a.py", "x = 1\n" * 601, 601, "601 lines"),
    ("file_length", f"{CORE}/static/src/a.js", "let x;\n" * 700, 601, "700 lines"),
    ("file_length", f"{CORE}/views/a.xml", "<a/>\n" * 601, 601, "601 lines"),
    ("machine_paths", "docs/install.rst", f"Go to\n{PERSONAL}\n", 2, "path of one machine"),
    ("machine_paths", "docker/pip.conf", f"index-url = {REGISTRY}\n", 1, "host of a registry"),
    ("requirements_current", "requirements.txt", "lxml==5.3.0\n", 1, "not current"),
    ("requirements_current", "setup.cfg", SETUP.replace("5.4.0", "5.*"), 1, "not pinned"),
    ("requirements_current", "scripts/host/requirements.txt", "# host\nLxml==4.9\n", 2, "second time"),
    ("requirements_current", "scripts/host/requirements-dev.txt", "pytest>=8\n", 1, "not pinned"),
    ("reasons_page_current", "docs/reasons.rst", "Reasons\n", 1, "not current"),
    ("reasons_page_current", f"{CORE}/ledgers/reasons.py", "REASONS = 1 / 0\n", 1, "ZeroDivisionError"),
    ("matching_proofs", "docs/matching_proofs.rst", PROOFS.replace("Kinds.test_it", "Kinds.test_no"), 1, "is no test"),
    ("matching_proofs", "docs/matching_proofs.rst", PROOFS.replace("TestKinds", "TestOthers"), 1, "of this ledger"),
    ("matching_proofs", "docs/matching_proofs.rst", PROOFS.replace("cannot be:\n", "never is\n"), 1, "names no test"),
    ("matching_proofs", "docs/matching_proofs.rst", f"{PROOFS}{PROOFS.replace('missing', 'lost')}", 7, "no reason"),
    ("matching_proofs", "docs/matching_proofs.rst", PROOFS[: PROOFS.rindex("     - ")], 1, "3 cells"),
    ("matching_proofs", f"{CORE}/ledgers/reasons.py", f"{REASONS}MATCHING = ('missing', 'new')\n", 1, "new has no row"),
    ("matching_proofs", "docs/matching_proofs.rst", PROOFS.replace("TestKinds", "TestBare"), 1, "leaves this one out"),
    ("slow_stories", f"{CORE}/tests/test_b.py", TOLD.replace("TestXeroB", "OthersB"), 1, "slow on every ledger"),
    ("contract_rows", "docs/what_it_does.rst", DOES.replace("   * - 7\n", "   * - 8\n"), 1, "[7]"),
    (
        "contract_rows",
        "docs/what_it_does.rst",
        DOES.replace("``DesktopCase.test_it``", "", 1),
        1,
        "row 1 names no test",
    ),
    ("contract_rows", "docs/what_it_does.rst", DOES.replace("test_it", "test_that", 1), 3, "is no test"),
    ("codes_page_current", "docs/web_connector_codes.rst", "Codes\n", 1, "not current"),
    ("codes_page_current", f"{codes_page.LEDGER}/diagnoses.py", "DIAGNOSES = 1 / 0\n", 1, "ZeroDivisionError"),
]

GOOD = {
    "setup.cfg": SETUP,
    "requirements.txt": REQUIREMENTS,
    "scripts/host/requirements.txt": "# pins\nWerkzeug==3.0.6\n",
    LEDGER: "from odoo.addons.accounting_bridge.ledgers import documents\nfrom ..http import Session\n",
    SIMULATOR: "from ..web_connector import line\nimport re\nre.search('a', 'b')\n",
    f"{CORE}/models/a.py": "def f(self):\n    self = self.sudo()\n    self.write({})\n    return self\n",
    f"{CORE}/ledgers/xero/fields.json": "{\n" * 900,
    f"{CORE}/ledgers/reasons.py": f"{REASONS}MATCHING = ('missing',)\n",
    f"{CORE}/tests/test_a.py": TESTS,
    f"{CORE}/tests/test_b.py": TOLD,
    "docs/what_it_does.rst": DOES,
    "docs/matching_proofs.rst": PROOFS,
    f"{CORE}/ledgers/cures.py": "CURES = {}\n",
    "docs/reasons.rst": reasons_page.HEAD,
    f"{codes_page.LEDGER}/diagnoses.py": "KINDS = {}\nDIAGNOSES = ()\n",
    f"{codes_page.LEDGER}/faults.py": "",
    "docs/web_connector_codes.rst": codes_page.HEAD,
    "docs/a.rst": "See /usr/bin/odoo, ~/work/x, ${HOME}/home/y, https://example.com/work/a and /var/tmp.\n",
    "LICENSE": f"{PERSONAL} {REGISTRY}\n",
}


def tree_of(tmp_path, files):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(tmp_path, list(files))


def findings(tree):
    return {name: found for name, module in CHECKS.items() if (found := list(module.check(tree)))}


def test_good_files_pass_every_check(tmp_path):
    assert findings(tree_of(tmp_path, GOOD)) == {}


@pytest.mark.parametrize(("check", "name", "text", "line", "word"), SAMPLES)
def test_a_mistake_is_found_by_its_check_only(tmp_path, check, name, text, line, word):
    found = findings(tree_of(tmp_path, {**GOOD, name: text}))
    assert list(found) == [check]
    assert [(f.path, f.line) for f in found[check]] == [(name, line)]
    assert word in str(found[check][0])
    assert str(found[check][0]).startswith(f"{name}:{line}: ")


def test_every_check_has_a_sample():
    assert {sample[0] for sample in SAMPLES} == set(CHECKS)


def test_binary_files_and_broken_python_stop_no_check(tmp_path):
    tree = tree_of(tmp_path, {**GOOD, f"{CORE}/models/b.py": "def f(:\n"})
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\0" + PERSONAL.encode())
    tree.files.append("logo.png")
    assert findings(tree) == {}


def test_files_are_those_git_would_commit(tmp_path):
    import subprocess

    tree_of(tmp_path, {"a.py": "", "b.txt": "", ".gitignore": "*.txt\n"})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert Tree(tmp_path).files == [".gitignore", "a.py"]


def test_without_git_all_files_but_the_host(tmp_path):
    tree_of(tmp_path, {"a.py": "", ".host/x.py": "", "b/__pycache__/c.pyc": ""})
    assert Tree(tmp_path).files == ["a.py"]
