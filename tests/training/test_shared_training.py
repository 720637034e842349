from dataclasses import replace

import pytest
from training.study_settings import with_model, with_training

from reprise.settings import StopSettings
from reprise.training.costs import expected_seconds
from reprise.training.planned_run import PlannedRun
from reprise.training.shared_training import group_by_training, seconds_to_train_together


def with_evaluation(settings, **changes):
    return replace(settings, evaluation=replace(settings.evaluation, **changes))


def group(settings, trainings=None):
    """Group two repeats of some configurations; return the configurations of the groups."""
    runs = [
        PlannedRun("s", name, repeat, name, "", "", training=(trainings or {}).get(name, "t"))
        for name in settings
        for repeat in (1, 2)
    ]
    groups = group_by_training(runs, settings)
    assert {run for together in groups for run in together} == set(runs)
    of_repeats = [
        [[run.configuration for run in runs] for runs in groups if runs[0].repeat == repeat]
        for repeat in (1, 2)
    ]
    assert of_repeats[0] == of_repeats[1] and len(groups) == 2 * len(of_repeats[0])
    return of_repeats[0]


def test_runs_of_one_training_are_together_from_few_epochs_to_many(settings):
    many = with_training(settings, epochs=500)
    reset = with_evaluation(many, state="reset")
    together = {"many": many, "few": settings, "reset": reset}
    assert group(together) == [["few", "many", "reset"]]
    assert group(together, {"few": "another"}) == [["many", "reset"], ["few"]]


def test_runs_that_need_another_program_or_another_history_are_apart(settings):
    recorded = with_evaluation(settings, every_epoch=True)
    stopped = with_training(settings, stop=StopSettings(3))
    apart = {
        "plain": settings,
        "other batches": with_evaluation(settings, batch_size=2),
        "other network": with_model(settings, units=2),
        "carried": recorded,
        "reset": with_evaluation(recorded, state="reset"),
        "stopped": stopped,
        "stopped later": with_training(stopped, epochs=500),
    }
    assert group(apart) == [[name] for name in apart]
    longer = {"longer": with_training(recorded, epochs=500)}
    assert ["carried", "longer"] in group(apart | longer)


def test_common_epochs_are_counted_once(settings):
    runs = [with_training(settings, epochs=epochs) for epochs in (100, 100, 500)]
    seconds = [expected_seconds(run, 20) for run in runs]
    expected = seconds[0] + seconds[1] / 100 + seconds[2] * (500 - 99) / 500
    assert seconds_to_train_together(runs, 20) == pytest.approx(expected)
