"""Find the code that decides a result by following imports.

Snakemake does not see what a script imports. Therefore this module follows the imports of a file
through the library, including imports within functions. The digest of a file covers its syntax
tree without docstrings, so that a changed comment, docstring or line break changes no digest.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reprise.paths import LIBRARY

NODES_WITH_DOCSTRING = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def imported_files(file: Path) -> list[Path]:
    """Find a file and all modules of the library that it imports, directly or through others.

    Imports under ``if TYPE_CHECKING:`` do not count, because they never run.

    Parameters
    ----------
    file : Path
        A script or a module.

    Returns
    -------
    list of Path
        Sorted; it includes `file`.
    """
    visited: set[Path] = set()
    to_visit = [file]
    while to_visit:
        path = to_visit.pop()
        if path not in visited:
            visited.add(path)
            to_visit += _analyse(path).imports
    return sorted(visited)


def code_digests(file: Path) -> dict[str, str]:
    """Digest the code of a file and of all modules of the library that it imports.

    Parameters
    ----------
    file : Path

    Returns
    -------
    dict of str to str
        The path of each file relative to the folder `workflow`, and the digest of its code.
    """
    return {
        path.relative_to(LIBRARY.parent).as_posix(): code_digest(path)
        for path in imported_files(file)
    }


def code_digest(file: Path) -> str:
    """SHA-256 of the syntax tree of a Python file, without docstrings and positions."""
    return _analyse(file).digest


class _Analysis(NamedTuple):
    """The files of the library that a file imports, and the digest of its code."""

    imports: list[Path]
    digest: str


@cache
def _analyse(file: Path) -> _Analysis:
    tree = ast.parse(file.read_bytes(), filename=str(file))
    imports = list(_library_imports(tree))
    for node in ast.walk(tree):
        if (
            isinstance(node, NODES_WITH_DOCSTRING)
            and ast.get_docstring(node, clean=False) is not None
        ):
            del node.body[0]
    return _Analysis(imports, hashlib.sha256(ast.dump(tree).encode()).hexdigest())


def _library_imports(node: ast.AST) -> Iterator[Path]:
    """Yield the file of every module of the library that a node or its children import."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _files_of_module(alias.name)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from _files_of_module(node.module)
        for alias in node.names:  # a name may be a module
            yield from _files_of_module(f"{node.module}.{alias.name}")
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        children = node.orelse
    for child in children:
        yield from _library_imports(child)


def _files_of_module(name: str) -> Iterator[Path]:
    """Yield the file of a module of the library, and the `__init__.py` of its packages."""
    package, *parts = name.split(".")
    if package != LIBRARY.name:
        return
    path = LIBRARY
    for part in ["", *parts]:
        path = path / part
        for file in (path / "__init__.py", path.with_suffix(".py")):
            if file.is_file():
                yield file
