"""Find the code that decides a result by following imports.

Snakemake does not see what a script imports. Therefore this module follows the imports of a file
through the library, including imports within functions. The digest of a file covers its syntax
tree without docstrings, so that a changed comment, docstring or line break changes no digest.
"""

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from reprise.paths import LIBRARY

NODES_WITH_DOCSTRING = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# It only names what the library offers, and imports nothing before a name is used. It decides no
# result, so a new name in it trains no run again.
NAMES_OF_THE_LIBRARY = LIBRARY / "__init__.py"
# Packages that are installed under another name than they are imported.
INSTALLED_NAMES = {"sklearn": "scikit-learn", "PIL": "pillow", "yaml": "PyYAML"}


def imported_files(file: Path, folder: Path = LIBRARY.parent) -> list[Path]:
    """Find a file and all modules below a folder that it imports, directly or through others.

    Imports under ``if TYPE_CHECKING:`` do not count, because they never run.

    Parameters
    ----------
    file : Path
        A script or a module.
    folder : Path
        The folder in which Python finds the modules; by default that of the library.

    Returns
    -------
    list of Path
        Sorted; it includes `file`.
    """
    return list(_follow_imports(file, folder))


@cache
def _follow_imports(file: Path, folder: Path) -> tuple[Path, ...]:
    visited: set[Path] = set()
    to_visit = [file]
    while to_visit:
        path = to_visit.pop()
        if path not in visited:
            visited.add(path)
            for name in _analyse(path).imports:
                to_visit += _files_of_module(name, folder, path)
    return tuple(sorted(visited))


def code_digests(file: Path, folder: Path = LIBRARY.parent) -> dict[str, str]:
    """Digest the code of a file and of all modules below a folder that it imports.

    Parameters
    ----------
    file, folder : Path
        As in `imported_files`.

    Returns
    -------
    dict of str to str
        The path of each file relative to the folder, and the digest of its code. A file that is
        elsewhere has its name in place of a path.
    """
    return {_place(path, folder): code_digest(path) for path in imported_files(file, folder)}


def code_digest(file: Path) -> str:
    """SHA-256 of the syntax tree of a Python file, without docstrings and positions."""
    return _analyse(file).digest


def package_versions(file: Path) -> dict[str, str]:
    """The versions of Python and of all installed packages that the code of a file imports.

    Parameters
    ----------
    file : Path
        A script or a module of the library.

    Returns
    -------
    dict of str to str
        The packages that the file and the modules of `imported_files` import. Standard modules and
        packages that are not installed are left out.
    """
    files = imported_files(file)
    modules = {name.partition(".")[0] for path in files for name in _analyse(path).imports}
    versions = {"python": ".".join(map(str, sys.version_info[:2]))}
    for module in sorted(modules - sys.stdlib_module_names - {LIBRARY.name, ""}):
        package = INSTALLED_NAMES.get(module, module)
        found = _installed_version(package)
        if found is not None:
            versions[package] = found
    return versions


class _Analysis(NamedTuple):
    """The names of the modules that a file may import, and the digest of its code."""

    imports: list[str]
    digest: str


@cache
def _analyse(file: Path) -> _Analysis:
    tree = ast.parse(file.read_bytes(), filename=str(file))
    imports = list(dict.fromkeys(_imported_names(tree)))
    for node in ast.walk(tree):
        if (
            isinstance(node, NODES_WITH_DOCSTRING)
            and ast.get_docstring(node, clean=False) is not None
        ):
            del node.body[0]
    return _Analysis(imports, hashlib.sha256(ast.dump(tree).encode()).hexdigest())


def _imported_names(node: ast.AST) -> Iterator[str]:
    """Yield the name of every module that a node or its children may import.

    A name that is relative to the file begins with dots, as in Python.
    """
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        yield module
        for alias in node.names:  # a name may be a module
            yield f"{module}.{alias.name}" if node.module else f"{module}{alias.name}"
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        children = node.orelse
    for child in children:
        yield from _imported_names(child)


def _files_of_module(name: str, folder: Path, importer: Path) -> Iterator[Path]:
    """Yield the file of a module below a folder, and the `__init__.py` of its packages.

    The `__init__.py` of the library itself is left out.

    Parameters
    ----------
    name : str
        A name with leading dots is relative to the file that imports it.
    folder : Path
    importer : Path
        The file that imports the module.
    """
    absolute = name.lstrip(".")
    level = len(name) - len(absolute)
    path = importer.parents[level - 1] if level else folder
    if not absolute or absolute.partition(".")[0] not in _names_in(path):
        return
    for part in absolute.split("."):
        path = path / part
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if _is_file(file) and file != NAMES_OF_THE_LIBRARY:
                yield file


@cache
def _names_in(folder: Path) -> frozenset[str]:
    """The names of the files and folders in a folder, without endings."""
    return frozenset(path.stem for path in folder.iterdir()) if folder.is_dir() else frozenset()


@cache
def _is_file(path: Path) -> bool:
    return path.is_file()


def forget_files() -> None:
    """Forget what was read, because a file may have changed since then."""
    for function in (_follow_imports, _analyse, _names_in, _is_file):
        function.cache_clear()


@cache
def _installed_version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _place(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
