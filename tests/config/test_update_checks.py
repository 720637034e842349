from dataclasses import replace

import pytest

from reprise.config.framing_checks import RowCounts
from reprise.config.update_checks import check_updates
from reprise.framing_settings import QuerySettings
from reprise.settings import DatasetSettings

ROWS = RowCounts(20, 4, 12)
SERIES = DatasetSettings(values=(1.0, 2.0, 3.0))


@pytest.fixture
def updated(settings):
    """A function that gives settings with updates, and with other changes by section."""

    def change(model=None, **sections):
        run = replace(settings, model=settings.model | (model or {}))
        sections["evaluation"] = {"update_epochs": 2, "update_rows": 4} | sections.get(
            "evaluation", {}
        )
        return replace(run, **{k: replace(getattr(run, k), **v) for k, v in sections.items()})

    return change


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"evaluation": {"update_rows": "all"}},
        {"evaluation": {"update_rows": 24}},  # 20 training rows and 4 validation rows
        {"evaluation": {"update_rows": 3}, "model": {"stateful": False}},
        {"evaluation": {"update_rows": 25}, "training": {"batch_size": 1}},
        {"evaluation": {"every_epoch": True}, "framing": {"validation_rows": 4}},
        {"evaluation": {"update_epochs": None, "update_rows": None, "every_epoch": True}},
    ],
)
def test_updates_that_can_be_made_are_allowed(updated, sections):
    check_updates(updated(**sections), ROWS, SERIES, "s.yaml")


@pytest.mark.parametrize(
    ("sections", "reason"),
    [
        ({"framing": {"horizon": 2}}, "are known only 2 steps after its forecast"),
        ({"framing": {"query": QuerySettings((1.0,), (2.0,))}}, "a query is a single forecast"),
        ({"evaluation": {"every_epoch": True}}, "errors of the test rows without updates"),
        ({"evaluation": {"layer_statistics": True}}, "records the training alone"),
    ],
)
def test_updates_that_make_no_sense_are_refused(updated, config_error, sections, reason):
    error = config_error(check_updates, updated(**sections), ROWS, SERIES, "s.yaml")
    assert error.problem.startswith("evaluation.update_epochs is 2, but ")
    assert reason in error.problem
    assert (error.where, error.key, error.value) == ("s.yaml", "evaluation.update_epochs", 2)


def test_samples_have_no_updates(updated, config_error):
    samples = DatasetSettings(builtin="iris")
    error = config_error(check_updates, updated(), ROWS, samples, "s.yaml")
    assert "samples have no order in time" in error.problem


@pytest.mark.parametrize(
    ("rows", "stateful", "problem"),
    [
        (5, True, "Use a multiple of 4, or set"),
        (3, True, "which does not fill batches of training.batch_size 4."),
        (5, False, "Use a multiple of 4 or a smaller number, or set"),
        (28, True, "after the first test row only 25 rows are observed"),
    ],
)
def test_the_rows_of_an_update_fill_batches(updated, config_error, rows, stateful, problem):
    run = updated(model={"stateful": stateful}, evaluation={"update_rows": rows})
    error = config_error(check_updates, run, ROWS, SERIES, "s.yaml")
    assert problem in error.problem
    assert (error.key, error.value) == ("evaluation.update_rows", rows)
