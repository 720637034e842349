import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.figures import learning_curves
from reprise.figures.style import AFTER_EPOCH, TEST, TRAIN, VALIDATION
from reprise.framing_settings import FramingSettings, QuerySettings
from reprise.settings import FigureOptions
from reprise.stage_settings import ConfigurationEntry

NAMES = ["era=keras3,epochs=6", "era=keras1,epochs=6"]
PANELS = {"era=keras3": {NAMES[0]: "epochs=6"}, "era=keras1": {NAMES[1]: "epochs=6"}}
EPOCHS = np.arange(1, 7)
ERRORS = 100.0 + (EPOCHS - 3) ** 2  # of the test rows, lowest at epoch 3


def make_history(names, columns):
    """Three repeats, whose values differ by 1."""
    return pd.concat(
        [
            pd.DataFrame({"configuration": name, "repeat": repeat, "epoch": EPOCHS}).assign(
                **{column: values + repeat for column, values in columns.items()}
            )
            for name in names
            for repeat in (1, 2, 3)
        ],
        ignore_index=True,
    )


@pytest.fixture
def tables(make_settings, make_runs, make_baselines, make_tables):
    baselines = make_baselines(
        [
            ("persistence", "persistence (a)", 136.8, NAMES[:1]),
            ("persistence", "persistence (b)", 140.5, NAMES[1:]),
            ("ets", "ets", 90.0, NAMES),
        ]
    )
    runs = make_runs({name: [1.0, 2.0, 3.0] for name in NAMES})
    history = make_history(NAMES, {"train_rmse": 70.0 - EPOCHS, "test_rmse": ERRORS})
    return make_tables(make_settings(NAMES, panels=PANELS), runs, baselines, history=history)


def lines_of(axes, color):
    return [line for line in axes.lines if to_hex(line.get_color()) == to_hex(color)]


def labels_of(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_the_left_panels_have_one_line_per_run_in_blue_and_orange_and_nothing_else(tables):
    panels = learning_curves.draw(tables, "epochs=6").axes
    titles = [
        f"{era}, {shown}" for era in PANELS for shown in ("each of 3 runs", "median and band")
    ]
    assert [axes.get_title() for axes in panels] == titles
    for axes in panels[::2]:
        for color, values in ((TRAIN, 70.0 - EPOCHS), (TEST, ERRORS)):
            np.testing.assert_array_equal(
                [line.get_ydata() for line in lines_of(axes, color)],
                [values + repeat for repeat in (1, 2, 3)],
            )
        assert len(axes.lines) == 6 and not axes.collections
        assert axes.get_ylabel() == "RMSE (sales)"


def test_the_right_panels_have_the_median_and_a_band_of_all_runs(tables):
    panels = learning_curves.draw(tables, "epochs=6").axes
    for axes in panels[1::2]:
        for color, values in ((TRAIN, 70.0 - EPOCHS), (TEST, ERRORS)):
            (median,) = lines_of(axes, color)
            np.testing.assert_array_equal(median.get_ydata(), values + 2)
        edge = axes.collections[1].get_paths()[0].vertices[:, 1]
        assert edge.min() == pytest.approx(101.1)  # the 5 % quantile of 101, 102 and 103
        assert edge.max() == pytest.approx(111.9)  # the 95 % quantile of 110, 111 and 112


def test_a_row_of_panels_belongs_to_each_era(tables):
    first, beside, below, _ = (
        axes.get_position() for axes in learning_curves.draw(tables, "epochs=6").axes
    )
    assert first.y0 == beside.y0 > below.y0
    assert first.x0 == below.x0 < beside.x0


def test_each_panel_has_the_simplest_baseline_of_its_own_configuration(tables):
    figure = learning_curves.draw(tables, "epochs=6")
    drawn = [[line.get_ydata()[0] for line in lines_of(axes, "black")] for axes in figure.axes]
    assert drawn == [[], [136.8], [], [140.5]]
    assert labels_of(figure) == [
        "train",
        "test",
        "band: 5 to 95 % of the runs",
        "baseline persistence",
    ]
    caption = learning_curves.caption(tables, "epochs=6")
    assert "The dashed line shows the baseline ``persistence`` (136.8, 140.5)." in caption


def test_the_caption_says_where_the_median_is_best_and_where_it_ends(tables, render):
    caption = learning_curves.caption(tables, "epochs=6")
    assert "For ``epochs=6``, the curves show the train RMSE and the test RMSE" in caption
    assert (
        "``era=keras1``: The median train RMSE ends at 66.0. The median test RMSE is lowest at"
        " epoch 3 (102.0) and ends at 111.0." in caption
    )
    render(caption)


def test_the_best_accuracy_is_the_highest(make_settings, make_runs, make_tables):
    accuracy = np.array([0.5, 0.7, 0.9, 0.8, 0.8, 0.6]) - 2
    columns = {"train_accuracy": accuracy, "test_accuracy": accuracy}
    settings = make_settings(["a"], metric="test_accuracy")
    runs = make_runs({"a": [0.5]}, "test_accuracy")
    tables = make_tables(settings, runs, history=make_history(["a"], columns))
    caption = learning_curves.caption(tables, "a")
    assert "``a``: The median train accuracy ends at 0.600." in caption
    assert "The median test accuracy is highest at epoch 3 (0.900) and ends at 0.600." in caption
    assert "dashed" not in caption


@pytest.fixture
def classes(make_settings, make_runs, make_tables):
    """A study with the accuracy that `fit` reports, and the accuracy after the epoch."""
    columns = {
        "fit_accuracy": EPOCHS / 10,
        "train_accuracy": EPOCHS / 10 + 0.2,
        "test_accuracy": EPOCHS / 10 + 0.1,
    }
    figures = FigureOptions(curves="one_and_band")
    settings = make_settings(["a"], metric="test_accuracy", figures=figures)
    runs = make_runs({"a": [0.5]}, "test_accuracy")
    return make_tables(settings, runs, history=make_history(["a"], columns))


def test_the_accuracy_that_fit_reports_is_blue_and_alone_with_the_test_accuracy(classes):
    one, _ = learning_curves.draw(classes, "a").axes
    assert one.get_title() == "repeat 1"
    (fit,), (test,) = lines_of(one, TRAIN), lines_of(one, TEST)
    np.testing.assert_array_equal(fit.get_ydata(), EPOCHS / 10 + 1)
    np.testing.assert_array_equal(test.get_ydata(), EPOCHS / 10 + 0.1 + 1)
    assert len(one.lines) == 2


def test_the_accuracy_after_the_epoch_is_purple_and_only_on_the_right(classes, render):
    figure = learning_curves.draw(classes, "a")
    _, band = figure.axes
    (fit,), (after,), (test,) = (lines_of(band, color) for color in (TRAIN, AFTER_EPOCH, TEST))
    np.testing.assert_allclose(fit.get_ydata(), EPOCHS / 10 + 2)
    np.testing.assert_allclose(after.get_ydata(), EPOCHS / 10 + 0.2 + 2)
    assert fit.get_linestyle() == test.get_linestyle() == "-" != after.get_linestyle()
    assert labels_of(figure) == [
        "train, as Keras's fit reports it",
        "test",
        "train, after the epoch (right only)",
        "band: 5 to 95 % of the runs",
    ]
    caption = learning_curves.caption(classes, "a")
    assert (
        "The left side shows repeat 1 alone, as tutorials draw it: train in blue and test in"
        " orange. The right side shows the median of 3 runs" in caption
    )
    assert "The blue line is the accuracy that Keras's ``fit`` reports" in caption
    assert "The purple dotted line is the accuracy of the same training rows after the" in caption
    assert "``a``: The median accuracy that Keras reports during training ends at 2.60." in caption
    render(caption)


def test_without_what_fit_reports_blue_is_the_error_after_the_epoch(tables):
    figure = learning_curves.draw(tables, "epochs=6")
    assert not any(lines_of(axes, AFTER_EPOCH) for axes in figure.axes)
    caption = learning_curves.caption(tables, "epochs=6")
    assert (
        "The left side shows each of 3 runs as a line, as tutorials draw it: train in blue and test"
        " in orange." in caption
    )
    assert "purple" not in caption


def test_validation_rows_have_a_colour_and_a_line_style_of_their_own(tables):
    columns = {"train_rmse": 70.0 - EPOCHS, "validation_rmse": ERRORS}
    tables.history = make_history(NAMES, columns)
    band = learning_curves.draw(tables, "epochs=6").axes[1]
    (median,) = lines_of(band, VALIDATION)
    assert median.get_linestyle() == "--"


def test_the_curves_of_ended_runs_are_drawn_until_the_last_run_ends(tables, make_settings, render):
    entries = [ConfigurationEntry(name, name, 0, name, epoch_limit=6) for name in NAMES]
    tables.runs["trained_epochs"] = [3, 4, 2, 5, 3, 3]
    tables.settings = make_settings(NAMES, panels=PANELS, configurations=tuple(entries))
    for axes in learning_curves.draw(tables, "epochs=6").axes:
        assert lines_of(axes, TEST)[0].get_xdata().tolist() == [1, 2, 3, 4, 5]
    caption = learning_curves.caption(tables, "epochs=6")
    assert (
        "The validation rows end a run (``training.stop``). After this epoch, its curve continues"
        " with the metrics of the network that the run ended with, until the last run of the study"
        " ends." in caption
    )
    assert "epoch 3 (102.0) and ends at 106.0." in caption
    render(caption)


def test_a_single_run_has_no_band(tables, make_settings):
    tables.settings = make_settings(NAMES, panels=PANELS, repeats=1)
    tables.history = tables.history[tables.history["repeat"] == 1]
    figure = learning_curves.draw(tables, "epochs=6")
    assert [axes.get_title() for axes in figure.axes] == [f"{era}, repeat 1" for era in PANELS]
    assert labels_of(figure) == ["train", "test", "baseline persistence"]
    assert "There is only one run, with train in blue and test in orange." in (
        learning_curves.caption(tables, "epochs=6")
    )


def test_the_forecast_of_a_query_is_drawn_beside_the_right_answer(
    make_settings, make_runs, make_tables
):
    entries = tuple(ConfigurationEntry(name, name, k, name) for k, name in enumerate("ab"))
    framings = tuple(
        FramingSettings(horizon=2, query=QuerySettings((70.0,), (answer - 10, answer)))
        for answer in (80.0, 90.0)
    )
    metric = "query_forecast_2"
    settings = make_settings(["a", "b"], metric=metric, configurations=entries, framings=framings)
    runs = make_runs({"a": [80.0], "b": [90.0]}, metric)
    history = make_history(["a", "b"], {metric: 60.0 + EPOCHS, "train_rmse": EPOCHS})
    tables = make_tables(settings, runs, history=history)
    each, band = learning_curves.draw(tables, "b").axes
    assert [line.get_ydata()[0] for line in lines_of(band, "black")] == [90.0]
    assert each.get_xscale() == band.get_xscale() == "log"
    band.figure.canvas.draw()
    assert not any("$" in tick.get_text() for tick in band.get_xticklabels())
    assert each.get_ylabel().replace("\n", " ") == "forecast of the query (sales)"
    assert not lines_of(each, TRAIN)
    caption = learning_curves.caption(tables, "b")
    assert "The dashed line shows the right answer (90.0)." in caption
    assert "``b``: The median forecast of the query ends at 68.0." in caption


def test_a_configuration_whose_runs_all_diverged_has_no_numbers(tables):
    tables.history[["train_rmse", "test_rmse"]] = np.nan
    learning_curves.draw(tables, "epochs=6")
    caption = learning_curves.caption(tables, "epochs=6")
    assert "``era=keras3``: Every run diverged.\n" in caption


def test_a_metric_that_is_not_recorded_is_replaced_by_the_rmse(tables, make_settings):
    tables.settings = make_settings(NAMES, panels=PANELS, metric="test_mase")
    caption = learning_curves.caption(tables, "epochs=6")
    assert "the curves show the train RMSE and the test RMSE after" in caption


def test_the_description_tells_where_the_median_curves_start_and_end(tables):
    description = learning_curves.describe(tables, "epochs=6")
    first, last = (70.0 - EPOCHS)[[0, -1]] + 2
    assert f"train from {first:.1f} to {last:.1f} and test from" in description
    assert description.count("From epoch 1 to epoch 6, the median curves of") == len(PANELS)


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(learning_curves.draw, tables, "epochs=6")
