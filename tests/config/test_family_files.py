import json.decoder
from pathlib import Path

import pytest

from reprise.config.family_files import find_family_file


@pytest.mark.parametrize(
    "definition",
    [
        "def wide(*a): pass",
        "class wide: pass",
        "wide = print",
        "from math import sin as wide",
        "from my_layers import wide",
    ],
)
def test_a_function_is_found_without_running_its_file(tmp_path, definition):
    (tmp_path / "mine.py").write_text(f"raise RuntimeError('run')\n{definition}\n")
    assert find_family_file("mine:wide", "s.yaml", tmp_path) == str(tmp_path / "mine.py")


def test_a_module_may_be_a_package_or_inside_one(tmp_path):
    package = tmp_path / "networks"
    package.mkdir()
    (package / "__init__.py").write_text("def wide(*a): pass\n")
    (package / "deep.py").write_text("def tall(*a): pass\n")
    assert find_family_file("networks:wide", "s", tmp_path) == str(package / "__init__.py")
    assert find_family_file("networks.deep:tall", "s", tmp_path) == str(package / "deep.py")


def test_an_installed_module_is_found_and_the_users_own_file_comes_first(tmp_path):
    installed = find_family_file("json.decoder:JSONDecoder", "s", tmp_path)
    assert Path(installed).samefile(json.decoder.__file__)
    assert Path(find_family_file("json:JSONDecoder", "s", tmp_path)).samefile(json.__file__)
    (tmp_path / "json.py").write_text("class JSONDecoder: pass\n")
    assert find_family_file("json:JSONDecoder", "s", tmp_path) == str(tmp_path / "json.py")


@pytest.mark.parametrize(
    ("family", "text", "problem"),
    [
        ("mine:wode", "def wide(): pass\n", "mine.py has no function 'wode'. Did you mean 'wide'?"),
        ("mine:wide", "x.y = 1\n", "mine.py has no function 'wide'. It has none."),
        ("mine:wide", "def wide(a:\n", "mine.py, line 1 is not valid Python: '(' was never closed"),
        ("mine.py:wide", "", "a module is written without '.py'; write mine:wide."),
        ("nowhere:wide", "", "nowhere.py nor an installed module 'nowhere'. Create the file, or"),
        ("json.nowhere:wide", "", "nor an installed module 'json.nowhere'"),
        ("nowhere.deep:wide", "", "nor an installed module 'nowhere.deep'"),
        ("sys:exit", "", "nor an installed module 'sys'"),
    ],
)
def test_a_family_that_cannot_be_found_is_explained(tmp_path, config_error, family, text, problem):
    (tmp_path / "mine.py").write_text(text)
    error = config_error(find_family_file, family, "s.yaml: configuration 'all'", tmp_path)
    assert error.problem.startswith(f"model.family is {family}, but ")
    assert problem in error.problem
    assert error.where == "s.yaml: configuration 'all'"
    assert (error.key, error.value) == ("model.family", family)


def test_a_file_that_is_not_utf8_is_refused(tmp_path, config_error):
    (tmp_path / "mine.py").write_bytes("# Größe\n".encode("latin-1"))
    error = config_error(find_family_file, "mine:wide", "s.yaml", tmp_path)
    assert "mine.py is not UTF-8 text" in error.problem


@pytest.mark.parametrize(
    "signature",
    [
        "a, b, c, d, e",
        "a, *others",
        "a, b, c, d, e, f=1",
        "a, b, /, c, d=0, e=0, *, g=1",
        "*a, **b",
    ],
)
def test_a_function_that_takes_five_arguments_is_accepted(tmp_path, signature):
    (tmp_path / "mine.py").write_text(f"def wide({signature}): pass\n")
    assert find_family_file("mine:wide", "s", tmp_path) == str(tmp_path / "mine.py")


@pytest.mark.parametrize(
    "signature", ["", "model", "a, b, c, d, e, f", "a, b, c, d, e, *, f", "**options"]
)
def test_a_function_that_cannot_take_five_arguments_is_refused(tmp_path, config_error, signature):
    (tmp_path / "mine.py").write_text(f"\ndef wide({signature}): pass\n")
    error = config_error(find_family_file, "mine:wide", "s.yaml", tmp_path)
    assert f"mine.py, line 2 takes ({signature}); it must take (model," in error.problem


def test_a_decorated_function_is_checked_when_it_is_called(tmp_path):
    (tmp_path / "mine.py").write_text("@five\ndef wide(): pass\n")
    assert find_family_file("mine:wide", "s", tmp_path)
