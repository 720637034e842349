import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.figures import learning_curves
from reprise.figures.style import FIT, TEST, TRAIN
from reprise.settings import FigureOptions, FramingSettings, QuerySettings
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


def test_each_run_has_a_thin_line_and_their_median_a_thick_line(tables):
    panels = learning_curves.draw(tables, "epochs=6").axes
    assert [axes.get_title() for axes in panels] == list(PANELS)
    for axes in panels:
        for color, values in ((TRAIN, 70.0 - EPOCHS), (TEST, ERRORS)):
            *thin, median = lines_of(axes, color)
            assert [line.get_linewidth() for line in thin] == [0.6] * 3
            np.testing.assert_array_equal(
                [line.get_ydata() for line in thin], [values + repeat for repeat in (1, 2, 3)]
            )
            assert median.get_linewidth() == 2.2
            np.testing.assert_array_equal(median.get_ydata(), values + 2)
    assert panels[0].get_ylabel() == "RMSE (sales)"


def test_each_panel_has_the_simplest_baseline_of_its_own_configuration(tables):
    figure = learning_curves.draw(tables, "epochs=6")
    drawn = [[line.get_ydata()[0] for line in lines_of(axes, "black")] for axes in figure.axes]
    assert drawn == [[136.8], [140.5]]
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [
        "train (thin: one run; thick: median)",
        "test (thin: one run; thick: median)",
        "persistence",
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
    columns = {"fit_accuracy": accuracy - 1, "test_accuracy": accuracy}
    settings = make_settings(["a"], metric="test_accuracy")
    runs = make_runs({"a": [0.5]}, "test_accuracy")
    tables = make_tables(settings, runs, history=make_history(["a"], columns))
    (axes,) = learning_curves.draw(tables, "a").axes
    assert len(lines_of(axes, FIT)) == len(lines_of(axes, TEST)) == 4
    caption = learning_curves.caption(tables, "a")
    assert (
        "``a``: The median accuracy that Keras reports during training ends at -0.400." in caption
    )
    assert "The median test accuracy is highest at epoch 3 (0.900) and ends at 0.600." in caption
    assert "dashed" not in caption


def test_one_run_stands_beside_a_band_of_all_runs(tables, make_settings):
    figures = FigureOptions(curves="one_and_band")
    tables.settings = make_settings(NAMES, panels=PANELS, figures=figures)
    panels = learning_curves.draw(tables, "epochs=6").axes
    assert [axes.get_title() for axes in panels] == [
        f"{era}, {shown}" for era in PANELS for shown in ("repeat 1", "all repeats")
    ]
    one, band = panels[:2]
    np.testing.assert_array_equal(lines_of(one, TEST)[0].get_ydata(), ERRORS + 1)
    np.testing.assert_array_equal(lines_of(band, TEST)[0].get_ydata(), ERRORS + 2)
    edge = band.collections[1].get_paths()[0].vertices[:, 1]
    assert edge.min() == pytest.approx(101.1)  # the 5 % quantile of 101, 102 and 103
    assert edge.max() == pytest.approx(111.9)  # the 95 % quantile of 110, 111 and 112
    assert "The right panel shows the median of 3 runs" in learning_curves.caption(
        tables, "epochs=6"
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
    (axes,) = learning_curves.draw(tables, "b").axes
    assert [line.get_ydata()[0] for line in lines_of(axes, "black")] == [90.0]
    assert axes.get_xscale() == "log"
    assert axes.get_ylabel() == "forecast of the query (sales)"
    assert not lines_of(axes, TRAIN)
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
