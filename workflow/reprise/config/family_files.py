"""Find the Python file of a model family of the user's own, without running the file."""

import ast
import importlib.util
import os
from functools import cache
from pathlib import Path

from reprise.errors import ConfigError, did_you_mean

NUMBER_OF_ARGUMENTS = 5  # of a model family, as training/families.py lists them


def find_family_file(family: str, where: str, root: str | os.PathLike[str]) -> str:
    """Find the file that defines a model family.

    Parameters
    ----------
    family : str
        As in a study file, `module:function`.
    where : str
        The file and the configuration.
    root : path-like
        The folder in which a module is looked for first; installed modules come second.

    Raises
    ------
    ConfigError
        If there is no such module, or the module has no such function, or the function does not
        take five arguments.
    """
    module, _, function = family.partition(":")
    try:
        path = _find_module(module, function, Path(root))
        names = _names_in(path)
        _check_arguments(path, function)
    except ConfigError as error:
        problem = f"model.family is {family}, but {error.problem}"
        raise ConfigError(problem, where, "model.family", family) from None
    if function not in names:
        raise ConfigError(
            f"model.family is {family}, but {path} has no function '{function}'."
            f"{did_you_mean(function, names)} It has {', '.join(names) or 'none'}.",
            where,
            "model.family",
            family,
        )
    return str(path)


def _find_module(module: str, function: str, root: Path) -> Path:
    if module.endswith(".py"):
        raise ConfigError(
            f"a module is written without '.py'; write {module.removesuffix('.py')}:{function}."
        )
    stem = Path(root, *module.split("."))
    path = _find_file(stem) or _find_installed(module)
    if path is None:
        raise ConfigError(
            f"there is neither a file {stem}.py nor an installed module '{module}'. Create the"
            " file, or correct the name."
        )
    return path


def _find_file(stem: Path) -> Path | None:
    candidates = (stem.with_suffix(".py"), stem / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


def _find_installed(module: str) -> Path | None:
    """Find an installed module's file; find_spec of a submodule would import its package."""
    package, *submodules = module.split(".")
    spec = importlib.util.find_spec(package)
    if spec is None:
        return None
    if not submodules:
        return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None
    folders = spec.submodule_search_locations or []
    files = (_find_file(Path(folder, *submodules)) for folder in folders)
    return next((file for file in files if file), None)


def _check_arguments(path: Path, function: str) -> None:
    """Check that a function can be called with the five arguments of a model family."""
    found = [
        statement
        for statement in _parse(path).body
        if isinstance(statement, ast.FunctionDef) and statement.name == function
    ]
    if not found or found[-1].decorator_list:
        return  # what is imported, or changed by a decorator, is checked when it is called
    arguments = found[-1].args
    named = [*arguments.posonlyargs, *arguments.args]
    fewest = len(named) - len(arguments.defaults)
    most = NUMBER_OF_ARGUMENTS if arguments.vararg else len(named)
    if not fewest <= NUMBER_OF_ARGUMENTS <= most or None in arguments.kw_defaults:
        raise ConfigError(
            f"the function {function} in {path}, line {found[-1].lineno} takes"
            f" ({ast.unparse(arguments)}); it must take (model, input_shape, outputs,"
            " output_activation, batch_size)."
        )


def _names_in(path: Path) -> list[str]:
    """The names that a Python file defines at its top level and that may be functions."""
    return [name for statement in _parse(path).body for name in _names_defined_by(statement)]


@cache
def _parse(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text ({error.reason}).") from None
    except SyntaxError as error:
        problem = f"{path}, line {error.lineno} is not valid Python: {error.msg}."
        raise ConfigError(problem) from None


def _names_defined_by(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.ImportFrom):
        return [alias.asname or alias.name for alias in statement.names]
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return []
