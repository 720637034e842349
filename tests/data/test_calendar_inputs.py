import numpy as np
import pandas as pd
import pytest

from reprise.data.calendar_inputs import CALENDAR_PARTS, calendar_inputs

HOURS = pd.date_range("2019-12-28", "2021-01-05", freq="37min")


@pytest.mark.parametrize("name", CALENDAR_PARTS)
def test_a_cycle_has_one_point_on_the_circle_for_each_number(name):
    inputs = calendar_inputs(HOURS, [name], "cycle")
    assert list(inputs) == [f"{name}_sin", f"{name}_cos"]
    sine, cosine = inputs.values()
    np.testing.assert_allclose(sine**2 + cosine**2, 1)
    angle = np.arctan2(sine, cosine) % (2 * np.pi)
    steps = angle * CALENDAR_PARTS[name].number / (2 * np.pi)
    values = HOURS.isocalendar().week if name == "week" else getattr(HOURS, name)
    expected = np.asarray(values, float) - CALENDAR_PARTS[name].first
    np.testing.assert_allclose(steps, expected, atol=1e-6)


@pytest.mark.parametrize("name", ["month", "day_of_week", "hour", "quarter"])
def test_one_hot_inputs_are_those_of_pandas(name):
    inputs = pd.DataFrame(calendar_inputs(HOURS, [name], "one_hot"))
    expected = pd.get_dummies(getattr(HOURS, name), prefix=name, dtype=float)
    pd.testing.assert_frame_equal(inputs, expected)


def test_numbers_that_do_not_occur_have_an_input_too():
    inputs = calendar_inputs(pd.DatetimeIndex(["2020-02-01"]), ["month", "hour"], "one_hot")
    assert len(inputs) == 36 and sum(v[0] for v in inputs.values()) == 2
    assert inputs["month_2"][0] == inputs["hour_0"][0] == 1
