import gzip

import numpy as np
import pandas as pd
import pytest

from reprise.data.framing import frame_series, unscaled_rows
from reprise.tables import forecast_tables
from reprise.tables.forecast_tables import (
    baseline_steps,
    collect_steps,
    describe_windows,
    forecasts_file,
    shares_within,
)


def test_every_forecast_stands_beside_its_time_and_what_was_observed(tmp_path):
    values = np.arange(100.0, 120.0)
    framing = frame_series(values, 5, 0, 2, horizon=3)
    run = {"configuration": "a", "repeat": 1, "forecasts": [[1, 2, 3], [4, 5, 6], [7, 8, None]]}
    times = [f"day {k}" for k in range(20)]
    with forecasts_file(tmp_path / "f.csv.gz", [framing], {"a": 0}, [times]) as add:
        add(run)
    table = pd.read_csv(tmp_path / "f.csv.gz")
    assert table["time"].tolist()[:4] == ["day 15", "day 16", "day 17", "day 16"]
    observed = [float(t.split()[1]) + 100 for t in table["time"]]
    np.testing.assert_array_equal(table["observed"], observed)
    assert table["step"].tolist() == [1, 2, 3] * 3
    assert np.isnan(table["forecast"].iloc[-1])


def test_the_file_of_forecasts_does_not_depend_on_how_many_are_kept_at_a_time(
    tmp_path, monkeypatch
):
    framing = frame_series(np.arange(20.0), 5, 0, 2)
    runs = [
        {"configuration": "a,b", "repeat": k, "forecasts": [k + 0.1, 1e-9, None, 4, 5]}
        for k in range(40)
    ]
    written = []
    for most in (50_000, 7):
        monkeypatch.setattr(forecast_tables, "ROWS_AT_ONCE", most)
        with forecasts_file(tmp_path / "f.gz", [framing], {"a,b": 0}, [range(20)]) as add:
            for run in runs:
                add(run)
        written.append(gzip.decompress((tmp_path / "f.gz").read_bytes()))
    assert written[0] == written[1] and written[0].count(b"\n") == 201


def test_the_shares_within_a_tolerance_are_counted():
    table = pd.DataFrame(
        {
            "configuration": ["a"] * 4,
            "repeat": [1, 2, 3, 4],
            "step": 1,
            "observed": 80.0,
            "forecast": [80.5, 81.0, 90.0, np.nan],
        }
    )
    shares = shares_within(table, [0.5, 1, 5])
    assert shares.loc[0, ["within 0.5", "within 1", "within 5"]].tolist() == [0.25, 0.5, 0.5]
    assert shares.loc[0, "forecasts"] == 4


def test_the_errors_of_each_step_are_told_of_several_steps_alone():
    runs = [
        {"configuration": "a", "repeat": 1, "steps": {"test_rmse": [1.0, None]}},
        {"configuration": "b", "repeat": 1},
    ]
    table = collect_steps(runs)
    assert table["step"].tolist() == [1, 2] and table["test_rmse"].isna().tolist() == [False, True]
    stored = [
        {"baseline": "mean", "steps": {"test_rmse": [1.0, 2.0]}},
        {"baseline": "ets", "steps": {"test_rmse": [1.0]}},
    ]
    assert baseline_steps(stored)["baseline"].tolist() == ["mean", "mean"]


@pytest.mark.parametrize(
    ("difference", "first", "of"),
    [
        (0, "[1, 2, 3] -> [4]", "observations"),
        (1, "[1, 1, 1] -> [1]", "differences at lag 1"),
    ],
)
def test_a_sliding_window_is_shown_as_the_crash_course_shows_it(difference, first, of):
    # Crash course, lesson 2
    values = np.arange(1.0, 11)
    said = {"difference": difference, "lags": 3, "horizon": 1}
    framing = frame_series(values, 3, scale=(0, 1) if difference == 0 else None, **said)
    text = describe_windows([unscaled_rows(values, framing, said)], [said], [["all"]])
    lines = text.splitlines()
    assert lines[:2] == [f"# all configurations: 3 in, 1 out, {of}", "X -> y"]
    assert lines[2] == first
