import gzip

import numpy as np
import pandas as pd
import pytest

from reprise.tables import forecasts_table
from reprise.tables.forecasts_table import forecast_targets, shares_within, write_forecasts


class FramingOfTestRows:
    """The part of a framing that forecasts need: observations of the test rows after one row."""

    def __init__(self, observed, first_target=1, has_query=False):
        observed = np.array(observed, dtype=float)
        self.actual = np.concatenate([np.zeros((1, observed.shape[1])), observed])
        self.first_targets = np.arange(len(self.actual)) + first_target - 1
        self.horizon = observed.shape[1]
        self.target_names = np.array(["value"])
        self.has_query = has_query

    def split(self, name):
        assert name == "test"
        return slice(1, None)


def test_a_forecast_of_several_steps_has_the_time_of_each_step():
    framing = FramingOfTestRows([[17, 18, 19], [18, 19, 20]], first_target=16)
    table = forecast_targets(framing, pd.Index([f"day {k}" for k in range(1, 22)]))
    assert list(table) == ["time", "step", "observed"]
    assert table["time"].tolist() == [f"day {k}" for k in (17, 18, 19, 18, 19, 20)]
    assert table["step"].tolist() == [1, 2, 3, 1, 2, 3]
    assert table["observed"].tolist() == [17, 18, 19, 18, 19, 20]


def test_the_forecast_of_a_query_has_no_time():
    table = forecast_targets(FramingOfTestRows([[9, 10]], has_query=True), pd.Index([]))
    assert table["time"].tolist() == ["query", "query"]
    assert table["step"].tolist() == [1, 2]


@pytest.fixture
def targets():
    times = pd.Index(["of a training row", "first", "last"])
    return {"a,b": forecast_targets(FramingOfTestRows([[4], [5]]), times)}


def test_the_table_of_forecasts_has_one_row_per_forecast(tmp_path, targets):
    with write_forecasts(tmp_path / "f.csv.gz", targets) as add:
        add({"configuration": "a,b", "repeat": 1, "forecasts": [1 / 3, None]})
        add({"configuration": "a,b", "repeat": 2, "forecasts": [[1e-9], [2]]})
    assert gzip.decompress((tmp_path / "f.csv.gz").read_bytes()).decode() == (
        "configuration,repeat,time,step,observed,forecast\n"
        '"a,b",1,first,1,4,0.3333333\n'
        '"a,b",1,last,1,5,\n'
        '"a,b",2,first,1,4,1e-09\n'
        '"a,b",2,last,1,5,2\n'
    )


@pytest.mark.parametrize("rows_at_once", [1, 2, 3, 4, 50])
def test_the_table_of_forecasts_does_not_depend_on_the_rows_in_memory(
    tmp_path, targets, monkeypatch, rows_at_once
):
    def written():
        with write_forecasts(tmp_path / "f.csv.gz", targets) as add:
            for repeat in range(5):
                add({"configuration": "a,b", "repeat": repeat, "forecasts": [repeat, None]})
        return gzip.decompress((tmp_path / "f.csv.gz").read_bytes())

    expected = written()
    assert expected.count(b"\n") == 11
    monkeypatch.setattr(forecasts_table, "ROWS_AT_ONCE", rows_at_once)
    assert written() == expected


def test_only_so_many_rows_wait_in_memory(tmp_path, targets, monkeypatch):
    monkeypatch.setattr(forecasts_table, "ROWS_AT_ONCE", 4)
    waiting = []
    with write_forecasts(tmp_path / "f.csv.gz", targets) as add:
        for repeat in range(5):
            add({"configuration": "a,b", "repeat": repeat, "forecasts": [0, 0]})
            waiting.append(sum(map(len, add.__self__._waiting)))
    assert waiting == [2, 0, 2, 0, 2]


def test_the_shares_of_forecasts_within_a_tolerance_are_counted_by_step():
    table = pd.DataFrame(
        {
            "configuration": ["b"] * 4 + ["a"],
            "step": [2, 2, 2, 2, 1],
            "observed": 80.0,
            "forecast": [80.5, 79.0, 90.0, np.nan, 80.0],
        }
    )
    shares = shares_within(table, [0.5, 1, 9.99])
    assert shares.to_csv(index=False, float_format="%.3f").splitlines() == [
        "configuration,step,forecasts,mean_forecast,within 0.5,within 1,within 9.99",
        "b,2,4,83.167,0.250,0.500,0.500",
        "a,1,1,80.000,1.000,1.000,1.000",
    ]
