"""Published numbers of a study: what is read, and what is refused before anything is trained."""

import pytest
from conftest import ROOT

from reprise.config.published_numbers import read_published
from reprise.config.study_file import load_study

TRAIN = "train_rmse"
GRID = "vary: {model.era: [keras3, keras1], training.epochs: [5, 7]}\nbaselines: [persistence]\n"
MEAN = {"configuration": "epochs=5", "statistic": "mean", "value": 104.57, "runs": 30}


@pytest.fixture
def study(load_extension):
    return load_extension(GRID)


def read(study, *rows):
    return read_published(list(rows), study, "s.yaml", ".")


def test_a_row_keeps_its_printed_digits(study):
    number, percent, exact = read(
        study,
        MEAN | {"value": "104.570"},
        MEAN | {"statistic": "std", "value": "12.5%"},
        MEAN | {"statistic": "50%", "digits": 1},
    )
    assert (number.value, number.decimals, number.rounding) == (104.57, 3, 0.0005)
    assert (percent.value, percent.decimals) == (0.125, 3)
    assert exact.decimals == 1 and exact.runs == 30
    assert (number.kind, number.metric) == ("describe", study.metric)


def test_rows_of_single_runs_are_a_list_or_one_run(study):
    run = {"configuration": "epochs=5", "statistic": "run", "value": 100}
    assert [(n.kind, n.runs) for n in read(study, run)] == [("run", 1)]
    assert {(n.kind, n.runs) for n in read(study, run, run, run)} == {("list", 3)}
    baseline = {"configuration": "persistence", "statistic": "value", "value": "136.761"}
    assert read(study, baseline)[0].kind == "baseline"
    of_one_era = read(study, run | {"configuration": "era=keras1,epochs=5"})
    assert of_one_era[0].configuration == "era=keras1,epochs=5"


def test_one_row_tells_the_number_of_runs_for_all(study):
    mean = {key: value for key, value in MEAN.items() if key != "runs"}
    count = mean | {"statistic": "count", "value": 30}
    assert [n.runs for n in read(study, mean, count)] == [30, 30]


@pytest.mark.parametrize(
    ("rows", "key", "problem"),
    [
        (
            [MEAN | {"configuration": "epochs=6"}],
            "configuration",
            "configuration is 'epochs=6', but the study has no such configuration or baseline. Did"
            " you mean 'epochs=",
        ),
        ([MEAN | {"statistic": "medn"}], "statistic", "Did you mean 'mean'?"),
        ([MEAN | {"metric": "test_rms"}], "metric", "Did you mean 'test_rmse'?"),
        ([MEAN | {"value": "12,5"}], "value", "value is '12,5', which is not a number such as"),
        ([MEAN | {"value": "nan"}], "value", "which is not a number"),
        ([MEAN | {"runs": 0}], "runs", "must be a whole number from 1 to 10000"),
        ([MEAN, MEAN | {"statistic": "std", "runs": 10}], "runs", "but another row says 30 runs"),
        ([MEAN | {"statistic": "count", "value": 10}], "runs", "runs is 30, but the count is 10"),
        ([MEAN, MEAN], "statistic", "stands here and in s.yaml: published, item 1; remove one"),
        ([{k: v for k, v in MEAN.items() if k != "runs"}], "runs", "nothing tells how many runs"),
        ([MEAN | {"statistic": "std", "value": -1}], "value", "cannot be below 0"),
        ([MEAN | {"statistic": "run"}], "runs", "is one number; remove runs"),
        (
            [MEAN | {"configuration": "persistence"}],
            "statistic",
            "the number of a baseline has the statistic 'value'",
        ),
        ([MEAN | {"statistic": "value"}], "statistic", "only baselines have the statistic"),
        (
            [{"configuration": "persistence", "statistic": "value", "value": 9, "metric": TRAIN}],
            "metric",
            "metric is 'train_rmse', which 'persistence' does not have. Did you mean 'test_rmse'?",
        ),
        ([MEAN | {"value": "1e400"}], "value", "value is '1e400', which is too large"),
        ([MEAN | {"value": "9" * 400}], "value", "which is too large"),
        ([MEAN | {"runs": "9" * 400}], "runs", "must be a whole number from 1 to 10000"),
        ([MEAN | {"runs": 1_000_000_000}], "runs", "must be a whole number from 1 to 10000"),
        ([MEAN | {"statistic": "count", "value": "1e9"}], "count", "count is '1000000000', but"),
        ([MEAN | {"digits": "9" * 400}], "digits", "must be a whole number from 0 to 15"),
        (
            [MEAN | {"statistic": "min", "value": 0.9}, MEAN | {"statistic": "max", "value": 0.1}],
            "value",
            "the max of 'epochs=5' is 0.1, but its min is 0.9; correct one of them.",
        ),
    ],
)
def test_a_wrong_number_is_refused_with_its_place(study, config_error, rows, key, problem):
    error = config_error(read, study, *rows)
    assert problem in error.problem and error.key == key
    assert error.where == f"s.yaml: published, item {len(rows)}"


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        ("configuration,statistic,valu\n", ", line 1", "Did you mean 'value'?"),
        ("configuration,statistic\n", ", line 1", "has no column 'value'"),
        (
            "configuration,statistic,value,runs,runs\nepochs=5,mean,9,30,10\n",
            ", line 1",
            "has the column 'runs' 2 times; keep one of them.",
        ),
        ("configuration,statistic,value\n", "", "has no published numbers"),
        ("configuration,statistic,value\nepochs=5,mean\n", ", line 2", "has 2 cells"),
        ("configuration,statistic,value\nepochs=5,mean,\n", ", line 2", "'value' is empty"),
        ("configuration,statistic,value\nepochs=5,mean,x\n", ", line 2", "value is 'x'"),
    ],
)
def test_a_wrong_csv_is_refused_with_its_line(
    study, config_error, tmp_path, content, place, problem
):
    file = tmp_path / "paper.csv"
    file.write_text(content)
    error = config_error(read_published, "paper.csv", study, "s.yaml", tmp_path)
    assert problem in error.problem and error.where == f"{file}{place}"
    missing = config_error(read_published, "other.csv", study, "s.yaml", tmp_path)
    assert "there is no such file" in missing.problem and missing.key == "published"


def test_an_accuracy_is_a_share_of_1(config_error):
    study = load_study("batchnorm", ROOT / "config" / "studies", ROOT)
    number = {"configuration": "baseline", "metric": "test_accuracy", "statistic": "run"}
    (share,) = read(study, number | {"value": "84.6%"})
    assert (share.value, share.decimals) == (pytest.approx(0.846), 3)
    error = config_error(read, study, number | {"value": 84.6})
    assert error.problem == (
        "value is 84.6, but test_accuracy is a share from 0 to 1. Did you mean 84.6%?"
    )
    error = config_error(read, study, number | {"value": -0.1})
    assert error.problem == "value is -0.1, but test_accuracy is a share from 0 to 1."
    read(study, number | {"statistic": "count", "value": 30})


def test_the_rounding_of_the_largest_numbers_is_finite(study):
    for value in ("0e999", "1e307", "0.0", "9" * 300):
        assert 0 < read(study, MEAN | {"value": value})[0].rounding < float("inf")


def test_a_csv_is_read_as_its_rows(study, tmp_path):
    (tmp_path / "paper.csv").write_text(
        "configuration,statistic,value,runs,digits\n\nepochs=5,mean,104.57,30,\nepochs=7,std,3.0,30,1\n"
    )
    first, second = read_published("paper.csv", study, "s.yaml", tmp_path)
    assert (first,) == read(study, MEAN) and second.decimals == 1


def test_every_tutorial_has_its_numbers():
    sizes = {"lstm_epochs": 41, "lstm_batch_size": 24, "lstm_neurons_eras": 40}
    sizes |= {"lstm_epochs_diagnostic": 80, "batchnorm": 6, "sequence_forecasters": 6}
    for name, size in (sizes | {"lstm_replication": 265, "lstm_dropout": 0}).items():
        assert len(load_study(name, ROOT / "config" / "studies", ROOT).published) == size
