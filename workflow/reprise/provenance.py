"""Which code decides a result, found by following imports.

Snakemake does not see what a script imports. Here the imports of a file are followed through the
library, those inside functions included. The digest of a file covers its syntax tree without
docstrings, so that a changed comment, docstring or line break changes no digest.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path

from reprise.paths import LIBRARY

DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


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
        Sorted, `file` among them.
    """
    found: set[Path] = set()
    waiting = [file]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _analyse(path)[0]
    return sorted(found)


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
    return _analyse(file)[1]


@cache
def _analyse(file: Path) -> tuple[tuple[Path, ...], str]:
    """The modules of the library that a file imports, and the digest of its code."""
    tree = ast.parse(file.read_bytes(), filename=str(file))
    imports = tuple(_library_imports(tree))
    for node in ast.walk(tree):
        may_have_docstring = isinstance(node, DOCUMENTED)
        if may_have_docstring and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return imports, hashlib.sha256(ast.dump(tree).encode()).hexdigest()


def _library_imports(node: ast.AST):
    """Yield the file of every module of the library that is imported below a node."""
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        children = node.orelse
    else:
        children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield from _files_of(alias.name)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from _files_of(node.module)
        for alias in node.names:
            yield from _files_of(f"{node.module}.{alias.name}")
    for child in children:
        yield from _library_imports(child)


def _files_of(name: str):
    """Yield the file of a module of the library, and those of the packages that hold it."""
    package, *parts = name.split(".")
    if package != LIBRARY.name:
        return
    folder = LIBRARY
    for part in ["", *parts]:
        folder = folder / part
        for path in (folder / "__init__.py", folder.with_suffix(".py")):
            if path.is_file():
                yield path
