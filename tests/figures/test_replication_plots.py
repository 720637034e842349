import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.figures.replication_captions import (
    caption_eras,
    caption_runs,
    describe_eras,
    describe_runs,
)
from reprise.figures.replication_plots import (
    PUBLISHED_COLOR,
    draw_eras,
    draw_runs,
)

DESCRIBED = {
    "source": "a tutorial",
    "study": "lstm_epochs",
    "metric": "test_rmse",
    "configuration": "epochs=500",
    "table": "",
    "kind": "describe",
    "statistic": "mean",
    "published": 109.0,
}
TABLE = pd.DataFrame(
    [
        DESCRIBED
        | {"era": "keras3", "ours": 96.0, "prediction_low": 94.0, "prediction_high": 98.0}
        | {"verdict": "does not"},
        DESCRIBED | {"era": "keras3", "statistic": "std", "verdict": "cannot tell"},
        DESCRIBED
        | {"era": "keras1", "ours": 108.0, "prediction_low": 104.0, "prediction_high": 112.0}
        | {"verdict": "replicates"},
        {
            "study": "sequences",
            "configuration": "mlp",
            "our_configuration": "mlp",
            "metric": "query_forecast_1",
            "kind": "run",
            "statistic": "query_forecast_1",
            "published": 80.3,
            "ours": 81.0,
            "prediction_low": 79.0,
            "prediction_high": 83.0,
            "verdict": "cannot tell",
            "reason": "our mean is another",
            "place": 0.25,
        },
        {
            "study": "circles",
            "configuration": "baseline",
            "our_configuration": "baseline",
            "metric": "test_accuracy",
            "kind": "run",
            "statistic": "test_accuracy",
            "published": 0.84,
            "ours": 0.85,
            "prediction_low": 0.8,
            "prediction_high": 0.9,
            "verdict": "replicates",
            "reason": "it is near",
            "place": 0.5,
        },
    ]
)
JOINT = pd.DataFrame(
    [
        ("keras3", "all", 300.0, 40.0, 70.0, 0.0004, "beyond chance"),
        ("keras3", "lstm_epochs", 90.0, 5.0, 9.0, 0.01, "beyond chance"),
        ("keras1", "all", 50.0, 40.0, 70.0, 0.2, "within chance"),
    ],
    columns=["era", "study", "distance", "expected", "limit", "p", "verdict"],
).assign(runs=10, source="a tutorial")
RUNS = {
    "sequences": pd.DataFrame(
        {"configuration": "mlp", "state": "ok", "query_forecast_1": [80.0, 81.0, 82.0]}
    ),
    "circles": pd.DataFrame(
        {"configuration": "baseline", "state": "ok", "test_accuracy": [0.84, 0.86]}
    ),
}


@pytest.fixture
def replication():
    return {"table": TABLE, "joint": JOINT, "runs": RUNS}


def marks_of(axes):
    """Position, marker and colour of the marks of published numbers."""
    return [
        (line.get_xdata()[0], line.get_marker(), to_hex(line.get_markerfacecolor()))
        for line in axes.lines
        if line.get_marker() in ("D", "X")
    ]


def bars_of(axes):
    return [
        tuple(bar.get_segments()[0][:, 0])
        for bar in axes.collections
        if hasattr(bar, "get_segments")
    ]


def test_each_era_has_a_panel_with_printed_means_on_our_intervals(replication):
    first, second, _ = draw_eras(replication).axes
    assert [first.get_title(), second.get_title()] == ["keras3", "keras1"]
    assert bars_of(first) == [(94, 98)] and bars_of(second) == [(104, 112)]
    assert marks_of(first) == [(109, "X", PUBLISHED_COLOR)]
    assert marks_of(second) == [(109, "D", PUBLISHED_COLOR)]
    assert [line.get_xdata()[0] for line in first.lines if line.get_marker() == "|"] == [96]
    assert [label.get_text() for label in first.get_yticklabels()] == ["epochs=500 (lstm_epochs)"]
    assert first.get_xlim() == second.get_xlim() == pytest.approx((93.1, 112.9))
    assert first.get_xlabel() == "mean test RMSE"


def test_a_paper_with_other_numbers_has_a_panel_and_an_axis_of_its_own(replication):
    """The panel of a study without eras has the name of the study."""
    accuracy = {"source": "a paper", "study": "circles", "metric": "test_accuracy", "era": ""}
    numbers = {"published": 0.846, "ours": 0.84, "prediction_low": 0.82, "prediction_high": 0.86}
    other = DESCRIBED | accuracy | numbers | {"configuration": "mlp", "verdict": "cannot tell"}
    table = pd.concat([TABLE, pd.DataFrame([other])], ignore_index=True)
    *panels, _ = draw_eras(replication | {"table": table}).axes
    assert [axes.get_title() for axes in panels] == ["keras3", "keras1", "circles"]
    assert panels[2].get_xlim() == pytest.approx((0.818, 0.862))
    assert [label.get_text() for label in panels[2].get_yticklabels()] == ["mlp (circles)"]
    assert panels[0].get_xlim() == pytest.approx((93.1, 112.9))


def test_the_lines_of_all_eras_have_the_names_of_the_printed_numbers(replication):
    """A study of another era has the name of the study that it replicates, in any order."""
    first, second = (
        DESCRIBED | {"configuration": f"epochs={n}", "published": p}
        for n, p in ((500, 109.0), (1000, 104.0))
    )
    ours = {"ours": 100.0, "prediction_low": 95.0, "prediction_high": 105.0, "verdict": "does not"}
    rows = [first | {"era": "keras3"}, second | {"era": "keras3"}]
    rows += [row | {"era": "keras2", "study": "old_epochs"} for row in (second, first)]
    table = pd.DataFrame([row | ours for row in rows])
    left, right, _ = draw_eras(replication | {"table": table}).axes
    labels = [label.get_text() for label in left.get_yticklabels()]
    assert labels == ["epochs=500 (lstm_epochs)", "epochs=1000 (lstm_epochs)"]
    places = [
        [line.get_ydata()[0] for line in axes.lines if line.get_marker() == "X"]
        for axes in (left, right)
    ]
    assert places == [[0, 1], [1, 0]]


@pytest.mark.parametrize(("eras", "rows", "labelled"), [(4, 1, [0]), (6, 2, [0, 4])])
def test_the_panels_of_many_eras_stand_in_two_rows(replication, eras, rows, labelled):
    ours = {"ours": 100.0, "prediction_low": 95.0, "prediction_high": 105.0, "verdict": "does not"}
    table = pd.DataFrame([DESCRIBED | ours | {"era": f"e{k}"} for k in range(eras)])
    *panels, joint = draw_eras(replication | {"table": table}).axes
    assert (
        len(panels) == eras and len({axes.get_position().y0 for axes in [*panels, joint]}) == rows
    )
    named = [k for k, axes in enumerate(panels) if axes.get_yticklabels()[0].get_text()]
    assert named == labelled


def test_the_last_panel_has_the_joint_distance_of_each_era_on_that_of_chance(replication):
    joint = draw_eras(replication).axes[-1]
    assert bars_of(joint) == [(0, 70), (0, 70)]
    assert [mark[:2] for mark in marks_of(joint)] == [(300, "X"), (50, "D")]
    assert [text.get_text() for text in joint.texts] == ["300, p < 0.001", "50, p = 0.2"]
    assert [label.get_text() for label in joint.get_yticklabels()] == ["keras3", "keras1"]


def test_the_joint_distances_of_several_sources_have_their_names(replication):
    paper = JOINT[:1].assign(source="A paper", era="")
    tables = replication | {"joint": pd.concat([JOINT, paper])}
    joint = draw_eras(tables).axes[-1]
    names = ["a tutorial, keras3", "a tutorial, keras1", "A paper"]
    assert [label.get_text() for label in joint.get_yticklabels()] == names
    caption = caption_eras(tables)
    assert all(f"``{name}``: With at least" in caption for name in names)


def test_forecasts_of_a_query_are_drawn_less_the_printed_forecast(replication):
    sequences, circles = draw_runs(replication).axes
    dots = sequences.collections[0].get_offsets()[:, 0]
    assert list(dots) == pytest.approx([-0.3, 0.7, 1.7])
    assert bars_of(sequences) == [pytest.approx((-1.3, 2.7))]
    assert marks_of(sequences) == [(0, "D", to_hex("white"))]
    assert [label.get_text() for label in sequences.get_yticklabels()] == ["mlp, 80.3"]
    assert list(circles.collections[0].get_offsets()[:, 0]) == [0.84, 0.86]
    assert [label.get_text() for label in circles.get_yticklabels()] == ["baseline, test accuracy"]
    assert (sequences.get_xlabel(), circles.get_xlabel()) == (
        "forecast minus the published forecast",
        "published number",
    )


def test_the_caption_gives_the_distance_of_each_era(replication, render):
    caption = caption_eras(replication)
    assert (
        "``keras3``: With at least 10 runs per configuration, the distance is 300, and chance alone"
        " gives 40 on average (p < 0.001). The distance is larger than chance explains." in caption
    )
    assert (
        "``keras1``: With at least 10 runs per configuration, the distance is 50, and chance alone"
        " gives 40 on average (p = 0.2)." in caption
    )
    assert render(caption).count("<li>") == 2


def test_the_caption_gives_the_place_of_each_printed_figure(replication, render):
    caption = caption_runs(replication)
    assert (
        "``mlp``, query forecast 1: The source prints 80.3, our mean is 81.0, and 25 % of our"
        " runs are lower. The verdict is: cannot tell (our mean is another)." in caption
    )
    assert render(caption).count("<li>") == 2


def labels_of(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_the_legends_explain_every_mark(replication):
    marks = [
        *("interval for our experiment", "our mean", "published: replicates"),
        *("published: cannot tell", "published: does not replicate"),
    ]
    assert labels_of(draw_eras(replication)) == marks
    assert labels_of(draw_runs(replication)) == ["one run", *marks]


def test_a_distance_is_written_inside_its_panel(replication):
    figure = draw_eras(replication)
    figure.canvas.draw()
    panel = figure.axes[-1]
    assert len(panel.texts) == 2
    assert all(text.get_window_extent().x1 <= panel.bbox.x1 for text in panel.texts)


def test_the_descriptions_count_the_marks_on_their_bars(replication):
    description = describe_eras(replication)
    assert "keras1: 1 of 1 marks lie on their bar." in description
    assert "keras3: 0 of 1 marks lie on their bar." in description
    assert "The lowest one is 50.0 (keras1), and the highest is 300.0 (keras3)." in description
    assert describe_runs(replication) == (
        "The 2 panels show our runs as dots, and 2 published numbers as marks among them. 2 of the"
        " marks lie on the bar of one more run."
    )
    moved = replication["table"].assign(published=1e3)
    assert "These lie outside it: mlp (1000.0, our mean is 81.0) and" in describe_runs(
        replication | {"table": moved}
    )


def test_the_figures_can_be_drawn_into_given_axes(replication, check_given_axes):
    check_given_axes(draw_eras, replication)
    check_given_axes(draw_runs, replication)
