"""Trained networks as `.keras` files, and loading them in another process.

A file has the format of Keras, and Keras alone can load it. It contains no code and no pickle. It
has the layers with their settings and the weights, but no optimizer, no loss and no metrics.

Source of the format: https://keras.io/guides/serialization_and_saving/
"""

import io
import json
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import reprise.training.eras  # noqa: F401  # it registers the layers of the eras with Keras
from reprise.errors import ModelError, RepriseError
from reprise.storage import FilePath
from reprise.training.backend import keras
from reprise.training.network_content import has_code, normalized_config, normalized_weights

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
EARLIEST_TIME_OF_ZIP = (1980, 1, 1, 0, 0, 0)
REGISTER = "with keras.saving.register_keras_serializable"
WHEN_LOADING = " and import its module before loading, or give it in custom_objects"

CustomObjects = Mapping[str, Any]


def network_bytes(model: keras.Model) -> bytes:
    """The content of a `.keras` file with a network, without its optimizer and its loss.

    Parameters
    ----------
    model : keras.Model
        With weights. The states of its layers are not stored.

    Returns
    -------
    bytes
        Equal for equal networks, in every process with the same versions of Keras and HDF5.

    Raises
    ------
    ModelError
        If Keras cannot describe the settings of a layer.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network.keras")
        try:
            with warnings.catch_warnings():
                # A lambda function gives a warning with its source. `read_config` refuses it.
                warnings.simplefilter("ignore")
                model.save(path)
        except Exception as error:
            if isinstance(error, OSError) and error.errno:  # the disk is full, for example
                raise
            named = re.search(r"Object (\w+) was created", str(error))
            which = f"the layer of class '{named[1]}'" if named else "one of its layers"
            raise ModelError(
                f"the network cannot be stored, because Keras cannot describe {which}. Give each"
                " class of your own a method get_config that returns every argument of __init__ as"
                " numbers, texts and lists."
            ) from error
        with zipfile.ZipFile(path) as archive:
            contents = {name: archive.read(name) for name in sorted(archive.namelist())}
    config = json.loads(contents[CONFIG])
    contents[CONFIG] = json.dumps(normalized_config(config)).encode()
    contents[METADATA] = json.dumps({"keras_version": keras.__version__}).encode()
    contents[WEIGHTS] = normalized_weights(contents[WEIGHTS])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST_TIME_OF_ZIP), content)
    return packed.getvalue()


def load_network(path: FilePath, custom_objects: CustomObjects | None = None) -> keras.Model:
    """Load a network from a `.keras` file. Keras's safe mode is on: no code in the file runs.

    Parameters
    ----------
    path : path-like
    custom_objects : mapping of str to class or function, optional
        What the network contains besides the layers of Keras, by its name. Classes that are
        registered with keras.saving.register_keras_serializable need not be given.

    Returns
    -------
    keras.Model
        Not compiled. The states of its layers are zero.

    Raises
    ------
    RepriseError
        If the file is missing, damaged or no `.keras` file, if it contains code, or if it contains
        a class that is not known.
    """
    read_config(path)

    def load() -> keras.Model:
        return keras.saving.load_model(path, custom_objects, compile=False, safe_mode=True)

    return _call_keras(path, load)


def load_weights(path: FilePath, model: keras.Model) -> None:
    """Give a model the weights of a `.keras` file with the same layers.

    Raises
    ------
    RepriseError
        If the weights are damaged or do not fit the layers.
    """
    _call_keras(path, lambda: model.load_weights(path))


def read_config(path: FilePath) -> bytes:
    """Read the layers of a `.keras` file; equal architectures give equal bytes.

    Raises
    ------
    RepriseError
        If the file is missing, damaged or no `.keras` file, or if it contains code.
    """
    text = _read_part(Path(path), CONFIG)
    try:
        config = json.loads(text)
    except ValueError:
        raise _damaged(path, f"its {CONFIG} is not complete") from None
    if has_code(config):
        raise RepriseError(f"{path}: {_describe_code()}")
    return text


def _read_part(path: Path, name: str) -> bytes:
    """A part of a `.keras` file, whose checksums agree."""
    if not path.is_file():
        raise RepriseError(f"{path}: there is no such file. Give the path of a .keras file.")
    with open(path, "rb") as file:
        is_archive = file.read(2) == b"PK"
    if path.suffix != ".keras" or not is_archive:
        raise _foreign(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names, damaged = archive.namelist(), archive.testzip()
            part = archive.read(name) if name in names and not damaged else b""
    except Exception:  # a damaged archive raises errors of many kinds
        damaged = name
    if damaged:
        raise _damaged(path, "its content does not agree with its checksums")
    if not {CONFIG, WEIGHTS} <= set(names):
        raise _foreign(path)
    return part


def _call_keras(path: FilePath, call: Callable[[], Any]) -> Any:
    """Call a function of Keras that reads a file, and explain what goes wrong."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call()
    except OSError as error:
        raise _damaged(path, f"its {WEIGHTS} cannot be read") from error
    except Exception as error:
        raise RepriseError(f"{path}: {_describe(str(error))}") from error


def _describe(text: str) -> str:
    """Say in one or two sentences what an error of Keras means."""
    if unknown := re.search(r"Could not locate (class|function) '([^']+)'", text):
        kind, name = unknown.groups()
        return (
            f"the network contains the {kind} '{name}', which is not known here. Register it"
            f" {REGISTER}{WHEN_LOADING}."
        )
    if "Requested the deserialization of a" in text:
        return _describe_code()
    if wrong := re.findall(r"<class '([^']+)'> could not be deserialized", text):
        return (
            f"the network contains the class '{wrong[-1]}', which cannot be built from its stored"
            " settings. Let its get_config return every argument of __init__."
        )
    if "objects could not be loaded" in text:
        return "the weights do not fit the layers. Copy the file again, or make it again."
    return (
        f"Keras {keras.__version__} cannot build this network. Install the version of Keras that"
        " stored it, or make the file again."
    )


def _describe_code() -> str:
    return (
        "the network contains a lambda function, and Keras's safe mode loads no code. Replace it"
        f" by layers of Keras, or by a class or function of your own that is registered {REGISTER}."
    )


def _foreign(path: FilePath) -> RepriseError:
    return RepriseError(
        f"{path}: this is not a .keras file. Give a file that Keras saved in the format .keras,"
        f" with {CONFIG} and {WEIGHTS}."
    )


def _damaged(path: FilePath, problem: str) -> RepriseError:
    return RepriseError(
        f"{path}: the file is damaged, because {problem}. Copy it again, or make it again."
    )
