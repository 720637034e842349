import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.figures import query_forecasts
from reprise.figures.description_text import NOTHING_DRAWN
from reprise.settings import TableSettings

FORECASTS = pd.DataFrame(
    [
        *(("a", repeat, 1, 80.0, 79.0 + repeat) for repeat in (1, 2, 3)),
        *(("b", repeat, 1, 80.0, 81.0) for repeat in (1, 2, 3)),
        *(("b", repeat, 2, 90.0, 90.0) for repeat in (1, 2, 3)),
    ],
    columns=["configuration", "repeat", "step", "observed", "forecast"],
)


@pytest.fixture
def tables(make_settings, make_runs, make_tables):
    settings = make_settings(["a", "b"], tables=TableSettings(within=(5, 1)))
    return make_tables(settings, make_runs({"a": [1.0], "b": [1.0]}), forecasts=FORECASTS)


def grounds_of(axes):
    """Colour to the lowest and the highest value of the grounds, from left to right."""
    grounds = {}
    for ground in axes.collections:
        heights = ground.get_paths()[0].vertices[:, 1]
        if len(ground.get_paths()[0].vertices) > 4 and len(ground.get_offsets()) == 1:
            color = to_hex(ground.get_facecolor()[0])
            grounds.setdefault(color, []).append((heights.min(), heights.max()))
    return grounds


def test_each_answer_has_a_line_and_its_tolerances_as_grounds(tables):
    (axes,) = query_forecasts.draw(tables).axes
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == ["a", "b, step 1", "b, step 2"]
    answers = [line.get_ydata()[0] for line in axes.lines if line.get_color() == "tab:red"]
    assert answers == [80.0, 80.0, 90.0]
    grounds = grounds_of(axes)
    assert grounds[to_hex("0.80")] == [(79, 81), (79, 81), (89, 91)]
    assert grounds[to_hex("0.88")] == [(75, 85), (75, 85), (85, 95)]


def test_the_caption_gives_shares_within_each_tolerance(tables, render):
    caption = query_forecasts.caption(tables)
    assert (
        "``a``: The mean forecast is 81.00, the lowest is 80.00, the highest is 82.00, and the"
        " right answer is 80. The distance from the right answer is at most 1 for 67% of the"
        " runs and at most 5 for 100% of the runs." in caption
    )
    assert "``b, step 2``: The mean forecast is 90.00" in caption
    render(caption)


def test_without_tolerances_there_are_no_shares_and_no_grounds(tables, make_settings):
    tables.settings = make_settings(["a", "b"])
    figure = query_forecasts.draw(tables)
    assert not grounds_of(figure.axes[0]).keys() & {to_hex("0.80"), to_hex("0.88")}
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["Reprise, one dot per run", "right answer"]
    caption = query_forecasts.caption(tables)
    assert "tolerance" not in caption and "within" not in caption


def test_answers_without_a_finite_forecast_have_no_dots(tables):
    tables.forecasts = FORECASTS.assign(forecast=np.nan)
    (axes,) = query_forecasts.draw(tables).axes
    assert len(axes.lines) == 3  # the right answers
    assert query_forecasts.caption(tables).count("Every run diverged.") == 3


def test_the_description_names_the_nearest_and_the_farthest_median(tables):
    description = query_forecasts.describe(tables)
    assert "The median nearest to the right answer is 90 for 90 (b, step 2)." in description
    assert "The median farthest from the right answer is 81 for 80 (a)." in description
    tables.forecasts["forecast"] = np.nan
    assert NOTHING_DRAWN in query_forecasts.describe(tables)


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(query_forecasts.draw, tables)
