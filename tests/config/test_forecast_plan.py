"""The section `forecast` of a study: what it plans, and what it refuses."""

import pytest
import yaml

from reprise.config.forecast_plan import USUAL_ORIGINS
from reprise.config.retraining import count_training_rows, plan_retrained, retrained_settings
from reprise.config.study_file import load_study
from reprise.errors import ConfigError

STUDY = """\
title: Mine
dataset: {values: VALUES}
framing: {difference: 1, lags: 2, test_rows: 10}
model: {family: mlp, units: 2}
training: {epochs: 5, batch_size: 4}
repeats: 2
forecast: {steps: 3}
""".replace("VALUES", str([float(k % 7) for k in range(60)]))


@pytest.fixture
def load(tmp_path):
    """Load the study with some keys changed: a dotted key to a value, None to remove it."""

    def load_changed(changes=None, **sections):
        document = yaml.safe_load(STUDY) | sections
        for key, value in (changes or {}).items():
            *parents, last = key.split(".")
            part = document
            for parent in parents:
                part = part.setdefault(parent, {})
            part[last] = value
        (tmp_path / "mine.yaml").write_text(yaml.safe_dump(document))
        return load_study("mine", tmp_path, tmp_path)

    return load_changed


def test_the_defaults(load):
    plan = load().forecast
    assert (plan.levels, plan.members, plan.configuration, plan.method) == (
        *((80, 95), 30, "best"),
        "conformal",
    )
    assert plan.origins == tuple(range(30, 60))  # at most half of the observations
    long = load(dataset={"values": [float(k % 7) for k in range(100)]}).forecast
    assert len(long.origins) == USUAL_ORIGINS and long.origins[-1] == 99
    assert plan.refits == (30, 36, 42, 48, 54)
    assert plan.run_names[0] == "origin=30" and plan.run_names[-1] == "members"
    assert plan.origins_of("origin=54") == [54, 55, 56, 57, 58, 59]
    assert plan.origins_of("members") == [60]
    assert load({"forecast.levels": [95, 80]}).forecast == plan


def test_origins_have_a_step_and_some_of_them_train_anew(load):
    plan = load({"forecast.origins": {"number": 20, "step": 2, "refit": 8}}).forecast
    assert plan.origins == tuple(range(20, 60, 2)) and plan.refits == (20, 36, 52)
    assert plan.origins_of("origin=36") == [36, 38, 40, 42, 44, 46, 48, 50]


def test_networks_are_trained_anew_without_held_back_rows(load):
    study = load(
        {"framing.validation_rows": 5, "framing.train_rows": 20, "training.keep": "best"},
        evaluation={"every_epoch": True},
    )
    (candidate,) = study.configurations
    run = retrained_settings(candidate.run, study.forecast, "members", 4)
    framing = run.framing
    assert (framing.validation_rows, framing.train_rows, framing.horizon) == (0, None, 3)
    assert (framing.observations, framing.test_rows, framing.strategy) == (63, 3, "recursive")
    assert (run.training.epochs, run.training.keep, run.training.stop) == (4, "last", None)
    assert not run.evaluation.every_epoch
    assert count_training_rows(run) == 60 - 3
    origin = retrained_settings(candidate.run, study.forecast, "origin=36", 4).framing
    assert (origin.observations, origin.test_rows) == (41 + 3, 44 - 36)


def test_a_network_with_a_state_forecasts_row_by_row(load):
    model = {"family": "lstm", "units": 1, "stateful": True}
    study = load({"framing.test_rows": 12, "framing.train_rows": 44}, model=model)
    run = retrained_settings(study.configurations[0].run, study.forecast, "members", 5)
    assert run.evaluation.batch_size == 1 and count_training_rows(run) == 56
    planned = plan_retrained(study.configurations, study.forecast)
    assert [c.name for c in planned] == study.forecast.run_names
    assert planned[-1].train_rows == 56


NAMED = {"a": {}, "b": {"training.epochs": 9}}


@pytest.mark.parametrize(
    ("changes", "sections", "key", "problem"),
    [
        (
            {"forecast.steps": 12, "forecast.levels": [80], "forecast.origins": {"number": 10}},
            {},
            "forecast.origins.number",
            "the earliest of 10 origins comes only 10 observations before the end, so that no error"
            " of the last step is known. Set forecast.origins.number to 12 or more.",
        ),
        (
            {"forecast.levels": [50, 97]},
            {},
            "forecast.levels",
            "forecast.levels has 97, but 30 errors support at most 96 %.",
        ),
        (
            {"forecast.origins": {"number": 12}},
            {},
            "forecast.levels",
            "forecast.levels has 95, but 12 errors support at most 92 %.",
        ),
        (
            {"forecast.levels": [100]},
            {},
            "forecast.levels, item 1",
            "is 100, but must be at most 99.",
        ),
        ({"forecast.steps": 0}, {}, "forecast.steps", "0"),
        ({"forecast.step": 3}, {}, "forecast.step", "steps"),
        (
            {"forecast.origins": {"number": 58}},
            {},
            "forecast.origins.number",
            "the earliest of these forecasts comes after 2 of 60 observations",
        ),
        (
            {"forecast.configuration": "c"},
            {"configurations": NAMED},
            "forecast.configuration",
            "forecast.configuration is 'c', which is no configuration of this study. It has a, b;",
        ),
        (
            {},
            {"configurations": NAMED},
            "forecast.configuration",
            "nothing can choose among the 2 configurations: the test rows must not.",
        ),
        (
            {"framing.horizon": 2},
            {},
            "forecast.steps",
            "forecast.steps is 3, but a network of this study forecasts 2 steps. Set"
            " framing.horizon to 3",
        ),
        (
            {"framing.lags": [1, 7]},
            {},
            "forecast.steps",
            "can go on only if its lags have no gaps. Set framing.horizon to 3",
        ),
        ({"framing.target": "above_mean"}, {}, "forecast", "framing.target is above_mean."),
        (
            {"evaluation.update_epochs": 1},
            {},
            "forecast",
            "evaluation.update_epochs trains them further between forecasts.",
        ),
        (
            {"framing.query": {"inputs": [1, 2, 3], "answer": [4]}, "framing.test_rows": None},
            {},
            "forecast",
            "framing.query replaces them.",
        ),
        (
            {},
            {
                "dataset": {"builtin": "iris"},
                "framing": {"test_rows": 30, "random_state": 1},
            },
            "forecast",
            "forecast needs a series, but this dataset has samples. Write predictor instead.",
        ),
    ],
)
def test_a_wrong_forecast_is_refused(load, tmp_path, changes, sections, key, problem):
    changes, sections = dict(changes), dict(sections)
    if changes.get("framing.test_rows", 0) is None:
        del changes["framing.test_rows"]
        sections["framing"] = {"difference": 1, "lags": 2}
    with pytest.raises(ConfigError) as caught:
        load(changes, **sections)
    assert problem in str(caught.value) and caught.value.key == key
    assert str(tmp_path / "mine.yaml") in str(caught.value)


def test_validation_rows_or_origins_can_choose(load):
    chosen = {"configurations": NAMED}
    assert load({"framing.validation_rows": 5}, **chosen).forecast.configuration == "best"
    study = load(origins={"number": 2}, **chosen)
    assert study.forecast.observations == 60 and len(study.configurations) == 4
    assert load({"forecast.configuration": "b"}, **chosen).forecast.configuration == "b"


def test_observations_that_are_not_used_come_after_the_forecast(load):
    assert load({"framing.observations": 50}).forecast.observations == 50


def test_known_inputs_are_known_for_all_steps_before_anything_is_trained(tmp_path, load):
    rows = [f"2024-01-{day:02d},{day if day < 29 else ''},{day % 3}" for day in range(1, 32)]
    (tmp_path / "known.csv").write_text("\n".join(["day,a,b", *rows]))
    dataset = {"file": "known.csv", "time": "day", "value": "a", "known_inputs": ["b"]}
    changes = {"framing.test_rows": 5, "forecast.levels": [80], "framing.horizon": 3}
    assert load(changes, dataset=dataset).forecast.observations == 28
    with pytest.raises(ConfigError, match=r"b of the 4 steps .* but the file has those of 3\."):
        load(changes | {"framing.horizon": 4}, dataset=dataset)
    fewer = changes | {"framing.horizon": 4, "framing.observations": 27}
    assert load(fewer, dataset=dataset).forecast.observations == 27


def test_a_calendar_of_irregular_times_has_no_next_time(tmp_path, load):
    rows = [f"2024-01-{day:02d},{day}" for day in range(1, 32) if day != 9]
    (tmp_path / "gaps.csv").write_text("\n".join(["day,a", *rows]))
    dataset = {"file": "gaps.csv", "time": "day", "value": "a", "frequency": "irregular"}
    changes = {"framing.test_rows": 5, "forecast.levels": [80], "framing.horizon": 3}
    assert load(changes, dataset=dataset).forecast.steps == 3
    with pytest.raises(ConfigError, match=r"dataset\.frequency is irregular"):
        load(changes | {"framing.calendar": ["month"]}, dataset=dataset)


def test_several_columns_need_all_steps_at_once(tmp_path, load):
    rows = [f"2024-01-{day:02d},{day},{day % 3}" for day in range(1, 32)]
    (tmp_path / "two.csv").write_text("\n".join(["day,a,b", *rows]))
    dataset = {"file": "two.csv", "time": "day", "value": ["a", "b"]}
    changes = {"framing.test_rows": 5, "forecast.levels": [80]}
    with pytest.raises(ConfigError, match="several columns by one step cannot go on from them"):
        load(changes, dataset=dataset)
    assert load(changes | {"framing.horizon": 3}, dataset=dataset).forecast.steps == 3
    with pytest.raises(ConfigError, match=r"also reads framing\.calendar forecasts one step only"):
        load(
            changes | {"framing.calendar": ["day_of_week"]},
            dataset=dataset | {"value": "a"},
        )
