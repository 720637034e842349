import json
from dataclasses import fields

import numpy as np
import pytest
from framed_values import frame_by_settings

from reprise.data.framing import Framing
from reprise.data.framing_files import load_framings, read_digests, save_framings
from reprise.data.samples_framing import frame_samples
from reprise.errors import DamagedFileError
from reprise.framing_settings import FramingSettings, QuerySettings


@pytest.fixture
def stored(tmp_path, shampoo, circles):
    """Three framings in a file: two of a series, of which one has a query, and one of samples."""
    query = QuerySettings(inputs=(1, 2, 3), answer=(4,))
    settings = [
        FramingSettings(difference=1, lags=1, test_rows=12, validation_rows=4, scale=(-1, 1)),
        FramingSettings(difference=1, lags=2, query=query),
        FramingSettings(test_rows=300),
    ]
    framings = [
        frame_by_settings(shampoo.values, settings[0]),
        frame_by_settings(shampoo.values, settings[1]),
        frame_samples(circles, **settings[2].samples_options),
    ]
    save_framings(framings, tmp_path / "framing.npz", tmp_path / "framing.json", settings)
    return framings, tmp_path


def test_a_stored_framing_is_equal_in_every_field_and_type(stored):
    framings, folder = stored
    loaded = load_framings(folder / "framing.npz")
    assert len(loaded) == 3
    for framing, original in zip(loaded, framings, strict=True):
        for field in fields(Framing):
            value, expected = getattr(framing, field.name), getattr(original, field.name)
            assert type(value) is type(expected), field.name
            np.testing.assert_array_equal(value, expected, err_msg=field.name)


def test_the_description_shows_shapes_rows_scaling_and_settings(stored):
    framings, folder = stored
    series, query, samples = json.loads((folder / "framing.json").read_text())
    low, high = framings[0].target_minimum[0], framings[0].target_range[0]
    assert series == {
        "settings": {
            "inputs": [],
            "known_inputs": [],
            "calendar": [],
            "calendar_as": "cycle",
            "columns": [],
            "difference": 1,
            "lags": 1,
            "lags_as": "features",
            "horizon": 1,
            "target": "value",
            "scale": [-1, 1],
            "test_rows": 12,
            "validation_rows": 4,
            "stratified": False,
        },
        "x": [34, 1, 1],
        "y": [34, 1],
        "classes": 0,
        "digest": framings[0].digest,
        "train_rows": 18,
        "validation_rows": 4,
        "test_rows": 12,
        "first_row": 2,
        "targets": ["value"],
        "target_minimum": [low],
        "target_range": [high],
        "naive_error": framings[0].naive_error.tolist(),
        "box_cox": [None],
    }
    assert query["settings"]["query"] == {"inputs": [1, 2, 3], "answer": [4]}
    assert (samples["classes"], samples["train_rows"], samples["naive_error"]) == (2, 700, [None])


def test_each_framing_needs_its_settings(stored):
    framings, folder = stored
    with pytest.raises(ValueError, match="shorter"):
        save_framings(framings, folder / "f.npz", folder / "f.json", [FramingSettings()])


def test_an_incomplete_file_is_refused(stored):
    _, folder = stored
    path = folder / "framing.npz"
    complete = path.read_bytes()
    for damaged in (b"", complete[: len(complete) // 2], complete[:-1], b"no archive"):
        path.write_bytes(damaged)
        with pytest.raises(DamagedFileError, match="is not complete") as caught:
            load_framings(path)
        assert caught.value.path == path


def test_a_file_of_another_version_is_refused(stored, tmp_path):
    path = tmp_path / "other.npz"
    np.savez(path, **{"0.x": np.zeros((2, 1)), "0.y": np.zeros((2, 1))})
    with pytest.raises(DamagedFileError, match=r"0\.actual"):
        load_framings(path)


def test_the_digests_of_framings_are_read_from_their_description(stored):
    framings, folder = stored
    digests = read_digests(folder / "framing.json")
    assert digests == [framing.digest for framing in framings]
    assert len(set(digests)) == len(framings)
