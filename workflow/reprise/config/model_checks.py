"""What must hold between a configuration's model and the rows that it reads."""

import ast
import importlib.util
from functools import cache
from pathlib import Path

from reprise.config.data_checks import input_shape
from reprise.errors import ConfigError, did_you_mean

# How many axes a row may have, for the families that do not take every row.
AXES = {"cnn": (2, 3), "lstm": (2,), "cnn_lstm": (2,), "encoder_decoder": (2,)}
AXES_IN_WORDS = {
    (2,): "the time steps of a series",
    (2, 3): "the time steps of a series, or images",
}


def check_model(settings, where, root):
    """A model must fit the rows that it reads.

    Parameters
    ----------
    settings : dict
        A configuration's settings.
    where : str
        The file and the configuration.
    root : path-like
        Where modules of the user's own are looked for.
    """
    model, shape = settings["model"], input_shape(settings)
    family = model["family"]
    if ":" in family:
        family_path(family, where, str(root))
        return
    axes = AXES.get(family)
    if axes and len(shape) not in axes:
        raise ConfigError(
            f"{where}: model.family is {family}, which reads {AXES_IN_WORDS[axes]}; this dataset"
            " has neither. Use mlp."
        )
    if family == "cnn":
        _check_reach(model, shape[:-1], len(_listed(model["filters"])), where)
    if family == "cnn_lstm":
        if shape[0] % model["subsequences"]:
            raise ConfigError(
                f"{where}: model.subsequences is {model['subsequences']}, which does not divide the"
                f" {shape[0]} time steps of a row (framing.lags with lags_as: time_steps)."
            )
        _check_reach(model, (shape[0] // model["subsequences"],), 1, where)
    if family == "lstm":
        _check_era(model, shape, where)
    watched = model["batch_norm"] != "none" or model["batch_norm_input"]
    if settings["evaluation"]["layer_statistics"] and not watched:
        raise ConfigError(
            f"{where}: evaluation.layer_statistics watches batch normalization, and"
            " model.batch_norm is none."
        )


@cache
def family_path(family, where, root):
    """The file of a model family of the user's own, `module:function`, found without running it.

    Raises
    ------
    ConfigError
        If there is no such module, or no such function in it.
    """
    module, _, function = family.partition(":")
    inside = f"{where}: model.family is {family}, but"
    if module.endswith(".py"):
        raise ConfigError(f"{inside} a module is named without '.py': {module[:-3]}:{function}.")
    beside = Path(root, *module.split("."))
    path = _file_of(beside) or _installed(module)
    if path is None:
        raise ConfigError(
            f"{inside} there is neither a file {beside}.py nor an installed module '{module}'."
        )
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    except (SyntaxError, UnicodeDecodeError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise ConfigError(f"{inside} {path}{line} is not Python: {error}.") from None
    known = [name for node in tree.body for name in _names_of(node)]
    if function not in known:
        raise ConfigError(
            f"{inside} {path} has no function '{function}'."
            f"{did_you_mean(function, known)} It has {', '.join(known) or 'none'}."
        )
    return str(path)


def _names_of(node):
    """What a statement of a module defines that may be called."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _file_of(stem):
    candidates = (stem.with_suffix(".py"), stem / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


def _installed(module):
    """An installed module's file. Asking for a module within a package would import that."""
    package, *inside = module.split(".")
    found = importlib.util.find_spec(package)
    if found is None:
        return None
    if not inside:
        return Path(found.origin) if (found.origin or "").endswith(".py") else None
    folders = found.submodule_search_locations or []
    return next(filter(None, (_file_of(Path(folder, *inside)) for folder in folders)), None)


def _check_reach(model, sizes, convolutions, where):
    """Convolutions and pooling must leave something of each axis."""
    kernel, pool = model["kernel_size"], model["pool_size"]
    if sizes == (1,):
        raise ConfigError(
            f"{where}: a row has one time step, with the lags as its features; set"
            " framing.lags_as: time_steps."
        )
    for size in sizes:
        left = size - convolutions * (kernel - 1)
        if left < pool:
            raise ConfigError(
                f"{where}: of {size} time steps or pixels {max(left, 0)} are left after"
                f" {convolutions} convolutions with model.kernel_size {kernel}, fewer than"
                f" model.pool_size {pool}. Lower one of them, or raise framing.lags with"
                " lags_as: time_steps."
            )


def _check_era(model, shape, where):
    """The gradient of TensorFlow 1 is known for stateful cells with one time step."""
    if model["era"] == "keras1_tf1" and not (shape[0] == 1 and model["stateful"]):
        raise ConfigError(
            f"{where}: model.era keras1_tf1 describes"
            " what TensorFlow 1 did to a stateful cell that sees one time step; use keras1,"
            " or a stateful model with one time step."
        )


def _listed(number):
    return number if isinstance(number, list) else [number]
