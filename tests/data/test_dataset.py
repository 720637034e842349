import sys
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from reprise.data.dataset import (
    DatasetSize,
    format_first_rows,
    load_dataset,
    size_of_dataset,
    size_of_generated,
)
from reprise.data.generated_datasets import build_dataset
from reprise.data.samples import BUILT_IN, Samples
from reprise.data.series import Series
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings


def test_shampoo_sales_is_the_series_that_the_tutorial_prints(shampoo):
    # LSTM tutorial, "Shampoo Sales Dataset"
    assert format_first_rows(shampoo) == (
        "Month\n"
        "1901-01-01    266.0\n"
        "1901-02-01    145.9\n"
        "1901-03-01    183.1\n"
        "1901-04-01    119.3\n"
        "1901-05-01    180.3\n"
        "Name: Sales, dtype: float64\n"
    )
    assert len(shampoo.values) == 36


def test_the_births_are_the_series_of_the_crash_course(births):
    assert (len(births.values), births.values.min(), births.values.max()) == (365, 23, 73)
    assert births.values.mean() == pytest.approx(41.98, abs=0.005)


def test_a_csv_of_a_series_is_loaded_by_its_columns(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("t,v\n31/12/2023,1\n01/01/2024,2\n")
    settings = DatasetSettings(file="mine.csv", time="t", value="v", time_format="%d/%m/%Y")
    assert load_dataset(settings, path).times.tolist() == [
        datetime(2023, 12, 31),
        datetime(2024, 1, 1),
    ]
    size = size_of_dataset(load_dataset(settings, path))
    assert (size.observations, size.classes, size.is_observed) == (2, 0, None)
    assert size.times.tolist() == [datetime(2023, 12, 31), datetime(2024, 1, 1)]


def test_a_csv_of_samples_is_loaded_by_its_columns(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,kind\n1,2,x\n3,4,y\n5,6,z\n7,8,z\n")
    settings = DatasetSettings(file="mine.csv", features=("b",), label="kind")
    assert load_dataset(settings, path).x.tolist() == [[2], [4], [6], [8]]
    assert size_of_dataset(load_dataset(settings, path)) == DatasetSize(4, 3, smallest_class=1)


def test_a_position_where_any_target_is_missing_is_not_observed():
    columns = {"a": [1, np.nan, 3, 4], "b": [np.nan, 2, 3, 4], "c": [1, 2, np.nan, 4]}
    series = Series(pd.RangeIndex(1, 5), columns, "t", ("a", "b"))
    assert size_of_dataset(series).is_observed.tolist() == [False, False, True, True]


def test_the_numbers_of_rows_and_classes_of_scikit_learns_datasets_are_right():
    for name in ("circles", "moons"):
        settings = DatasetSettings(builtin=name, samples=50, random_state=1)
        assert size_of_generated(settings) == DatasetSize(50, 2, smallest_class=25)
    for name in ("digits", "iris", "wine"):
        samples = build_dataset(DatasetSettings(builtin=name))
        size = size_of_generated(DatasetSettings(builtin=name))
        assert size == size_of_dataset(samples)
        assert size.observations == len(samples.y) == len(samples.x)
        assert size.classes == len(set(samples.y)) == len(samples.class_names)
        shape = BUILT_IN[name].image_shape
        assert samples.x.shape[1:] == ((*shape, 1) if shape else samples.x.shape[1:])


def test_series_that_reprise_makes_are_counted_without_making_them():
    assert size_of_generated(DatasetSettings(values=(1, 2, 4)))[:2] == (3, 0)
    sine = DatasetSettings(builtin="sine", samples=10**12, wavelength=20.0)
    assert size_of_generated(sine)[:2] == (10**12, 0)


def test_rows_are_counted_without_scikit_learn(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)  # an import of it fails
    assert size_of_generated(DatasetSettings(builtin="digits"))[:2] == (1797, 10)


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (DatasetSettings(file="mine.csv", time="t", value="v"), "builtin"),
        (DatasetSettings(builtin="moons"), "samples"),
        (DatasetSettings(builtin="sine"), "samples"),
    ],
)
def test_a_generated_dataset_without_a_key_that_it_needs_is_refused(settings, key):
    with pytest.raises(ConfigError, match=f"^dataset lacks the key '{key}'") as caught:
        size_of_generated(settings)
    assert caught.value.key == f"dataset.{key}"


@pytest.mark.parametrize("key", ["features", "time", "value"])
def test_a_csv_without_the_name_of_a_column_is_refused(key):
    columns = {"features": None, "label": "b"} if key == "features" else {"time": "t", "value": "v"}
    settings = DatasetSettings(file="mine.csv", **columns | {key: None})
    with pytest.raises(ConfigError) as caught:
        load_dataset(settings, "mine.csv")
    assert caught.value.key == f"dataset.{key}"


def test_a_time_prefix_comes_before_every_time_of_the_file(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("t,v\n1-01,1\n1-02,2\n")
    settings = DatasetSettings(file="mine.csv", time="t", value="v", time_prefix="190")
    assert load_dataset(settings, path).times.tolist() == [
        datetime(1901, 1, 1),
        datetime(1901, 2, 1),
    ]
    path.write_text("t,v\n1-01,1\n1-x,2\n")
    with pytest.raises(ConfigError, match=r"'1901-x' is not a time in ISO 8601"):
        load_dataset(settings, path)


def test_the_pixels_of_a_csv_become_images_row_by_row(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,c,d,e,f,kind\n1,2,3,4,5,6,x\n7,8,9,10,11,12,y\n")
    settings = DatasetSettings(
        file="mine.csv", features=tuple("abcdef"), label="kind", image_shape=(2, 3)
    )
    samples = load_dataset(settings, path)
    assert samples.are_images and samples.x.shape == (2, 2, 3, 1)
    assert samples.x[0, ..., 0].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_time_of_day_is_shown_if_it_is_not_midnight():
    times = [
        datetime(2024, 1, 1),
        datetime(2024, 1, 1, 6),
        datetime(2024, 1, 1, 0, 7),
        datetime(2024, 1, 1, 0, 0, 8),
    ]
    shown = format_first_rows(Series.of_values(times, np.arange(4.0), "t", "v")).splitlines()[1:-1]
    assert [line.partition("    ")[0] for line in shown] == [
        "2024-01-01",
        "2024-01-01 06:00:00",
        "2024-01-01 00:07:00",
        "2024-01-01 00:00:08",
    ]


def test_times_of_a_zone_are_shown_with_their_offsets_unless_they_are_days():
    def shown(frequency):
        times = pd.date_range("2024-03-31", periods=5, freq=frequency, tz="Europe/Berlin")
        text = format_first_rows(Series.of_values(times, np.arange(5.0), "t", "v"))
        return [line.partition("    ")[0] for line in text.splitlines()[1:-1]]

    assert shown("D") == [f"2024-0{day}" for day in ("3-31", "4-01", "4-02", "4-03", "4-04")]
    assert shown("h")[:3] == [
        "2024-03-31 00:00:00+01:00",
        "2024-03-31 01:00:00+01:00",
        "2024-03-31 03:00:00+02:00",
    ]


def test_control_characters_of_names_are_visible_in_the_first_rows():
    samples = Samples(np.array([[1.0]]), np.array([0]), ["a\x1b"], ["\u202eno"])
    assert format_first_rows(samples) == "a\\x1b    class\n1.000000    \\u202eno\n"
    series = Series.of_values([1], np.array([1.0]), "t\x07", "v\x9b")
    assert r"t\x07" in format_first_rows(series) and r"v\x9b" in format_first_rows(series)


def test_first_samples_are_shown_with_their_features_and_classes():
    x = np.array([[1.0, 2.0], [0.5, 1 / 3], [7.0, 8.0]])
    samples = Samples(x, np.array([1, 0, 1]), ["a", "b"], ["no", "yes"])
    assert format_first_rows(samples, count=2) == (
        "a    b    class\n1.000000    2.000000    yes\n0.500000    0.333333    no\n"
    )


def test_images_are_shown_by_their_size_and_their_first_classes():
    samples = Samples(np.zeros((4, 8, 6, 1)), np.array([1, 0, 0, 1]), ["pixel"], ["no", "yes"])
    assert format_first_rows(samples, count=3) == (
        "images of 8 x 6 pixels, of the classes yes, no, no, ...\n"
    )
