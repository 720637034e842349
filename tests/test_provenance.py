import pytest

from reprise.paths import LIBRARY
from reprise.plan.stages import ENTRIES
from reprise.provenance import code_digest, imported_files

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
    return {path.relative_to(LIBRARY.parent).as_posix() for path in imported_files(entry)}


def test_the_code_of_training_is_what_trains_one_run():
    names = names_of(ENTRIES["train"])
    assert {"reprise/training/engine.py", "reprise/data/framing.py"} <= names
    assert "reprise/training/models.py" in names, "imported within a function"
    shown_only = {"reprise/console.py", "reprise/training/costs.py", "reprise/figures/style.py"}
    assert not shown_only & names


def test_imports_for_type_checkers_alone_do_not_count(tmp_path):
    script = tmp_path / "script.py"
    source = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from reprise import storage\n"
    )
    script.write_text(source)
    assert imported_files(script) == [script]
