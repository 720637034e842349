import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from reprise.config.dataset_checks import (
    check_dataset,
    dataset_file,
    read_dataset_size,
    read_file_size,
)
from reprise.data.dataset import DatasetSize
from reprise.errors import RepriseError
from reprise.settings import DatasetSettings

SERIES = {"file": "f.csv", "time": "Month", "value": "Sales"}
SAMPLES = {"file": "f.csv", "features": ["a"], "label": "kind"}
SINE = {"builtin": "sine", "samples": 40, "wavelength": 7.5}
URL = "https://example.org/f.csv"
DOWNLOAD = {"url": URL, "sha256": "0" * 64}
DOWNLOADED_SERIES = DOWNLOAD | {"time": "Month", "value": "Sales"}
DOWNLOADED_SAMPLES = DOWNLOAD | {"features": ["a"], "label": "kind", "classes": 2}
CIRCLES = {"builtin": "circles", "samples": 40, "random_state": 1}


@pytest.mark.parametrize(
    "document",
    [
        SERIES | {"time_format": "%Y", "period": 12, "units": "euro"},
        SERIES | {"value": ["a", "b"], "inputs": ["c"], "known_inputs": ["d"]},
        SERIES | {"time_zone": "UTC", "frequency": "h", "missing": "forward_fill"},
        SERIES | {"separator": ";", "decimal": ","},
        SAMPLES | {"separator": "\\t", "decimal": "."},
        SAMPLES | {"units": "cm"},
        {"values": [1, 2, 3], "period": 2},
        {"builtin": "iris"},
        CIRCLES | {"noise": 0.1},
        CIRCLES | {"builtin": "moons"},
        SERIES | {"file": "circles"},
        SINE | {"period": 8, "units": "m"},
        SINE | {"noise": 0.1, "random_state": 1},
        SINE | {"noise": 0},
        SAMPLES | {"features": list("abcdef"), "image_shape": [2, 3]},
        DOWNLOADED_SERIES | {"time_prefix": "190", "period": 12},
        DOWNLOADED_SAMPLES,
    ],
)
def test_a_dataset_with_one_complete_source_is_accepted(document):
    check_dataset(document, "s.yaml")


@pytest.mark.parametrize(
    ("document", "key", "problem"),
    [
        ({"units": "euro"}, "dataset", "dataset lacks a source. Add 'file' or 'url' with 'time'"),
        ({"file": "f.csv", "value": "v"}, "dataset.time", "lacks the key 'time', which dataset.fi"),
        ({"label": "kind", "file": "f.csv"}, "dataset.features", "which dataset.label needs"),
        ({"builtin": "moons", "samples": 4}, "dataset.random_state", "which dataset.builtin needs"),
        (SERIES | {"label": "kind"}, "dataset.features", "lacks the key 'features'"),
        (
            {"builtin": "iris", "random_state": 1},
            "dataset.random_state",
            "dataset.random_state cannot be used together with dataset.builtin; remove one of them."
            " With dataset.builtin a dataset can have units.",
        ),
        (
            {"values": [1, 2, 3], "time": "t"},
            "dataset.time",
            "With dataset.values a dataset can have period, units.",
        ),
        (
            {"file": "data/{year}.csv", "time": "t", "value": "v"},
            "dataset.file",
            "dataset.file is 'data/{year}.csv', but a path with { or } cannot be used;",
        ),
        (
            SINE | {"noise": 0.1},
            "dataset.random_state",
            "dataset lacks the key 'random_state', which dataset.noise needs",
        ),
        (SAMPLES | {"frequency": "D"}, "dataset.frequency", "together with dataset.label"),
        (SINE | {"missing": "interpolate"}, "dataset.missing", "together with dataset.builtin"),
        (SERIES | {"time": "Sales"}, "dataset.value", "which is also in dataset.time"),
        (
            {"values": [1, 2, -1e300]},
            "dataset.values, item 3",
            "dataset.values has -1e+300, but the largest number that a network can calculate with",
        ),
        (SERIES | {"frequency": "M"}, "dataset.frequency", "Did you mean MS or ME?"),
        ({"builtin": "sine", "samples": 9}, "dataset.wavelength", "which dataset.builtin needs"),
        (CIRCLES | {"wavelength": 3.5}, "dataset.wavelength", "cannot be used together"),
        (
            SAMPLES | {"features": list("abcde"), "image_shape": [2, 3]},
            "dataset.image_shape",
            "is [2, 3], which gives 6 pixels, but dataset.features has 5 columns",
        ),
        (
            DOWNLOADED_SERIES | {"file": "f.csv"},
            "dataset.url",
            "dataset.url cannot be used together with dataset.file; remove one of them.",
        ),
        (SERIES | {"sha256": "0" * 64}, "dataset.sha256", "together with dataset.file"),
        (SERIES | {"url": URL, "sha256": "0" * 64}, "dataset.url", "together with dataset.file"),
        (
            {"url": URL, "time": "t", "value": "v"},
            "dataset.sha256",
            "dataset lacks the key 'sha256', which dataset.url needs.",
        ),
        (
            {k: v for k, v in DOWNLOADED_SAMPLES.items() if k != "classes"},
            "dataset.classes",
            "dataset lacks the key 'classes', which dataset.label needs.",
        ),
        (
            DOWNLOADED_SERIES | {"url": "ftp://example.org/f.csv"},
            "dataset.url",
            "dataset.url is 'ftp://example.org/f.csv', which has the scheme 'ftp'. Write a URL",
        ),
    ],
)
def test_an_incomplete_or_ambiguous_dataset_is_refused(config_error, document, key, problem):
    error = config_error(check_dataset, document, "s.yaml")
    assert problem in error.problem
    assert (error.where, error.key) == ("s.yaml", key)


def test_the_size_of_a_dataset_is_its_observations_and_classes(tmp_path):
    (tmp_path / "f.csv").write_text("a,kind\n1,x\n2,y\n3,x\n")
    samples = DatasetSettings(file="f.csv", features=("a",), label="kind")
    assert read_dataset_size(samples, "s.yaml", tmp_path) == DatasetSize(3, 2, smallest_class=1)
    series = DatasetSettings(values=(1.0, 2.0, 3.0, 4.0))
    assert read_dataset_size(series, "s.yaml", tmp_path) == DatasetSize(4, 0)
    circles = DatasetSettings(builtin="circles", samples=40, random_state=1)
    assert read_dataset_size(circles, "s.yaml", tmp_path) == DatasetSize(40, 2, smallest_class=20)


def test_an_error_in_a_csv_names_the_study_and_the_line_of_the_csv(tmp_path, config_error):
    (tmp_path / "f.csv").write_text("Month,Sales\n2024-01,1\n2024-02,x\n")
    error = config_error(read_dataset_size, DatasetSettings(**SERIES), "s.yaml", tmp_path)
    assert error.where == f"s.yaml: {tmp_path / 'f.csv'}, line 3, column 'Sales'"
    assert error.problem.startswith("'x' is not a") and error.key == "dataset"


def test_a_download_has_no_size_before_it_is_there(tmp_path, config_error):
    text = "Month,Sales\n2024-01,1\n2024-02,2\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    dataset = DatasetSettings(**DOWNLOADED_SERIES | {"sha256": sha256})
    assert read_dataset_size(dataset, "s.yaml", tmp_path, tmp_path / "d") == DatasetSize(None, 0)
    path = Path(dataset_file(dataset, tmp_path, tmp_path / "d"))
    assert path == tmp_path / "d" / f"{sha256[:16]}_f.csv"
    path.parent.mkdir()
    path.write_text(text)
    size = read_dataset_size(dataset, "s.yaml", tmp_path, tmp_path / "d")
    assert size[:2] == (2, 0)
    assert list(map(str, size.times)) == ["2024-01-01 00:00:00", "2024-02-01 00:00:00"]
    wrong = replace(dataset, value="Sale")
    error = config_error(read_dataset_size, wrong, "s.yaml", tmp_path, tmp_path / "d")
    assert str(error).startswith(f"s.yaml: {path}: has no column 'Sale'. Did you mean 'Sales'?")


def test_a_changed_download_is_told_before_any_job(tmp_path):
    dataset = DatasetSettings(**DOWNLOADED_SERIES)
    path = Path(dataset_file(dataset, tmp_path, tmp_path))
    path.write_text("Month,Sales\n2024-01,1\n")
    with pytest.raises(RepriseError) as caught:
        read_dataset_size(dataset, "s.yaml", tmp_path, tmp_path)
    assert str(caught.value).startswith(f"s.yaml: {path}: is another file than the study wants:")
    assert "delete this file and run the same command again" in str(caught.value)


def test_the_classes_of_a_download_must_be_those_of_its_file(tmp_path, config_error):
    text = "a,kind\n1,x\n2,y\n3,z\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document = DOWNLOADED_SAMPLES | {"features": ("a",), "sha256": sha256}
    dataset = DatasetSettings(**document)
    assert read_dataset_size(dataset, "s.yaml", tmp_path, tmp_path) == DatasetSize(None, 2)
    Path(dataset_file(dataset, tmp_path, tmp_path)).write_text(text)
    error = config_error(read_dataset_size, dataset, "s.yaml", tmp_path, tmp_path)
    assert "dataset.classes is 2, but the column 'kind'" in error.problem
    assert error.problem.endswith("has 3 classes; write classes: 3.")
    right = replace(dataset, classes=3)
    assert read_dataset_size(right, "s.yaml", tmp_path, tmp_path) == DatasetSize(
        3, 3, smallest_class=1
    )


def test_a_generated_dataset_has_no_file(tmp_path):
    circles = DatasetSettings(builtin="circles", samples=40, random_state=1)
    assert dataset_file(circles, tmp_path, tmp_path) is None
    series = DatasetSettings(file="/data/f.csv", time="t", value="v")
    assert dataset_file(series, tmp_path, tmp_path) == "/data/f.csv"


def test_a_device_is_no_csv(config_error):
    dataset = DatasetSettings(file="/dev/zero", time="t", value="v")
    error = config_error(read_file_size, dataset, "/dev/zero", "s.yaml")
    assert str(error) == "s.yaml: /dev/zero: is a device, not a CSV file (dataset.file)."
