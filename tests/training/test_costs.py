from dataclasses import replace

import pytest
from training.study_settings import settings_of, study_of, with_model, with_training

from reprise.settings import StopSettings
from reprise.training.costs import (
    MEGABYTES_TO_TRAIN,
    expected_seconds,
    megabytes_to_train,
    minutes_to_request,
    seconds_to_compile,
    seconds_to_train,
)
from reprise.training.planned_run import PlannedRun


def planned(study, configuration, repeats):
    return [PlannedRun(study, configuration, k, "", "", "") for k in range(repeats)]


def test_the_time_of_a_run_grows_in_proportion_to_its_epochs(settings):
    seconds = [
        expected_seconds(with_training(settings, epochs=epochs), 20) for epochs in (0, 100, 300)
    ]
    assert seconds[0] == 0.002  # to store the run
    assert seconds[2] - seconds[0] == pytest.approx(3 * (seconds[1] - seconds[0]))
    # Five updates, and 5 batches of at least 8 rows with 12 * 1 * 3 products each.
    assert seconds[1] == pytest.approx(0.002 + 100 * (5 * 0.7e-6 + 40 * 36 * 4e-11))


def test_small_batches_and_a_history_take_longer(settings):
    seconds = expected_seconds(settings, 20)
    # A batch of one row takes as long as a batch of four.
    of_small_batches = expected_seconds(with_training(settings, batch_size=1), 20)
    assert of_small_batches - 0.002 == pytest.approx(4 * (seconds - 0.002))
    recorded = replace(settings, evaluation=replace(settings.evaluation, every_epoch=True))
    assert expected_seconds(recorded, 20) - seconds == pytest.approx(100 * 40 * 0.1e-6)


@pytest.mark.parametrize("changes", [{"keep": "best"}, {"stop": StopSettings(1)}])
def test_a_validation_loss_takes_as_long_as_a_history_of_all_epochs(settings, changes):
    recorded = replace(settings, evaluation=replace(settings.evaluation, every_epoch=True))
    for run in (settings, recorded):
        assert expected_seconds(with_training(run, **changes), 20) == expected_seconds(recorded, 20)


def test_updates_and_one_network_per_step_take_longer(settings):
    seconds = expected_seconds(settings, 20)

    def with_updates(**changes):
        return replace(settings, evaluation=replace(settings.evaluation, **changes))

    # 12 test rows, 5 epochs each: 60 further epochs over 20 rows, or over one of 20 rows.
    all_rows = expected_seconds(with_updates(update_epochs=5, update_rows="all"), 20)
    assert all_rows - 0.002 == pytest.approx(1.6 * (seconds - 0.002))
    one_row = expected_seconds(with_updates(update_epochs=5, update_rows=1), 20)
    assert one_row - 0.002 == pytest.approx(1.03 * (seconds - 0.002))
    direct = replace(settings, framing=replace(settings.framing, horizon=3, strategy="direct"))
    assert expected_seconds(direct, 20) - 0.002 == pytest.approx(3 * (seconds - 0.002))
    assert seconds_to_compile(direct, 20) == pytest.approx(3 * seconds_to_compile(settings, 20))


def test_a_smaller_last_batch_is_a_second_step_to_compile(settings):
    seconds = seconds_to_compile(settings, 20)
    assert seconds == 0.7
    assert seconds_to_compile(settings, 21) == pytest.approx(1.6 * seconds)
    assert seconds_to_compile(settings, 24) == seconds


def test_further_layers_and_time_steps_take_longer_to_compile(settings):
    two_layers = with_model(settings, units=[1, 1])
    assert seconds_to_compile(two_layers, 20) == pytest.approx(1.2 * 0.7)
    steps = replace(settings, framing=replace(settings.framing, lags_as="time_steps"))
    assert seconds_to_compile(steps, 20) == pytest.approx(1.5 * 0.7)
    own = with_model(settings, family="mine:wide")
    assert seconds_to_compile(own, 20) == 1.0


@pytest.mark.parametrize(
    ("family", "products"),
    [
        ("mlp", 3 * (7 * 100 + 100)),
        ("cnn", 60_000),
        ("lstm", 7 * 12 * 50 * 52),
        ("cnn_lstm", 2 * 12 * 50 * 52 + 12 * 50 * 64),
        ("encoder_decoder", (7 + 2 * 7) * 12 * 100 * 102),
    ],
)
def test_the_products_of_a_family_decide_the_time_of_an_epoch(family, products):
    settings = settings_of("births_forecasters", family)
    per_epoch = (expected_seconds(settings, 192) - 0.002) / settings.training.epochs
    without_products = 6 * 0.7e-6 + 2 * 192 * 0.1e-6
    assert per_epoch - without_products == pytest.approx(192 * products * 4e-11)


@pytest.mark.parametrize(("family", "matrices"), [("gru", 3), ("simple_rnn", 1)])
def test_a_recurrent_layer_with_fewer_matrices_takes_less_time(settings, family, matrices):
    settings = with_model(settings, units=[4, 4], family=family)
    per_epoch = (expected_seconds(settings, 20) - 0.002) / 100
    products = 40 * 3 * matrices * (4 * 6 + 4 * 6)
    assert per_epoch == pytest.approx(5 * 0.7e-6 + products * 4e-11)
    one_layer = with_model(settings, units=4)
    assert seconds_to_compile(settings, 20) == pytest.approx(
        1.2 * seconds_to_compile(one_layer, 20)
    )


def test_samples_and_images_have_their_own_number_of_products():
    epochs = settings_of("batchnorm", "baseline").training.epochs
    per_epoch = (expected_seconds(settings_of("batchnorm", "baseline"), 320) - 0.002) / epochs
    per_epoch -= 10 * 0.7e-6 + 2 * 320 * 0.1e-6
    assert per_epoch == pytest.approx(320 * 3 * (8 * 50 + 50) * 4e-11)
    images = settings_of("batchnorm_cnn", "none")
    own = with_model(images, family="mine:wide")
    assert expected_seconds(images, 320) > 3 * expected_seconds(own, 320)


def test_a_job_compiles_once_per_configuration_and_trains_every_repeat():
    configurations = {("lstm_epochs", c.name): c for c in study_of("lstm_epochs").configurations}
    (first, second) = list(configurations.values())[:2]
    runs = planned("lstm_epochs", first.name, 3) + planned("lstm_epochs", second.name, 2)
    expected = 0.0
    for configuration, repeats in ((first, 3), (second, 2)):
        expected += seconds_to_compile(configuration.run, configuration.train_rows)
        expected += repeats * expected_seconds(configuration.run, configuration.train_rows)
    assert seconds_to_train(runs, configurations) == pytest.approx(expected)


def test_memory_grows_with_rows_and_lags_of_the_largest_configuration(settings):
    (configuration, *_) = study_of("lstm_epochs").configurations
    lags = replace(settings, framing=replace(settings.framing, lags=16))
    small = replace(configuration, run=settings, train_rows=20)
    large = replace(configuration, run=lags, train_rows=1_000_000)
    configurations = {("s", "small"): small, ("s", "large"): large}
    assert megabytes_to_train(planned("s", "small", 50), configurations) == MEGABYTES_TO_TRAIN
    runs = planned("s", "small", 2) + planned("s", "large", 2)
    assert megabytes_to_train(runs, configurations) == MEGABYTES_TO_TRAIN + 1600


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 5), (1, 6), (15, 6), (15.1, 7), (600, 45)])
def test_a_job_requests_whole_minutes_for_a_slow_node(seconds, minutes):
    assert minutes_to_request(seconds) == minutes
