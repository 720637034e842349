import pytest

from reprise.config.claim_measures import check_baselines, check_measure

RECORDED = "vary: {training.epochs: [50, 70]}\nevaluation: {every_epoch: true}"
CURVE = {"curve": "test_rmse"}


@pytest.mark.parametrize(
    "measure",
    [
        "test_mae",
        {"metric": "train_rmse", "distance_from": 3},
        {"metric": "test_rmse", "less": "train_rmse"},
        CURVE | {"feature": "roughness"},
        CURVE | {"feature": "at_epoch", "at": 50},
        CURVE | {"feature": "mean_of_last", "last": 50},
        CURVE | {"feature": "change_at_end", "last": 25},
        CURVE | {"feature": "first_reaching", "value": 90},
        CURVE | {"feature": "settling_epoch", "within": 0.1},
    ],
)
def test_what_every_run_has_can_be_measured(load_extension, measure):
    check_measure(measure, load_extension(RECORDED), "c")


@pytest.mark.parametrize(
    ("measure", "key", "problem"),
    [
        ({"distance_from": 3}, "of", "exactly one of the keys 'metric', 'curve' and 'layer'"),
        ({"metric": "test_mae", **CURVE, "feature": "roughness"}, "of", "exactly one of the keys"),
        ("test_rms", "metric", "mine has no metric 'test_rms'. Did you mean 'test_rmse'? It has"),
        ("fit_loss", "metric", "mine has no metric 'fit_loss'"),
        ({"metric": "test_mae", "less": "train_ma"}, "metric", "mine has no metric 'train_ma'"),
        ({"curve": "test_mae", "feature": "roughness"}, "curve", "mine has no curve 'test_mae'"),
        (
            {"layer": "inference_change", "update": 0},
            "of.layer",
            "mine does not record its layers; set evaluation.layer_statistics: true in the study",
        ),
        (
            CURVE | {"feature": "first_reaching"},
            "of.value",
            "'first_reaching' needs the key 'value'",
        ),
        (CURVE | {"feature": "settling_epoch"}, "of.within", "needs the key 'within'"),
        (CURVE | {"feature": "mean_of_last"}, "of.last", "needs the key 'last'"),
        (CURVE | {"feature": "change_at_end"}, "of.last", "needs the key 'last'"),
        (
            CURVE | {"feature": "at_epoch", "at": 51},
            "of.feature",
            "the feature 'at_epoch' needs 51 epochs, but mine trains a configuration for 50 epochs",
        ),
        (CURVE | {"feature": "change_at_end", "last": 26}, "of.feature", "needs 52 epochs"),
        (CURVE | {"feature": "mean_of_last", "last": 51}, "of.feature", "needs 51 epochs"),
    ],
)
def test_what_a_run_lacks_cannot_be_measured(load_extension, config_error, measure, key, problem):
    error = config_error(check_measure, measure, load_extension(RECORDED), "c")
    assert problem in error.problem
    assert (error.where, error.key) == ("c", key)


def test_only_the_epochs_of_the_measured_configurations_count(load_extension, config_error):
    text = "evaluation: {every_epoch: true}\nvary: {training.epochs: [5, 10]}"
    study, measure = load_extension(text), CURVE | {"feature": "change_at_end", "last": 5}
    check_measure(measure, study, "c", ["epochs=10"])
    for names in (["epochs=10", "epochs=5"], None):
        error = config_error(check_measure, measure, study, "c", names)
        assert error.problem.endswith(
            "needs 10 epochs, but mine trains a configuration for 5 epochs."
        )


def test_curves_must_be_recorded(load_extension, config_error):
    measure = CURVE | {"feature": "roughness"}
    error = config_error(check_measure, measure, load_extension(), "c")
    assert "mine does not record curves; set evaluation.every_epoch: true" in error.problem
    assert error.key == "of.curve"


def test_a_study_of_classes_has_the_metrics_of_the_training_itself(load_samples):
    study = load_samples("training: {", "evaluation: {every_epoch: true}\ntraining: {")
    check_measure({"metric": "fit_accuracy", "less": "test_accuracy"}, study, "c")
    check_measure({"curve": "fit_loss", "feature": "roughness"}, study, "c")


def test_recorded_layers_can_be_measured(load_samples):
    text = "evaluation: {layer_statistics: true}\nmodel: {family: mlp, batch_norm: after}"
    study = load_samples("model: {family: mlp}", text)
    check_measure({"layer": "inference_change", "update": 0}, study, "c")


def test_a_layer_is_measured_only_at_an_update_that_every_run_has(load_samples, config_error):
    def load(training):
        text = "{test_rows: 10, validation_rows: 6}\nmodel: {family: mlp, batch_norm: after}\n"
        text += f"evaluation: {{layer_statistics: true}}\ntraining: {training}"
        old = "{test_rows: 10}\nmodel: {family: mlp}\ntraining: {epochs: 1, batch_size: 8}"
        return load_samples(old, text)

    def measure(update):
        return {"layer": "inference_change", "update": update}

    study = load("{epochs: 9, batch_size: 8, stop: {patience: 3}}")
    check_measure(measure(12), study, "c")  # 24 training rows, and at least 4 epochs
    error = config_error(check_measure, measure(13), study, "c")
    assert error.problem == (
        "update is 13, but a run of mine may have only 12 updates; choose an earlier one."
    )
    assert error.key == "of.update"
    study = load("{epochs: 9, batch_size: 10}")
    check_measure(measure(27), study, "c")
    config_error(check_measure, measure(28), study, "c")


@pytest.mark.parametrize(
    "check",
    [
        {},
        {"baseline": "persistence"},
        {"below": {"baseline": "ets"}, "of": "test_mae"},
        {"above": 3, "of": {"metric": "test_mae", "distance_from": 3}},
    ],
)
def test_a_check_may_name_a_baseline_of_the_study(load_extension, check):
    check_baselines(check, load_extension(), "c")


@pytest.mark.parametrize(
    ("check", "key", "problem"),
    [
        (
            {"baseline": "persistance"},
            "baseline",
            "mine has no baseline 'persistance'. Did you mean 'persistence'? It has ets, least_sq",
        ),
        ({"below": {"baseline": "mean"}}, "baseline", "mine has no baseline 'mean'"),
        ({"above": {"baseline": "mean"}}, "baseline", "mine has no baseline 'mean'"),
        (
            {"baseline": "ets", "of": {"metric": "test_mae", "distance_from": 3}},
            "of",
            "a baseline has only metrics; 'of' must be the name of a metric.",
        ),
    ],
)
def test_a_baseline_that_the_study_lacks_is_refused(
    load_extension, config_error, check, key, problem
):
    error = config_error(check_baselines, check, load_extension(), "c")
    assert problem in error.problem
    assert (error.where, error.key) == ("c", key)
