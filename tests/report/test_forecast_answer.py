import numpy as np
import pandas as pd

from reprise.report.forecast_answer import describe_forecast

SUMMARY = {"configuration": "epochs=2", "reason": "It has the best *mean*.", "sentence": "So."}


def make_table(**columns):
    table = {"time": ["1904-01-01", "1904-02-01", "1904-03-01"], "column": "Sales"}
    table |= {"mean": [667.96, 1.0, 713.39], "low_95": [457.1, 0.0, 470.3]}
    table |= {"high_95": [878.8, 2.0, 956.5], "low_80": [552.4, 0.0, 546.2]}
    return pd.DataFrame(table | {"high_80": [783.6, 2.0, 880.6]} | columns)


def test_the_first_and_the_last_step_have_their_narrowest_intervals():
    assert describe_forecast(make_table(), SUMMARY) == [
        "Beyond the data, ``epochs=2`` forecasts 668.0 (80 %: 552.4 to 783.6) for"
        r" \1904-01-01 and 713.4 (80 %: 546.2 to 880.6) for \1904-03-01.",
        r"It has the best \*mean\*.",
        r"\So.",
    ]


def test_one_step_of_the_first_of_several_targets_without_an_interval():
    table = make_table(column=["A", "B", "B"], low_80=np.nan)
    first, *_ = describe_forecast(table, SUMMARY)
    assert first == r"Beyond the data, ``epochs=2`` forecasts for A 668.0 for \1904-01-01."
