"""Files of framings: the arrays of a study's framings, and a description for a person."""

import json
import math
import os
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from reprise.data.framing import Framing
from reprise.errors import DamagedFileError
from reprise.framing_settings import FramingSettings
from reprise.storage import check_digests, complete_file, write_text_file


def save_framings(
    framings: Sequence[Framing],
    arrays_path: str | os.PathLike[str],
    description_path: str | os.PathLike[str],
    settings: Sequence[FramingSettings],
) -> None:
    """Write the framings of one study.

    Parameters
    ----------
    framings : sequence of Framing
    arrays_path : path-like
        An .npz with every field of every framing. A field is named `{number}.{field}`; the first
        framing has the number 0.
    description_path : path-like
        A .json with the digest, the shapes, the fitted scaling and the settings of each framing.
    settings : sequence of FramingSettings
        The settings of each framing.
    """
    arrays = {
        f"{number}.{field.name}": getattr(framing, field.name)
        for number, framing in enumerate(framings)
        for field in fields(framing)
    }
    with complete_file(arrays_path) as handle:
        np.savez(handle, **arrays)
    pairs = zip(framings, settings, strict=True)
    descriptions = [_describe(framing, framing_settings) for framing, framing_settings in pairs]
    write_text_file(description_path, json.dumps(descriptions, indent=2) + "\n")


def framing_digests(arrays_path: str | os.PathLike[str]) -> str:
    """The file with the digests of framings, and of what else the stage `prepare` writes."""
    return str(Path(arrays_path).with_name("prepare.sha256"))


def load_framings(arrays_path: str | os.PathLike[str]) -> list[Framing]:
    """Read the framings that `save_framings` wrote.

    Raises
    ------
    DamagedFileError
        If the file is incomplete, or was changed after its digest was written.
    """
    if os.path.exists(digests := framing_digests(arrays_path)):
        check_digests(digests, [arrays_path])
    framings: list[Framing] = []
    try:
        # np.load would leave a damaged file open if it opened the file itself.
        with Path(arrays_path).open("rb") as handle, np.load(handle) as arrays:
            while f"{len(framings)}.x" in arrays:
                framings.append(_framing(arrays, len(framings)))
    except (BadZipFile, EOFError, KeyError, ValueError) as error:
        raise DamagedFileError(arrays_path, f"is not complete ({error})") from None
    return framings


def read_digests(description_path: str | os.PathLike[str]) -> list[str]:
    """Read the digest of each framing from the description that `save_framings` wrote.

    Raises
    ------
    OSError, ValueError, KeyError
        If the file is missing or damaged.
    """
    return [
        description["digest"] for description in json.loads(Path(description_path).read_bytes())
    ]


def _framing(arrays: Any, number: int) -> Framing:
    """One framing of an open .npz; an array without dimensions becomes a Python number."""
    stored = {field.name: arrays[f"{number}.{field.name}"] for field in fields(Framing)}
    return Framing(**{name: a if a.ndim else a.item() for name, a in stored.items()})


def _describe(framing: Framing, settings: FramingSettings) -> dict[str, Any]:
    """What framing.json shows of one framing."""
    return {
        "digest": framing.digest,
        "settings": settings.to_json(),
        "x": list(framing.x.shape),
        "y": list(framing.y.shape),
        "classes": framing.classes,
        "train_rows": framing.train_rows,
        "validation_rows": framing.validation_rows,
        "test_rows": framing.test_rows,
        "first_row": int(framing.first_targets[0]),
        "targets": framing.target_names.tolist(),
        "target_minimum": framing.target_minimum.tolist(),
        "target_range": framing.target_range.tolist(),
        "naive_error": [e if math.isfinite(e) else None for e in framing.naive_error.tolist()],
        "box_cox": [p if math.isfinite(p) else None for p in framing.powers.tolist()],
    }
