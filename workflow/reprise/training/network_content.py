"""The content of a `.keras` file, so that equal networks have equal bytes in every process.

What differs from process to process is left out or is replaced: the times, the names that Keras
counts up (`lstm_7`), and the numbers of shared objects, which are addresses in memory.
"""

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import h5py

NOT_STORED = "optimizer"  # the group of the weights file that a forecast does not need
# The keys under which the config has the names of layers.
KEYS_OF_NAMES = {"name", "keras_history", "input_layers", "output_layers"}


def normalized_config(config: dict[str, Any]) -> dict[str, Any]:
    """The config of a model without what differs from process to process, and without its training.

    Parameters
    ----------
    config : dict
        The content of config.json. Names that the user gave stay.
    """
    found = list(_auto_names(config))
    auto_names = {name: base for name, base in found if base}
    taken = {name for name, base in found if not base} - set(auto_names)
    renamed: dict[str, str] = {}
    for name, base in auto_names.items():
        candidates = itertools.chain([base], (f"{base}_{k}" for k in itertools.count(1)))
        renamed[name] = next(c for c in candidates if c not in taken)
        taken.add(renamed[name])
    numbers: dict[int, int] = {}

    def normalize(value: Any, has_names: bool = False) -> Any:
        if isinstance(value, dict):
            if value.get("class_name") == "DTypePolicy":  # it is a value, so it need not be shared
                value = {key: part for key, part in value.items() if key != "shared_object_id"}
            return {
                key: numbers.setdefault(part, len(numbers))
                if key == "shared_object_id"
                else normalize(part, key in KEYS_OF_NAMES)
                for key, part in value.items()
            }
        if isinstance(value, list):
            return [normalize(part, has_names) for part in value]
        return renamed.get(value, value) if has_names and isinstance(value, str) else value

    return normalize({key: part for key, part in config.items() if key != "compile_config"})


def _auto_names(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every name of an object with its part before the number, if Keras made the name."""
    if isinstance(value, dict):
        settings = value.get("config")
        if isinstance(settings, dict) and isinstance(settings.get("name"), str):
            yield settings["name"], _auto_base(settings["name"], str(value.get("class_name")))
        for part in value.values():
            yield from _auto_names(part)
    elif isinstance(value, list):
        for part in value:
            yield from _auto_names(part)


def _auto_base(name: str, class_name: str) -> str:
    """The name that Keras makes of a class, without its number; empty for another name."""
    base = re.sub(r"_\d+$", "", name)
    # Bidirectional writes a word before the names of its layers.
    plain = re.sub("^(forward_|backward_)+", "", base)
    return base if plain.replace("_", "") == class_name.replace("_", "").lower() else ""


def normalized_weights(content: bytes) -> bytes:
    """The HDF5 file with the weights of a model, without its optimizer, names and times.

    Parameters
    ----------
    content : bytes
        The content of model.weights.h5.
    """
    packed = io.BytesIO()
    with h5py.File(io.BytesIO(content)) as source, h5py.File(packed, "w") as target:

        def copy(name: str, item: Any) -> None:
            if name.split("/")[0] == NOT_STORED:
                return
            if isinstance(item, h5py.Group):
                target.create_group(name)
                return
            dataset = target.create_dataset(name, data=item[()])
            for key in sorted(item.attrs):  # the type of numbers that HDF5 does not know
                dataset.attrs[key] = item.attrs[key]

        source.visititems(copy)
    return packed.getvalue()


def has_code(config: Any) -> bool:
    """Whether a config, or a part of it, contains the code of a lambda function."""
    if isinstance(config, dict):
        # Keras names the code of a Lambda layer, but not that of an activation.
        value = config.get("value") if len(config) == 1 else None
        is_code = isinstance(value, list) and len(value) == 3 and isinstance(value[0], str)
        is_named = config.get("class_name") == "__lambda__"
        return is_code or is_named or any(map(has_code, config.values()))
    return isinstance(config, list) and any(map(has_code, config))
