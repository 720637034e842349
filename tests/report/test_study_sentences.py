import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_figure_settings

from reprise.report.study_sentences import StudyResults, describe_study
from reprise.stats.best_choice import COLUMNS as BEST_COLUMNS

COLUMNS = ["configuration", "other", "kind", "verdict"]


NO_CHOICE = pd.DataFrame(columns=[*BEST_COLUMNS])
NO_RUNS = pd.DataFrame(columns=["configuration", "state", "kept_epoch"])


PAIR_COLUMNS = [*COLUMNS, "difference", "difference_low", "difference_high", "other_mean"]


def describe(means, pairs=(), baselines=(), runs=NO_RUNS, diverged=None, choice=None, **options):
    """The sentences of a study with these means, runs, pairs and comparisons with baselines.

    A pair is (configuration, other, verdict), and may go on with the difference and its limits. A
    baseline is (configuration, name, verdict, value).
    """
    intervals = options.pop("intervals", {})
    one_more = options.pop("one_more", {})
    panels = options.pop("panels", {"": {name: name for name in means}})
    settings = make_figure_settings("s", panels, **options)
    description = pd.DataFrame({"mean": means, "count": 30.0, "diverged": 0}).T
    for name, count in (diverged or {}).items():
        description.loc[["count", "diverged"], name] = 30 - count, count
    nothing = (np.nan, np.nan, np.nan)
    rows = [
        (one, other, "configuration", verdict, *(limits or nothing), means[other])
        for one, other, verdict, *limits in pairs
    ]
    rows += [
        (one, name, "baseline", verdict, *nothing, value) for one, name, verdict, value in baselines
    ]
    summary = [(name, 30, 0, *limits) for name, limits in intervals.items()]
    training = [(name, *limits) for name, limits in one_more.items()]
    results = StudyResults(
        description=description,
        summary=pd.DataFrame(
            summary, columns=["configuration", "runs", "diverged", "mean_low", "mean_high"]
        ),
        comparisons=pd.DataFrame(rows, columns=PAIR_COLUMNS),
        runs=runs,
        best=NO_CHOICE if choice is None else choice,
        one_training=pd.DataFrame(
            training, columns=["configuration", "prediction_low", "prediction_high"]
        ),
    )
    return describe_study(settings, results)


def make_runs(r2=None, kept_epochs=None):
    """Runs with the R² or the kept epochs of each configuration; the last run diverged."""
    columns = {"test_r2": r2 or {}, "kept_epoch": kept_epochs or {}}
    rows = [
        {"configuration": name, "state": "ok", column: value}
        for column, values in columns.items()
        for name, of_name in values.items()
        for value in of_name
    ]
    rows.append({"configuration": rows[0]["configuration"], "state": "diverged", "kept_epoch": 1})
    return pd.DataFrame(rows)


def test_the_answer_names_the_best_mean_its_interval_and_the_difference_from_the_next():
    first, sure = describe(
        {"a": 100.0, "b": 90.0, "c": 95.0},
        [("a", "b", "worse", 10.0, 4.0, 16.0), ("b", "c", "cannot tell", -5.0, -11.0, 1.0)],
        intervals={"a": (95, 105), "b": (88, 92)},
        one_more={"b": (70.0, 110.0), "a": (0.0, 1.0)},
    )
    minus = "\N{MINUS SIGN}"
    assert first == (
        "``b`` has the lowest mean test RMSE (value) of 3 configurations: 90 (interval 88.0 to"
        " 92.0, 30 runs). The next mean is 95.0 (``c``): the difference is"
        f" {minus}5.00, and its interval reaches from {minus}11.00 to +1.00. The runs cannot tell"
        " which of the two is better. It is better than ``a``; not told apart from ``c``."
    )
    assert sure == "One more training of it ends between 70.0 and 110.0 with a probability of 95%."


def test_a_pair_is_read_in_both_directions():
    (first,) = describe({"a": 100.0, "b": 90.0}, [("a", "b", "worse", 10.0, 4.0, 16.0)])
    minus = "\N{MINUS SIGN}"
    assert f"the difference is {minus}10.00, and its interval reaches from {minus}16.00" in first
    assert first.endswith(f"to {minus}4.00. The first is better.")


def test_a_pair_without_an_interval_has_no_verdict_in_words():
    (first,) = describe({"a": 100.0, "b": 90.0}, [("a", "b", "cannot tell")])
    assert first.endswith("The next mean is 100.0 (``a``).")
    (alone,) = describe({"a": 100.0, "b": 90.0})
    assert alone == "``b`` has the lowest mean test RMSE (value) of 2 configurations: 90."


def test_the_probability_and_the_honest_mean_stand_beside_the_best_mean():
    choice = pd.DataFrame(
        {
            "configuration": ["a", "b"],
            "best": [False, True],
            "probability_best": [0.38, 0.62],
            "honest_mean": [np.nan, 93.3],
        }
    )
    assert describe({"a": 100.0, "b": 90.0}, choice=choice)[-1] == (
        "The probability that its true mean is the best is 0.62. The best mean is the luckiest one;"
        " if one half of the runs chooses and the other half is the score, the mean is 93.3."
    )
    unjudged = describe({"a": 100.0, "b": 90.0}, choice=choice.assign(probability_best=np.nan))
    assert unjudged[-1] == "This choice is not judged, because that needs 4 runs."


def test_the_best_accuracy_is_the_highest():
    (text,) = describe({"a": 0.8, "b": 0.9}, metric="test_accuracy")
    assert text == "``b`` has the highest mean test accuracy of 2 configurations: 0.9."


def test_the_configurations_that_are_worse_or_equivalent_are_counted():
    means = {"a": 1.0, "b": 2.0, "c": 3.0}
    pairs = [("a", "b", "equivalent"), ("a", "c", "better"), ("b", "c", "better")]
    ending = "It is better than ``c``; equivalent to ``b``."
    assert describe(means, pairs)[0].endswith(ending)
    pairs = [("b", "a", "worse"), ("a", "c", "better")]
    assert describe(means, pairs)[0].endswith("It is better than all 2 others.")
    pairs = [("a", "b", "cannot tell"), ("a", "c", "cannot tell")]
    assert describe(means, pairs)[0].endswith(
        "The runs cannot tell it apart from any of the 2 others."
    )


def test_a_mean_without_the_runs_that_diverged_says_so():
    means = {name: 1.0 for name in "abcde"}
    assert not any("diverge" in text for text in describe(means))
    assert describe(means, diverged={"a": 2, "c": 30 - 1})[-1] == (
        "Of the means, that of ``a`` is the mean of the 28 of 30 runs that did not diverge and"
        " that of ``c`` is the mean of the 1 of 30 runs that did not diverge."
    )
    many = describe(means, diverged=dict.fromkeys("abcd", 1))
    assert many[-1] == "The means of 4 configurations are without runs that diverged."


def test_baselines_that_beat_the_best_network_come_first_and_the_beaten_ones_last():
    baselines = [("a", "ets", "worse", 0.5), ("a", "mean", "better", 3.0)]
    baselines += [("b", "sarima", "worse", 0.1)]
    texts = describe({"a": 1.0, "b": 2.0}, baselines=baselines)
    assert texts[0] == "``ets`` (0.500) needs no network, and is better than the best network."
    assert texts[-1] == "It is better than the baselines: ``mean``."
    texts = describe({"a": 1.0}, baselines=[*baselines, ("a", "naive", "worse", 0.9)])
    assert texts[0] == (
        "``ets`` (0.500) and ``naive`` (0.900) need no network, and are better than the best"
        " network."
    )
    won = [("a", "ets", "better", 2.0), ("a", "mean", "better", 3.0)]
    assert describe({"a": 1.0}, baselines=won)[-1] == (
        "It is better than every baseline: ``ets``, ``mean``."
    )
    unknown = [("a", "ets", "cannot tell", 1.1)]
    assert describe({"a": 1.0}, baselines=unknown)[-1] == (
        "It is not shown to be better or worse than ``ets``."
    )


def test_many_configurations_are_counted_and_not_listed():
    means = {name: float(number) for number, name in enumerate("abcdef", start=1)}
    pairs = [("a", other, "better") for other in "bcde"] + [("a", "f", "cannot tell")]
    assert describe(means, pairs)[0].endswith(
        "It is better than ``b``, ``c``, ``d`` and ``e``; not told apart from ``f``."
    )
    more = {**means, "g": 7.0}
    pairs.append(("a", "g", "better"))
    assert describe(more, pairs)[0].endswith(
        "It is better than 5 others; not told apart from ``f``."
    )


def test_each_era_has_its_own_best_configuration_and_the_first_comes_in_detail():
    names = ("era=new,x=1", "era=new,x=2", "era=old,x=1", "era=old,x=2")
    means = dict(zip(names, (4.0, 3.0, 1.0, 2.0), strict=True))
    panels = {
        f"era={era}": {f"era={era},x={x}": f"x={x}" for x in (1, 2)} for era in ("new", "old")
    }
    pairs = [(names[0], names[1], "worse", 1.0, 0.5, 1.5)]
    pairs += [(names[2], names[3], "better", -1.0, -1.5, -0.5)]
    pairs += [(names[1], names[3], "worse", 1.0, 0.5, 1.5)]
    new, old = describe(means, pairs, panels=panels, one_more={names[1]: (2.0, 4.0)})[::2]
    assert new.startswith("**new.** ``x=2`` has the lowest mean test RMSE (value) of 2")
    assert "(``x=1``)" in new and "old" not in new
    assert old.startswith("**old.** ``x=1`` has the lowest mean")


def test_configurations_that_forecast_different_numbers_of_steps_have_no_common_best():
    assert describe({"day": 7.0, "week": 6.0}, horizons={"week": 7}) == [
        "**Horizon of 1 step.** The mean test RMSE (value) of ``day`` is 7.",
        "**Horizon of 7 steps.** The mean test RMSE (value) of ``week`` is 6.",
    ]


def test_the_share_of_variance_that_the_best_configuration_explains_is_told():
    runs = make_runs({"a": [0.06, 0.08], "b": [0.5, 0.5]})
    assert describe({"a": 6.0, "b": 7.0}, runs=runs)[-1] == (
        "It explains 7% of the variance of the test rows (R² 0.070)."
    )
    assert len(describe({"a": 0.07}, metric="test_r2", runs=runs)) == 1, "it would say it twice"


def test_the_share_of_explained_variance_is_told_for_each_origin():
    origins = {"a,origin=1": ("a", 1), "a,origin=2": ("a", 2)}
    runs = make_runs({"a,origin=1": [-0.3, -0.1], "a,origin=2": [0.05]})
    (text,) = describe(dict.fromkeys(origins, 7.0), origins=origins, runs=runs)
    assert text.endswith("Its R² at single origins lies between -0.200 and 0.050.")


def test_nearly_untrained_networks_are_told_after_the_result():
    runs = make_runs(kept_epochs={"a": [1, 2, 9]})
    text = describe({"a": 7.0}, runs=runs, epochs_to_choose_from={"a": 100})[-1]
    assert text.startswith(
        "Most runs of ``a`` (2 of 3) keep the weights of epoch 1 to 2 of 100: these networks are"
        " nearly untrained. Perhaps the validation rows"
    )


def test_rolling_origins_are_averaged():
    origins = {"a,origin=1": ("a", 1), "a,origin=2": ("a", 2)}
    origins |= {"b,origin=1": ("b", 1), "b,origin=2": ("b", 2)}
    means = dict(zip(origins, (50.0, 100.0, 70.0, 90.0), strict=True))
    assert describe(means, origins=origins) == [
        "Over 2 rolling origins, ``a`` has the best mean test RMSE (value): 75. The means at single"
        " origins lie between 50 and 100."
    ]


def test_splits_are_averaged_and_references_are_compared_at_each_of_them():
    names = {f"{base},split={n}": (base, n) for n in (1, 2) for base in "ab"}
    means = dict(zip(names, (1.0, 4.0, 3.0, 6.0), strict=True))
    pairs = [(f"a,split={n}", f"b,split={n}", "better", -3.0, -4.0, -2.0) for n in (1, 2)]
    result, changes = describe(
        means,
        pairs,
        origins=names,
        partition_kind="split",
        references={f"a,split={n}": f"b,split={n}" for n in (1, 2)},
    )
    minus = "\N{MINUS SIGN}"
    assert result == (
        "Over 2 splits, ``a`` has the best mean test RMSE (value): 2. The means at single splits"
        " lie between 1 and 3."
    )
    assert f"``a,split=1`` ({minus}3.00) is better" in changes
    alone = {name: value for name, value in names.items() if value[0] == "a"}
    (text,) = describe({name: means[name] for name in alone}, origins=alone)
    assert text.startswith("Over 2 rolling origins, the mean test RMSE (value) of ``a`` is 2.")


@pytest.mark.filterwarnings("error")
def test_configurations_whose_runs_all_diverged_are_left_out():
    assert describe({"a": np.nan, "b": np.nan}) == ["No run ended with a finite error."]
    assert describe({"a": np.nan, "b": 2.0})[0].startswith("The mean test RMSE (value) of ``b`` is")


def test_the_trained_epochs_of_runs_that_can_end_early_follow_the_result():
    runs = make_runs(kept_epochs={"a": [30, 20, 9]}).assign(trained_epochs=[40, 30, 19, 11])
    assert describe({"a": 7.0}, runs=runs, epoch_limits={"a": 40})[-1] == (
        "With early stopping, the runs were trained for 19 to 40 epochs (median 30); 1 of 3 reached"
        " the limit of 40 epochs."
    )
