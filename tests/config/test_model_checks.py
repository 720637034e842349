from dataclasses import replace

import pytest

from reprise.config.model_checks import check_model
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings, EvaluationSettings

SERIES = DatasetSettings(values=(1.0, 2.0, 3.0))
SAMPLES = DatasetSettings(builtin="circles", samples=40, random_state=1)
DIGITS = DatasetSettings(builtin="digits")
CONVOLUTIONS = {"kernel_size": 2, "pool_size": 2}


def time_steps(lags):
    return FramingSettings(lags=lags, lags_as="time_steps", test_rows=4)


@pytest.fixture
def run_with(settings):
    """A function that gives settings with another framing and other keys of the model."""

    def change(framing=settings.framing, **model):
        return replace(settings, framing=framing, model=settings.model | model)

    return change


@pytest.mark.parametrize(
    ("dataset", "family"),
    [
        *((SAMPLES, family) for family in ("lstm", "cnn", "cnn_lstm", "encoder_decoder")),
        *((SAMPLES, family) for family in ("gru", "simple_rnn")),
        *((DIGITS, family) for family in ("lstm", "cnn_lstm", "encoder_decoder")),
    ],
)
def test_a_family_that_cannot_read_the_rows_is_refused(run_with, config_error, dataset, family):
    run = run_with(FramingSettings(test_rows=10), family=family)
    error = config_error(check_model, dataset, run, "s.yaml")
    assert error.problem.startswith(f"model.family is {family}, which reads the time steps")
    assert error.problem.endswith("Use mlp.")
    assert (error.where, error.key, error.value) == ("s.yaml", "model.family", family)


@pytest.mark.parametrize("dataset", [SERIES, SAMPLES, DIGITS])
@pytest.mark.parametrize("family", ["mlp", "my_models:wide"])
def test_some_families_read_every_row(run_with, dataset, family):
    check_model(dataset, run_with(FramingSettings(lags=1, test_rows=4), family=family), "s.yaml")


@pytest.mark.parametrize(
    ("lags", "filters", "pool_size"), [(3, 64, 2), (4, [64, 64], 2), (2, [8], 1)]
)
def test_convolutions_and_pooling_that_leave_something_are_accepted(
    run_with, lags, filters, pool_size
):
    model = {"family": "cnn", "filters": filters, "kernel_size": 2, "pool_size": pool_size}
    check_model(SERIES, run_with(time_steps(lags), **model), "s.yaml")


@pytest.mark.parametrize(
    ("lags", "filters", "problem"),
    [
        (2, 64, "After 1 convolution, 1 of 2 time steps or pixels remain, fewer than model.pool_s"),
        (3, [64, 64], "After 2 convolutions, 1 of 3 time steps or pixels remain, fewer"),
        (2, [64, 64, 64], "After 3 convolutions, 0 of 2 time"),
    ],
)
def test_convolutions_that_leave_too_little_for_the_pooling_are_refused(
    run_with, config_error, lags, filters, problem
):
    run = run_with(time_steps(lags), family="cnn", filters=filters, **CONVOLUTIONS)
    error = config_error(check_model, SERIES, run, "s.yaml")
    assert problem in error.problem and error.key == "model.kernel_size"


def test_convolutions_over_images_are_checked_for_both_axes(run_with, config_error):
    images = FramingSettings(test_rows=10)
    model = {"family": "cnn", "filters": 8, "pool_size": 2}
    check_model(DIGITS, run_with(images, **model, kernel_size=7), "s.yaml")
    run = run_with(images, **model, kernel_size=8)
    assert "1 of 8 time steps or pixels" in config_error(check_model, DIGITS, run, "s").problem


def test_dropout_stands_beside_a_batch_normalization_only_if_there_is_one(run_with, config_error):
    place = {"dropout_place": "before_batch_norm"}
    model = {"family": "cnn", "filters": 8, **CONVOLUTIONS, "batch_norm": "after", "dropout": 0.0}
    check_model(SERIES, run_with(time_steps(8), **model, **place), "s.yaml")
    check_model(SERIES, run_with(time_steps(8), **model | {"batch_norm": "none"}), "s.yaml")
    run = run_with(time_steps(8), **model | {"batch_norm": "none"}, **place)
    error = config_error(check_model, SERIES, run, "s.yaml")
    assert error.problem == (
        "model.dropout_place is before_batch_norm, but the model has no batch_norm; set"
        " model.batch_norm, or remove model.dropout_place."
    )
    assert (error.key, error.value) == ("model.dropout_place", "before_batch_norm")
    run = run_with(time_steps(8), **model, **place)
    del run.model["dropout"]
    perceptron = {**place, "family": "mlp", "batch_norm": "none", "dropout": 0.1}
    error = config_error(check_model, SERIES, run_with(**perceptron), "s.yaml")
    assert "the model has no batch_norm;" in error.problem
    assert "the model has no dropout;" in config_error(check_model, SERIES, run, "s.yaml").problem


def test_convolutions_need_lags_as_time_steps(run_with, config_error):
    run = run_with(FramingSettings(lags=8, test_rows=4), family="cnn", filters=8, **CONVOLUTIONS)
    error = config_error(check_model, SERIES, run, "s.yaml")
    assert "a row has one time step" in error.problem and error.key == "framing.lags_as"


def test_subsequences_divide_the_time_steps(run_with, config_error):
    model = {"family": "cnn_lstm", "filters": 8, "kernel_size": 1, "pool_size": 2}
    check_model(SERIES, run_with(time_steps(4), **model, subsequences=2), "s.yaml")
    error = config_error(
        check_model, SERIES, run_with(time_steps(3), **model, subsequences=2), "s.yaml"
    )
    assert "model.subsequences is 2, which does not divide the 3 time steps" in error.problem
    assert (error.key, error.value) == ("model.subsequences", 2)
    run = run_with(time_steps(6), **model, subsequences=3)
    check_model(SERIES, run, "s.yaml")
    run = run_with(time_steps(3), **model, subsequences=3)
    assert "one time step" in config_error(check_model, SERIES, run, "s.yaml").problem
    run = run_with(time_steps(4), **{**model, "pool_size": 3}, subsequences=2)
    assert (
        "2 of 2 time steps or pixels remain" in config_error(check_model, SERIES, run, "s").problem
    )


def test_the_gradient_of_tensorflow_1_is_known_for_stateful_cells_with_one_time_step(
    run_with, config_error
):
    check_model(SERIES, run_with(era="keras1_tf1"), "s.yaml")
    check_model(SERIES, run_with(time_steps(1), era="keras1_tf1"), "s.yaml")
    check_model(SERIES, run_with(time_steps(2), era="keras1"), "s.yaml")
    for run in (
        run_with(time_steps(2), era="keras1_tf1"),
        run_with(era="keras1_tf1", stateful=False),
    ):
        error = config_error(check_model, SERIES, run, "s.yaml")
        assert "a stateful cell with one time step. Use keras1" in error.problem
        assert (error.key, error.value) == ("model.era", "keras1_tf1")


@pytest.mark.parametrize("era", ["keras1", "keras2_tf1"])
def test_an_old_era_has_the_optimizers_of_its_time(run_with, config_error, era):
    def optimize(era=era, **optimizer):
        run = run_with(era=era)
        return replace(run, training=replace(run.training, optimizer=optimizer))

    check_model(SERIES, optimize(name="rmsprop"), "s.yaml")
    check_model(SERIES, optimize("keras3", name="lion"), "s.yaml")
    error = config_error(check_model, SERIES, optimize(name="lion"), "s.yaml")
    assert error.problem == (
        f"model.era is {era}, and training.optimizer is lion, which that Keras lacks or computed"
        " differently. Allowed are sgd, rmsprop, adagrad, adadelta, adam, adamax."
    )
    assert (error.key, error.value) == ("training.optimizer", "lion")
    error = config_error(check_model, SERIES, optimize(name="rmsprop", centered=True), "s.yaml")
    assert "whose rmsprop has no option centered; remove it." in error.problem
    assert error.key == "training.optimizer.centered"


def test_layer_statistics_need_batch_normalization(run_with, config_error):
    recording = EvaluationSettings(layer_statistics=True)
    error = config_error(check_model, SERIES, replace(run_with(), evaluation=recording), "s.yaml")
    assert "no batch normalization to record" in error.problem
    assert error.key == "evaluation.layer_statistics"
    for keys in ({"batch_norm": "after"}, {"batch_norm_input": True}):
        check_model(SERIES, replace(run_with(**keys), evaluation=recording), "s.yaml")


@pytest.mark.parametrize("family", ["mlp", "lstm", "my_models:wide"])
def test_only_an_encoder_decoder_gives_a_class_to_each_of_several_steps(
    run_with, config_error, family
):
    framing = replace(time_steps(3), target="third", horizon=2)
    error = config_error(check_model, SERIES, run_with(framing, family=family), "s.yaml")
    assert f"encoder_decoder can give a class to each step, but model.family is {family}" in str(
        error
    )
    assert (error.where, error.key, error.value) == ("s.yaml", "model.family", family)
    check_model(SERIES, run_with(framing, family="encoder_decoder"), "s.yaml")
    check_model(SERIES, run_with(replace(framing, horizon=1), family=family), "s.yaml")
