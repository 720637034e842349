import ast

import pytest
from conftest import ROOT

SCRIPTS = ("speed.py", "scale.py")


def names_defined_in(module):
    """The names that a module of the library defines or imports, without importing it."""
    path = ROOT.joinpath("workflow", *module.split(".")).with_suffix(".py")
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_import_of_a_benchmark_exists_in_the_library(script):
    tree = ast.parse((ROOT / "bench" / script).read_text(encoding="utf-8"))
    imports = [
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reprise")
        for alias in node.names
    ]
    assert imports
    missing = [(module, name) for module, name in imports if name not in names_defined_in(module)]
    assert missing == []
