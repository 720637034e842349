from dataclasses import replace

import numpy as np
import pytest
from framed_values import frame_by_settings

from reprise.config.rolling_origins import plan_origins, settings_at_origin
from reprise.data.dataset import DatasetSize
from reprise.framing_settings import QuerySettings
from reprise.settings import DatasetSettings

SERIES = DatasetSettings(values=(1.0, 2.0, 3.0))
SIZE = DatasetSize(36, 0)  # with difference 1, lags 1 and 12 test rows: 22 training rows


@pytest.fixture
def run_with(settings):
    """A function that changes the framing and the model of the tutorial's settings."""

    def change(model=None, **framing):
        return replace(
            settings,
            framing=replace(settings.framing, **framing),
            model=settings.model | (model or {}),
        )

    return change


def plan(origins, *runs, dataset=SERIES):
    named = {f"run{number}": run for number, run in enumerate(runs, start=1)}
    return plan_origins(origins, dataset, named, SIZE, "s.yaml")


@pytest.mark.parametrize(
    ("origins", "framing", "expected"),
    [
        ({"number": 2}, {"train_rows": 10}, [12, 24]),
        ({"number": 3, "step": 1}, {"train_rows": 20}, [22, 23, 24]),
        ({"number": 3, "step": 4}, {"train_rows": None}, [16, 20, 24]),
        ({"number": 2, "step": 2}, {"observations": 34, "train_rows": 18}, [20, 22]),
        ({"number": 2, "step": 2}, {"observations": 34, "train_rows": 16, "lags": 3}, [20, 22]),
        ({"number": 22, "step": 1}, {"train_rows": None}, list(range(3, 25))),
    ],
)
def test_origins_are_steps_back_from_the_last_one(run_with, origins, framing, expected):
    assert plan(origins, run_with(**framing)) == expected


def test_an_origin_reads_no_later_observation(run_with):
    run = run_with()
    at_origin = settings_at_origin(run, 20)
    assert at_origin.framing == replace(run.framing, observations=32)
    assert replace(at_origin, framing=run.framing) == run


@pytest.mark.parametrize(
    ("origins", "framing", "possible"),
    [
        ({"number": 4, "step": 1}, {"train_rows": 20}, 3),
        ({"number": 2}, {"train_rows": 20}, 1),
        ({"number": 23, "step": 1}, {"train_rows": None}, 22),
    ],
)
def test_more_origins_than_the_training_rows_allow_are_refused(
    run_with, config_error, origins, framing, possible
):
    error = config_error(plan, origins, run_with(**framing))
    number = origins["number"]
    assert f"origins.number is {number}, but at most {possible} origins are poss" in error.problem
    assert (error.where, error.key, error.value) == ("s.yaml", "origins.number", number)


def test_the_configuration_with_the_fewest_spare_rows_decides(run_with, config_error):
    origins = {"number": 3, "step": 1}
    assert plan(origins, run_with(train_rows=10), run_with(train_rows=20)) == [22, 23, 24]
    error = config_error(plan, origins, run_with(train_rows=10), run_with(train_rows=21))
    assert "at most 2 origins are possible" in error.problem


@pytest.mark.parametrize(
    ("change", "key", "problem"),
    [
        ({"query": QuerySettings((1.0, 2.0), (3.0,))}, "framing.query", "origins needs test rows"),
        ({"model": {"origin": 3}}, "model.origin", "the same column as the origin in the tables"),
        ({"test_rows": 40}, "framing", "36 observations"),
        ({"test_rows": 6}, "framing.test_rows", "framing.test_rows is 6 here and 12 in the"),
        ({"observations": 30, "train_rows": 10}, "framing.observations", "is 30 here and None"),
    ],
)
def test_a_configuration_that_cannot_have_origins_is_named(
    run_with, config_error, change, key, problem
):
    error = config_error(plan, {"number": 2, "step": 1}, run_with(), run_with(**change))
    assert problem in error.problem
    assert error.where.startswith("s.yaml: configuration 'run2'") and error.key == key


def test_samples_have_no_origins(run_with, config_error):
    samples = DatasetSettings(builtin="iris")
    error = config_error(plan, {"number": 2}, run_with(), dataset=samples)
    assert "origins needs a series" in error.problem and error.key == "origins"


STUDY = "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 3}\n"


def test_an_earlier_origin_is_the_study_of_a_series_that_ends_there(load_extension, shampoo):
    study = load_extension(STUDY + "vary: {model.units: [1, 2]}")
    assert [c.partition.number for c in study.configurations] == [24, 24, 28, 28, 32, 32]
    for configuration in study.configurations:
        framing, origin = configuration.run.framing, configuration.partition.number
        framed = frame_by_settings(shampoo.values, framing)
        shorter = frame_by_settings(
            shampoo.values[: origin + 4], replace(framing, observations=None)
        )
        assert shorter.train_rows == 16
        assert shorter.first_targets[0] + 16 == origin
        for name, value in vars(framed).items():
            np.testing.assert_array_equal(getattr(shorter, name), value)
    alone = load_extension("framing: {train_rows: 16, test_rows: 4}")
    alone_framed = frame_by_settings(shampoo.values, alone.configurations[0].run.framing)
    np.testing.assert_array_equal(alone_framed.x, framed.x)


def test_one_more_origin_changes_no_name_and_no_settings_of_the_others(load_extension):
    text = STUDY + "configurations: {a: {model.units: 1}, b: {model.units: 2}}"
    two, three = (load_extension(text.replace("number: 3", f"number: {n}")) for n in (2, 3))
    runs = {c.name: c.run for c in three.configurations}
    assert list(runs)[:2] == ["a,origin=24", "b,origin=24"] and len(runs) == 6
    assert all(runs[c.name] == c.run for c in two.configurations)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("origins: {number: 1}", "origins.number"),
        ("origins: {step: 1}", "origins.number"),
        ("origins: {number: 2, steps: 1}", "origins.steps"),
        (STUDY.replace("number: 3", "number: 5"), "origins.number"),
        (
            "origins: {number: 2, step: 4}\nframing: {train_rows: 16}\ndataset: {period: 22}",
            "dataset.period",
        ),
    ],
)
def test_wrong_origins_of_a_study_name_the_key(load_extension, config_error, text, key):
    assert config_error(load_extension, text).key == key
