import pandas as pd
import pytest

from reprise.figures.replication_panels import means_panels

COLUMNS = ["source", "study", "era", "metric", "published"]


def panels_of(*rows):
    table = pd.DataFrame([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    table = table.assign(configuration="a", table="", ours=table["published"])
    return means_panels(table.assign(prediction_low=float("nan"), prediction_high=float("nan")))


def test_studies_with_eras_and_similar_numbers_share_lines_and_limits():
    first, second, other = panels_of(
        ("s", "one", "keras3", "test_rmse", 100.0),
        ("s", "two", "keras1", "test_rmse", 104.0),
        ("s", "three", "keras3", "test_rmse", 0.002),
    )
    assert first.names == second.names == ["a (one)", "a (two)"] and other.names == ["a (three)"]
    assert first.limits == second.limits == pytest.approx((99.8, 104.2))
    assert other.limits == pytest.approx((0.0019, 0.0021))
    assert [panel.is_first for panel in (first, second, other)] == [True, False, True]
    assert [panel.rows["place"].tolist() for panel in (first, second)] == [[0], [1]]


def test_studies_without_eras_and_other_metrics_share_no_axis():
    panels = panels_of(
        ("s", "one", "", "test_rmse", 100.0),
        ("s", "two", "", "test_rmse", 0.002),
        ("", "three", "", "test_accuracy", 0.0),
        ("", "three", "", "train_accuracy", 0.9),
    )
    assert [panel.title for panel in panels] == ["one", "two", "three", "three"]
    assert all(panel.is_first for panel in panels)
    expected = [(95, 105), (0.0019, 0.0021), (-0.05, 0.05), (0.855, 0.945)]
    assert [panel.limits for panel in panels] == [pytest.approx(limits) for limits in expected]
