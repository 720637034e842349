import numpy as np
import pandas as pd
from figure_settings_builder import make_figure_settings

from reprise.tables.trained_epochs import (
    ADVICE,
    continue_ended_runs,
    describe_trained_epochs,
    summarize_trained_epochs,
)


def make_runs(trained):
    """Runs that did not diverge, from the trained epochs of each configuration."""
    rows = [
        (name, repeat, "ok", epochs)
        for name, of_name in trained.items()
        for repeat, epochs in enumerate(of_name, start=1)
    ]
    columns = ["configuration", "repeat", "state", "trained_epochs"]
    return pd.DataFrame(rows, columns=columns)


def make_history(runs):
    """The epochs of each run; its error is 10 in the first epoch, 20 in the second, and so on."""
    parts = [
        pd.DataFrame(
            {
                "configuration": run.configuration,
                "repeat": run.repeat,
                "epoch": np.arange(1, run.trained_epochs + 1),
            }
        )
        for run in runs.itertuples()
    ]
    history = pd.concat(parts, ignore_index=True)
    return history.assign(validation_rmse=10.0 * history["epoch"], fit_loss=np.nan)


def errors_of(history, configuration, repeat):
    is_run = (history["configuration"] == configuration) & (history["repeat"] == repeat)
    run = history[is_run]
    assert run["epoch"].tolist() == list(range(1, len(run) + 1))
    return run["validation_rmse"].tolist()


def test_the_metrics_of_a_run_that_ended_stay_those_of_its_network():
    runs = make_runs({"b": [3, 5, 2], "a": [1], "other": [2]})
    runs["kept_epoch"] = [1, 5, 2, 1, 2]
    continued = continue_ended_runs(make_history(runs), runs, {"b": 5, "a": 2})
    assert errors_of(continued, "b", 1) == [10, 20, 30, 10, 10], "with the weights of epoch 1"
    assert errors_of(continued, "b", 2) == [10, 20, 30, 40, 50]
    assert errors_of(continued, "b", 3) == [10, 20, 20, 20, 20]
    assert errors_of(continued, "a", 1) == [10, 10]
    assert errors_of(continued, "other", 1) == [10, 20], "it cannot end early"
    assert continued["configuration"].drop_duplicates().tolist() == ["b", "a", "other"]
    assert continued.dtypes.equals(make_history(runs).dtypes)


def test_a_history_without_ended_runs_stays_as_it_is():
    runs = make_runs({"a": [3, 3]}).assign(kept_epoch=3)
    history = make_history(runs)
    pd.testing.assert_frame_equal(continue_ended_runs(history, runs, {"a": 3}), history)


def test_a_configuration_without_a_history_is_left_out():
    runs = make_runs({"a": [2], "unrecorded": [2]}).assign(kept_epoch=1)
    history = make_history(runs[:1])
    continued = continue_ended_runs(history, runs, {"a": 3, "unrecorded": 9})
    assert errors_of(continued, "a", 1) == [10, 20, 10]
    assert len(continued) == 3


def make_settings(limits, **options):
    names = {name: name for name in limits}
    limits = {name: limit for name, limit in limits.items() if limit}
    return make_figure_settings("s", {"": names}, epoch_limits=limits, **options)


def test_each_configuration_that_can_end_early_has_a_sentence():
    settings = make_settings({"a": 100, "b": 60, "c": None, "d": 100, "e": 100})
    runs = make_runs({"a": [52, 100, 61, 99], "b": [60, 60], "c": [30], "d": [51, 51], "e": [9]})
    runs.loc[3, "state"] = runs.loc[9, "state"] = "diverged"
    assert list(describe_trained_epochs(runs, settings, mark=lambda name: f"<{name}>")) == [
        "The runs of <a> were trained for 52 to 100 epochs (median 61); 1 of 3 reached the limit of"
        " 100 epochs.",
        "The runs of <b> were trained for 60 epochs; 2 of 2 reached the limit of 60 epochs."
        f" {ADVICE}",
        "The runs of <d> were trained for 51 epochs; 0 of 2 reached the limit of 100 epochs.",
    ]
    assert list(summarize_trained_epochs(runs, settings)) == [
        "With early stopping, the runs were trained for 51 to 100 epochs (median 60); 3 of 7"
        " reached their limit."
    ]
    assert not list(describe_trained_epochs(runs, make_settings({"a": None})))
    assert not list(summarize_trained_epochs(runs, make_settings({"a": None})))


def test_the_runs_of_all_origins_count_together():
    origins = {"a,origin=5": ("a", 5), "a,origin=9": ("a", 9)}
    settings = make_settings(dict.fromkeys(origins, 80), origins=origins)
    runs = make_runs({"a,origin=5": [20, 80], "a,origin=9": [30]})
    (sentence,) = describe_trained_epochs(runs, settings)
    assert sentence == (
        "The runs of a were trained for 20 to 80 epochs (median 30); 1 of 3 reached the limit of 80"
        " epochs."
    )
    (summary,) = summarize_trained_epochs(runs, settings)
    assert summary.endswith("1 of 3 reached the limit of 80 epochs.")
