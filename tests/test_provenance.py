import ast

import matplotlib
import pytest

from reprise import provenance
from reprise.paths import LIBRARY, SCRIPTS
from reprise.provenance import code_digest, code_digests, imported_files, package_versions
from reprise.training.fingerprint import TRAINING_CODE

CODE = '''"""A module."""

WIDTH = 3


def double(number):
    """Twice the number."""
    # A comment.
    return 2 * number
'''


@pytest.fixture
def digest_of(tmp_path):
    """Digest source code, each time from a file of its own."""
    count = 0

    def digest(source):
        nonlocal count
        count += 1
        path = tmp_path / f"module_{count}.py"
        path.write_text(source)
        return code_digest(path)

    return digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A comment.", "# Another comment, which is longer."),
        ("    # A comment.\n", ""),
        ('"""Twice the number."""', '"""The number, multiplied by two."""'),
        ('"""A module."""\n', ""),
        ("return 2 * number", "return (\n        2\n        * number\n    )"),
    ],
)
def test_comments_docstrings_and_layout_do_not_change_the_digest(digest_of, before, after):
    assert before in CODE
    assert digest_of(CODE.replace(before, after)) == digest_of(CODE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("WIDTH = 3", "WIDTH = 4"), ("2 * number", "2 + number"), ("double", "twice")],
)
def test_code_changes_the_digest(digest_of, before, after):
    assert digest_of(CODE.replace(before, after)) != digest_of(CODE)


def names_of(entry):
    """The files that an entry imports, relative to the folder of the library."""
    return {path.relative_to(LIBRARY).as_posix() for path in imported_files(entry)}


def test_the_code_of_training_does_not_include_what_shows_or_plans():
    names = names_of(TRAINING_CODE)
    assert {
        "training/engine.py",  # imported within a function
        "training/families.py",
        "training/single_run.py",
        "data/framing.py",
        "evaluation/metrics.py",
    } <= names
    folders = {name.partition("/")[0] for name in names if "/" in name}
    assert folders <= {"data", "evaluation", "training"}
    assert not {"console.py", "environment.py", "labels.py", "training/costs.py"} & names
    assert "training/train_runs.py" not in names, "it only orders the runs"


def test_a_new_name_of_the_library_trains_nothing_and_the_names_do_nothing():
    """Its `__init__.py` is in no digest; therefore it may only define what is used on request."""
    assert "__init__.py" not in names_of(TRAINING_CODE)
    assert "training/__init__.py" in names_of(TRAINING_CODE)
    docstring, *statements = ast.parse((LIBRARY / "__init__.py").read_text()).body
    assert isinstance(docstring, ast.Expr)
    for statement in statements:
        if isinstance(statement, ast.ImportFrom):
            assert statement.module in ("importlib", "typing")
        elif isinstance(statement, ast.If):
            assert ast.unparse(statement.test) == "TYPE_CHECKING" and not statement.orelse
        else:
            assert isinstance(statement, ast.FunctionDef | ast.Assign)


def test_the_digests_name_files_relative_to_the_workflow():
    digests = code_digests(TRAINING_CODE)
    assert digests["reprise/training/engine.py"] == code_digest(LIBRARY / "training/engine.py")
    assert digests.keys() == {f"reprise/{name}" for name in names_of(TRAINING_CODE)}


@pytest.fixture
def library(tmp_path):
    """A small library in the place of our own, and a function that writes a file of it."""
    folder = tmp_path / "reprise"
    files = ("__init__.py", "leaf.py", "tools/__init__.py", "tools/cutter.py", "tools/saw.py")
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return folder


def imports_of(library, source):
    """The files of the small library that a script imports."""
    script = library.parent / "script.py"
    script.write_text(source)
    provenance.forget_files()
    files = set(imported_files(script, library.parent)) - {script}
    return {path.relative_to(library).as_posix() for path in files}


TOOLS = {"__init__.py", "tools/__init__.py"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import json", set()),
        ("import repriser.leaf", set()),
        ("import reprise.leaf", {"__init__.py", "leaf.py"}),
        ("import json, reprise.leaf as leaf", {"__init__.py", "leaf.py"}),
        ("from reprise import leaf", {"__init__.py", "leaf.py"}),
        ("from reprise.tools import cutter", TOOLS | {"tools/cutter.py"}),
        ("from reprise.tools import cutter, saw", TOOLS | {"tools/cutter.py", "tools/saw.py"}),
        ("from reprise.tools.cutter import cut", TOOLS | {"tools/cutter.py"}),
        ("from reprise.tools import a_name_in_init", TOOLS),
        ("def f():\n    import reprise.leaf", {"__init__.py", "leaf.py"}),
        ("from .reprise import leaf", {"__init__.py", "leaf.py"}),
        ("from . import reprise", {"__init__.py"}),
        ("from .. import reprise", set()),
        (
            "class A:\n    def f(self):\n        from reprise import leaf",
            {"__init__.py", "leaf.py"},
        ),
    ],
)
def test_the_walk_finds_modules_and_the_packages_that_hold_them(library, source, expected):
    assert imports_of(library, source) == expected


def test_a_module_imports_its_neighbours_by_relative_names(library):
    (library / "tools" / "cutter.py").write_text("from . import saw\nfrom ..leaf import green\n")
    expected = TOOLS | {"leaf.py", "tools/cutter.py", "tools/saw.py"}
    assert imports_of(library, "import reprise.tools.cutter") == expected


def test_the_versions_are_those_of_the_packages_that_the_code_imports():
    versions = package_versions(SCRIPTS / "draw_studies.py")
    assert versions["matplotlib"] == matplotlib.__version__
    assert {"python", "seaborn", "pandas", "numpy"} <= versions.keys()
    assert not {"tensorflow", "snakemake", "reprise"} & versions.keys()
    versions = package_versions(SCRIPTS / "prepare_studies.py")
    assert {"statsmodels", "scikit-learn"} <= versions.keys()
    assert "matplotlib" not in versions


def test_the_walk_continues_in_modules_and_in_the_init_of_their_packages(library):
    (library / "tools" / "__init__.py").write_text("import reprise.leaf")
    (library / "tools" / "cutter.py").write_text("def f():\n    import reprise.tools.saw")
    (library / "tools" / "saw.py").write_text("import reprise.tools.cutter")  # a cycle
    expected = TOOLS | {"leaf.py", "tools/cutter.py", "tools/saw.py"}
    assert imports_of(library, "import reprise.tools.cutter") == expected


@pytest.mark.parametrize("condition", ["TYPE_CHECKING", "typing.TYPE_CHECKING"])
def test_imports_for_type_checkers_do_not_count_and_those_in_else_do(library, condition):
    source = f"if {condition}:\n    import reprise.tools.saw\nelse:\n    import reprise.leaf\n"
    assert imports_of(library, source) == {"__init__.py", "leaf.py"}
    source = "if ready:\n    import reprise.leaf\n"
    assert imports_of(library, source) == {"__init__.py", "leaf.py"}
