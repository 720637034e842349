from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.figures import ensemble_errors
from reprise.settings import TableSettings

COLUMNS = ["configuration", "runs", "metric", "networks", "sets", "mean", "low", "high"]
COLUMNS += ["gain", "gain_percent", "beaten"]
ROWS = [
    ("a", 5, "test_rmse", 1, 5, 100.0, 90.0, 110.0, 0.0, 0.0, 0.4),
    ("a", 5, "test_rmse", 2, 10, 95.0, 92.0, 99.0, 5.0, 5.0, 0.6),
    ("a", 5, "test_rmse", 5, 1, 92.0, None, None, 8.0, 8.0, 0.8),
    ("b", 1, "test_rmse", 1, 1, 80.0, None, None, 0.0, 0.0, 0.0),
    ("a", 5, "test_mae", 1, 5, 1.0, 1.0, 1.0, 0.0, 0.0, 0.4),
]


@pytest.fixture
def tables(make_settings, make_baselines):
    settings = make_settings(["a", "b"], tables=TableSettings(ensembles=(5, 2)))
    return SimpleNamespace(
        settings=settings,
        ensemble_metric="test_rmse",
        ensembles=pd.DataFrame(ROWS, columns=COLUMNS),
        baselines=make_baselines([("mean", "mean", 85.0, ["a", "b"]), ("ets", "ets", 84.0, ["a"])]),
    )


def test_a_line_shows_the_mean_of_the_sets_over_the_number_of_networks(tables):
    (axes,) = ensemble_errors.draw(tables).axes
    drawn = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines]
    assert drawn[:2] == [([1, 2, 5], [100, 95, 92]), ([1], [80])]
    assert drawn[2][1] == [85, 85], "only the baseline of both configurations crosses the panel"
    assert len(drawn) == 3
    assert [text.get_text() for text in axes.get_xticklabels()] == ["1", "2", "5"]
    assert axes.get_ylabel() == "test RMSE (sales)"


def test_the_legend_explains_lines_and_bands(tables):
    (legend,) = ensemble_errors.draw(tables).legends
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels == ["band: 95% of the sets", "mean 85.0", "ets 84.0"]


def test_few_lines_are_named_at_their_ends_and_many_in_the_legend(tables, monkeypatch):
    figure = ensemble_errors.draw(tables)
    names = {text.get_text(): text.xy for axes in figure.axes for text in axes.texts}
    assert names["a"] == (5, 92.0) and set(names) == {"a", "b"}
    monkeypatch.setattr(ensemble_errors, "MAX_LABELS", 1)
    (legend,) = ensemble_errors.draw(tables).legends
    assert [text.get_text() for text in legend.get_texts()][:2] == ["a", "b"]
    one, other = legend.legend_handles[:2]
    assert one.get_color() != other.get_color()
    assert one.get_marker() != other.get_marker()
    assert one.get_linestyle() != other.get_linestyle()


def test_the_caption_tells_in_words_what_the_largest_set_gains(tables, render):
    caption = ensemble_errors.caption(tables)
    assert (
        "``a``: one network has 100.0 on average, and the mean of 5 networks has 92.0. That is 8.00"
        " sales (8.0 %) lower, and it is better than 80% of the single networks. The range of one"
        " network is 90.0 to 110.0, and the range of sets of 2 is 92.0 to 99.0." in caption
    )
    assert "``b``: there are too few completed runs for a set of networks." in caption
    assert "``b`` has only 1 completed run, which is too few for sets of 2 and 5." in caption
    assert "``a`` has only" not in caption
    render(caption)


def test_a_loss_of_accuracy_is_not_called_a_gain(tables, make_settings):
    table = tables.ensembles.assign(metric="test_accuracy")
    table.loc[2, ["mean", "gain", "gain_percent", "beaten"]] = [0.7, -0.1, -12.5, 0.2]
    tables.ensembles, tables.ensemble_metric = table[:3], "test_accuracy"
    tables.settings = make_settings(["a"], tables=TableSettings(ensembles=(2, 5)), task="classify")
    caption = ensemble_errors.caption(tables)
    assert "That is 0.100 (12.5 %) lower, and it is better than 20% of" in caption
    assert "mean of the probabilities" in caption


def test_without_completed_runs_there_is_an_empty_panel(tables, render):
    tables.ensembles = tables.ensembles[:0]
    (axes,) = ensemble_errors.draw(tables).axes
    assert all(not len(line.get_xdata()) for line in axes.lines[:2])
    caption = ensemble_errors.caption(tables)
    assert "``a`` has only 0 completed runs" in caption
    render(caption)


def test_the_description_tells_where_the_lines_start_and_end(tables):
    description = ensemble_errors.describe(tables)
    assert (
        "With one network: The lowest value is 80.0 (b), and the highest is 100.0 (a). At the end"
        " of a line, with 1 and 5 networks: The lowest value is 80.0 (b), and the highest is 92.0"
        " (a)." in description
    )


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(ensemble_errors.draw, tables)
