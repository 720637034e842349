import pytest

from reprise.config.dataset_checks import check_dataset, read_dataset_size
from reprise.settings import DatasetSettings

SERIES = {"file": "f.csv", "time": "Month", "value": "Sales"}
SAMPLES = {"file": "f.csv", "features": ["a"], "label": "kind"}
CIRCLES = {"builtin": "circles", "samples": 40, "random_state": 1}


@pytest.mark.parametrize(
    "document",
    [
        SERIES | {"time_format": "%Y", "period": 12, "units": "euro"},
        SAMPLES | {"units": "cm"},
        {"values": [1, 2, 3], "period": 2},
        {"builtin": "iris"},
        CIRCLES | {"noise": 0.1},
        CIRCLES | {"builtin": "moons"},
        SERIES | {"file": "circles"},
    ],
)
def test_a_dataset_with_one_complete_source_is_accepted(document):
    check_dataset(document, "s.yaml")


@pytest.mark.parametrize(
    ("document", "key", "problem"),
    [
        ({"units": "euro"}, "dataset", "dataset lacks a source. Add 'file' with 'time'"),
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
    ],
)
def test_an_incomplete_or_ambiguous_dataset_is_refused(config_error, document, key, problem):
    error = config_error(check_dataset, document, "s.yaml")
    assert problem in error.problem
    assert (error.where, error.key) == ("s.yaml", key)


def test_the_size_of_a_dataset_is_its_observations_and_classes(tmp_path):
    (tmp_path / "f.csv").write_text("a,kind\n1,x\n2,y\n3,x\n")
    samples = DatasetSettings(file="f.csv", features=("a",), label="kind")
    assert read_dataset_size(samples, "s.yaml", tmp_path) == (3, 2)
    series = DatasetSettings(values=(1.0, 2.0, 3.0, 4.0))
    assert read_dataset_size(series, "s.yaml", tmp_path) == (4, 0)
    circles = DatasetSettings(builtin="circles", samples=40, random_state=1)
    assert read_dataset_size(circles, "s.yaml", tmp_path) == (40, 2)


def test_an_error_in_a_csv_names_the_study_and_the_line_of_the_csv(tmp_path, config_error):
    (tmp_path / "f.csv").write_text("Month,Sales\n2024-01,1\n2024-02,x\n")
    error = config_error(read_dataset_size, DatasetSettings(**SERIES), "s.yaml", tmp_path)
    assert error.where == f"s.yaml: {tmp_path / 'f.csv'}, line 3, column 'Sales'"
    assert error.problem.startswith("'x' is not a") and error.key == "dataset"
