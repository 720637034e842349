import json
import shutil

import numpy as np
import pandas as pd
import pytest

import reprise
from reprise.errors import RepriseError
from reprise.results.pair_comparison import PairComparison
from reprise.results.pair_search import compare_pair
from reprise.stats.comparisons import compare_study
from reprise.stats.improvement import improvement_of_samples
from reprise.stats.pair_tests import compare_samples

NUMBERS = ("mean", "other_mean", "difference", "difference_low", "difference_high", "p")
NO_BASELINES = pd.DataFrame(columns=["baseline", "configuration"])


def row_of(folder, configuration, other):
    table = pd.read_csv(folder / "comparisons.csv")
    (row,) = table[(table["configuration"] == configuration) & (table["other"] == other)].to_dict(
        "records"
    )
    return row


def test_a_pair_of_the_file_is_its_row(eras):
    pair = reprise.open(eras).compare("era=keras1,epochs=100", "era=keras1,epochs=500")
    row = row_of(eras, "era=keras1,epochs=100", "era=keras1,epochs=500")
    found = pair.to_series()[list(row)].to_dict()
    assert np.isnan(row.pop("reason")) and found.pop("reason") == ""
    assert found == row
    assert pair.source == "comparisons.csv" and pair.paired
    assert (pair.runs, pair.other_diverged, pair.verdict) == (4, 1, "worse")


def test_the_other_order_is_what_comparing_in_that_order_gives(eras):
    """The library compares the same runs in both orders, from the runs themselves."""
    results = reprise.open(eras)
    names = ["era=keras1,epochs=500", "era=keras1,epochs=100"]
    pair = results.compare(*names)
    expected = compare_study(
        results.runs, "test_rmse", {"one": names}, dict.fromkeys(names, "x"), NO_BASELINES, 5
    ).iloc[0]
    # The family of the file has one pair, too, so that the intervals are equal.
    for field in (*NUMBERS, "probability_better", "probability_low", "probability_high"):
        assert getattr(pair, field) == pytest.approx(expected[field], abs=2e-6), field
    for field in ("configuration", "other", "runs", "other_runs", "diverged", "other_diverged"):
        assert getattr(pair, field) == expected[field], field
    assert pair.verdict == expected["verdict"] == "better"


def test_a_pair_that_the_file_does_not_have_is_computed_for_itself(eras):
    pair = reprise.open(eras).compare("era=keras3,epochs=500", "era=keras1,epochs=100")
    ours = np.array([98.0, 99.0, 97.5, 101.0, 96.0])
    others = np.array([125.0, 119.0, 128.0, 122.0, 130.0])
    expected = compare_samples(ours, others, 0.95)
    assert pair.source == "computed" and not pair.paired
    assert (pair.difference_low, pair.difference_high) == pytest.approx(
        (expected.low, expected.high)
    )
    assert pair.difference == pytest.approx(ours.mean() - others.mean())
    improvement = improvement_of_samples(ours, others, 0.95)
    assert pair.probability_low == pytest.approx(improvement[1])
    assert "comparisons.csv does not have this pair" in repr(pair)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("epochs=500", "epochs=100", ("era=keras3,epochs=500", "era=keras3,epochs=100")),
        (
            "epochs=500",
            "era=keras1,epochs=100",
            ("era=keras1,epochs=500", "era=keras1,epochs=100"),
        ),
        (
            "epochs=100",
            "era=keras1,epochs=100",
            ("era=keras3,epochs=100", "era=keras1,epochs=100"),
        ),
        (
            "epochs=100,era=keras1",
            "persistence",
            ("era=keras1,epochs=100", "persistence"),
        ),
    ],
)
def test_short_names_mean_the_era_of_the_other_name_or_the_first_era(eras, first, second, found):
    pair = reprise.open(eras).compare(first, second)
    assert (pair.configuration, pair.other) == found
    assert isinstance(pair, PairComparison)


def test_a_baseline_can_be_the_first(eras):
    results = reprise.open(eras)
    pair, turned = (
        results.compare("epochs=500", "least_squares"),
        results.compare("least_squares", "epochs=500"),
    )
    assert (pair.verdict, turned.verdict) == ("worse", "better")
    assert turned.difference == -pair.difference
    assert (turned.difference_low, turned.difference_high) == (
        -pair.difference_high,
        -pair.difference_low,
    )
    assert turned.reversed() == pair


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("epoch=500", "epochs=100", "no configuration 'epoch=500'. Did you mean 'epochs=500'"),
        (
            "era=keras1",
            "epochs=100",
            "'era=keras1' fits several configurations: era=keras1,epochs=1",
        ),
        (
            "epochs=100",
            "era=keras3,epochs=100",
            "are the same configuration, era=keras3,epochs=100",
        ),
        ("persistence", "least_squares", "are baselines"),
    ],
)
def test_names_that_mean_no_pair_are_errors(eras, first, second, message):
    with pytest.raises(RepriseError) as error:
        reprise.open(eras).compare(first, second)
    # epochs=100 alone would mean the era of its partner, which it already is.
    if first == "epochs=100":
        message = message.replace("'epochs=100' and", "")
    assert message in str(error.value)


def test_a_computed_pair_has_only_the_runs_whose_number_was_chosen_before(eras, tmp_path):
    """A study that trains until its pairs are decided has further runs, chosen by their results."""
    folder = shutil.copytree(eras, tmp_path / "eras")
    path = folder / "settings" / "draw.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"repeats": 4}))
    pair = reprise.open(folder).compare("era=keras3,epochs=500", "era=keras1,epochs=100")
    assert (pair.runs, pair.other_runs) == (4, 4)
    assert pair.mean == pytest.approx((98.0 + 99.0 + 97.5 + 101.0) / 4)


def test_configurations_that_predict_different_values_are_not_compared(tmp_path):
    from made_results import make_results

    text = "extends: quick\ntitle: Small\nrepeats: 3\nvary: {framing.horizon: [1, 2]}\n"
    text += "baselines: [persistence]\ntraining: {batch_size: 1}\n"
    errors = {"horizon=1": [100.0, 101.0, 102.0], "horizon=2": [110.0, 111.0, 113.0]}
    results = reprise.open(make_results(tmp_path / "results", "steps", text, errors))
    with pytest.raises(RepriseError, match="predict different values"):
        results.compare("horizon=1", "horizon=2")
    assert compare_pair(results._study_tables, "horizon=1", "persistence").kind == "baseline"
