"""The structure of the library: which folders may import which, and what a module may hold."""

import ast
import importlib
import re

import pytest
from conftest import ROOT

from reprise.paths import LIBRARY, SCRIPTS

# A folder imports only from folders before it.
FOLDERS = (
    *("", "data", "evaluation", "config", "training", "stats", "tables", "forecasting"),
    *("replication", "claims", "figures", "report", "results", "export", "plan"),
)
# They stand on top, above the folders. The package itself imports nothing before it is used.
ENTRY_POINTS = ("verification.py", "snakemake_compat.py", "__main__.py")
MODULES = sorted(LIBRARY.rglob("*.py"))
LONGEST_MODULE = 300  # lines


def imported_names(path):
    """The modules that a file imports, those for type checkers alone aside."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def folder_of(module):
    """The folder of a module of the library, an empty text for those outside of folders."""
    parts = module.split(".")[1:]
    return parts[0] if parts and parts[0] in FOLDERS else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_module_imports_only_from_its_folder_and_those_before_it(path):
    folder = path.parent.name if path.parent != LIBRARY else ""
    if path.name in ENTRY_POINTS:
        folder = FOLDERS[-1]
    allowed = FOLDERS[: FOLDERS.index(folder) + 1]
    ours = {name for name in imported_names(path) if name.split(".")[0] == "reprise"}
    assert {folder_of(name) for name in ours} <= set(allowed)


@pytest.mark.parametrize("folder", FOLDERS[1:])
def test_importing_a_folder_imports_none_of_its_modules(folder):
    assert (LIBRARY / folder / "__init__.py").read_text() == ""


def test_no_module_is_long():
    lengths = {
        path.relative_to(LIBRARY).as_posix(): len(path.read_text().splitlines()) for path in MODULES
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_every_module_is_imported_by_a_test():
    imported = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in imported_names(path)
    }
    modules = {
        ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts)
        for path in MODULES
        if path.name not in ("__init__.py", "__main__.py")  # tests start the latter as a command
    }
    assert modules - imported == set()


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.stem)
def test_every_name_that_a_script_imports_exists(script):
    for node in ast.walk(ast.parse(script.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reprise"):
            module = importlib.import_module(node.module)
            assert [a.name for a in node.names if not hasattr(module, a.name)] == []


def test_every_rule_has_a_script_with_its_name():
    rules = "".join(path.read_text() for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    used = set(re.findall(r'"\.\./scripts/(\w+)\.py"', rules))
    assert used == {path.stem for path in SCRIPTS.glob("*.py")}
