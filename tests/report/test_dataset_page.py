import html
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from reprise.config.schema import load_schema
from reprise.data.dataset import format_first_rows
from reprise.data.dataset_framing import frame_dataset
from reprise.data.generated_datasets import build_dataset
from reprise.data.samples import Samples
from reprise.data.series import Series
from reprise.framing_settings import FramingSettings, QuerySettings
from reprise.report.dataset_page import _describe_times, describe_dataset
from reprise.settings import DatasetSettings
from reprise.tables.series_tables import tabulate_unit_roots


def make_tables(settings, dataset, framings, origins=None, users=None):
    """The tables of a study as far as the page of its dataset needs them."""
    users = users or {f"c{number}": number for number in range(len(framings))}
    configurations = [SimpleNamespace(name=n, framing_number=k) for n, k in users.items()]
    series = {}
    if isinstance(dataset, Series):
        roots = tabulate_unit_roots(dataset, settings, framings)
        series = {"unit_roots": roots.replace({"problem": {"": np.nan}})}
    return SimpleNamespace(
        settings=SimpleNamespace(
            study="s",
            dataset=settings,
            framings=framings,
            partition_kind="origin" if origins else None,
            configurations=configurations,
        ),
        dataset=dataset,
        framings=frame_dataset(dataset, settings, framings),
        read_text={"first_rows.txt": format_first_rows(dataset)}.__getitem__,
        **series,
    )


def tables_of_html(page):
    """The cells of each table by the heading above it."""
    found = {}
    for part in page.split("<h4")[1:]:
        heading = re.search(r">(.*?)</h4>", part)[1]
        rows = re.findall(r"<tr.*?</tr>", part, re.DOTALL)
        found[heading] = [
            [html.unescape(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in rows
        ]
    return found


SHAMPOO = DatasetSettings(file="data/x.csv", time="Month", value="Sales")


def test_the_page_of_a_series_has_statistics_by_split_and_shapes(shampoo):
    framings = [FramingSettings(difference=1, lags=2, test_rows=12, validation_rows=4)]
    page = describe_dataset(make_tables(SHAMPOO, shampoo, framings))
    assert "<title>s: the dataset</title>" in page
    assert "The data are in the CSV data/x.csv." in page and "1901-01-01    266.0" in page
    tables = tables_of_html(page)
    statistics = {row[0]: row[1:] for row in tables["Statistics"]}
    assert statistics["part"] == ["count", "mean", "std", "min", "25%", "50%", "75%", "max"]
    assert {name: row[0] for name, row in statistics.items() if name != "part"} == {
        "all observations": "36",
        "for training": "20",
        "validation rows": "4",
        "test rows": "12",
    }
    assert statistics["test rows"][1] == f"{shampoo.values[24:].mean():.3f}"
    assert tables["Shapes after framing"][1] == ["all", "(17, 1, 2)", "(17, 1)", "4", "12"]
    assert "Classes" not in tables


def test_the_test_of_a_unit_root_is_told_in_words(shampoo):
    framings = [FramingSettings(difference=1, lags=1, test_rows=12)]
    page = html.unescape(describe_dataset(make_tables(SHAMPOO, shampoo, framings)))
    for sentence in (
        "uses only the first 24 observations, which come before all test rows.",
        "Observations, with a constant: the test does not reject a unit root (p = 0.63).",
        "Observations, with a constant and trend: the test rejects a unit root (p < 0.001). The"
        " series seems to return to a straight line after a shock.",
        "Differences at lag 1, with a constant: the test rejects a unit root (p < 0.001). The"
        " series seems to return to a constant level after a shock.",
        "a large p does not prove a unit root",
    ):
        assert sentence in page
    table = tables_of_html(page)["Does the series have a unit root?"]
    assert table[0][1:3] == ["regression with", "values"] and "why there is no test" not in table[0]
    assert table[1] == ["observations", "constant", "24", "1", "-1.292", "-3.005", "0.63"]


def test_a_series_that_is_too_short_for_a_test_says_so():
    settings = DatasetSettings(values=(10, 20, 30, 40, 50))
    query = QuerySettings(inputs=(30, 40), answer=(50,))
    framings = [FramingSettings(lags=2, observations=4, query=query)]
    page = describe_dataset(make_tables(settings, build_dataset(settings), framings))
    assert "which the networks may read. There is no test, because there are 4 values" in page
    assert "The study file lists the numbers. The file dataset.csv" in page
    assert "The only test row is the query." in page


def test_a_differenced_series_may_have_a_test_when_the_series_has_none():
    values = np.cumsum(np.random.default_rng(1).normal(size=11))
    series = Series.of_values(list(range(11)), values, "t", "v")
    page = describe_dataset(make_tables(SHAMPOO, series, [FramingSettings(difference=2, lags=1)]))
    assert "Differences at lag 2, with a constant: there is no test, because there are 9" in page
    headings = tables_of_html(page)["Does the series have a unit root?"][0]
    assert headings[-1] == "why there is no test"


def test_each_framing_has_its_shapes_and_origins_keep_later_observations_out(shampoo):
    framings = [
        FramingSettings(observations=n, difference=0, lags=1, test_rows=4) for n in (28, 32, 36)
    ]
    users = {f"c{k}": 0 for k in range(5)} | {"d": 1, "e": 2}
    origins = {name: ("c", 24) for name in users}
    tables = tables_of_html(
        describe_dataset(make_tables(SHAMPOO, shampoo, framings, origins, users))
    )
    assert [row[0] for row in tables["Shapes after framing"][1:]] == [
        "c0, c1, c2 and 2 more",
        "d",
        "e",
    ]
    assert [row[:2] for row in tables["Statistics"][1:]] == [
        ["all observations", "36"],
        ["before the first origin", "24"],
    ]


def test_the_page_of_samples_counts_the_classes_of_each_split():
    settings = DatasetSettings(builtin="iris")
    framings = [FramingSettings(test_rows=30, validation_rows=20, random_state=1)]
    dataset = build_dataset(settings)
    page = describe_dataset(make_tables(settings, dataset, framings))
    tables = tables_of_html(page)
    assert [row[0] for row in tables["Statistics"][1:]] == dataset.feature_names
    assert tables["Shapes after framing"][1] == ["all", "(100, 4)", "(100, 1)", "20", "30"]
    heading, *rows = tables["Classes"]
    assert heading == ["class", "all rows", "training rows", "validation rows", "test rows"]
    assert [row[:2] for row in rows] == [
        ["setosa", "50"],
        ["versicolor", "50"],
        ["virginica", "50"],
    ]
    assert [sum(int(row[k]) for row in rows) for k in (2, 3, 4)] == [100, 20, 30]
    assert "unit root" not in page


def test_the_page_of_images_describes_all_pixels():
    settings = DatasetSettings(builtin="digits")
    tables = make_tables(settings, build_dataset(settings), [FramingSettings(test_rows=797)])
    found = tables_of_html(describe_dataset(tables))
    assert found["Statistics"][1][:2] == ["all pixels", "115008"]
    assert found["Shapes after framing"][1][1] == "(1000, 8, 8, 1)"


def test_classes_of_a_series_have_names(births):
    framings = [FramingSettings(lags=7, target="above_mean", test_rows=90)]
    rows = tables_of_html(describe_dataset(make_tables(SHAMPOO, births, framings)))["Classes"]
    assert [row[0] for row in rows[1:]] == [
        "0: not above the mean of the lags",
        "1: above the mean of the lags",
    ]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            DatasetSettings(builtin="circles", samples=40, noise=0.0, random_state=1),
            "make_circles generated the points. Its settings are: samples 40, noise 0.0, random_st",
        ),
        (
            DatasetSettings(builtin="sine", samples=40, wavelength=7.5),
            "a sine wave between -1 and 1. Its settings are: samples 40, wavelength 7.5. The file",
        ),
    ],
)
def test_the_source_of_a_generated_dataset_names_its_settings(settings, sentence):
    dataset = build_dataset(settings)
    framings = [FramingSettings(test_rows=4, lags=1 if settings.is_series else 0)]
    assert sentence in html.unescape(describe_dataset(make_tables(settings, dataset, framings)))


@pytest.mark.parametrize("horizon", [1, 2])
def test_every_step_of_a_row_counts_as_one_of_three_classes(births, horizon):
    framing = FramingSettings(lags=7, target="third", horizon=horizon, test_rows=90)
    tables = make_tables(SHAMPOO, births, [framing])
    page = describe_dataset(tables)
    rows = tables_of_html(page)["Classes"]
    assert [row[0] for row in rows[1:]] == [
        "0: lowest third",
        "1: middle third",
        "2: highest third",
    ]
    assert sum(int(row[1]) for row in rows[1:]) == tables.framings[0].y.size
    assert ("Each of the 2 steps of a row counts." in page) == (horizon == 2)


BUILT_IN_NAMES = load_schema("study")["properties"]["dataset"]["properties"]["builtin"]["enum"]


@pytest.mark.parametrize("name", BUILT_IN_NAMES)
def test_every_dataset_that_a_study_can_name_has_a_page(name):
    samples = 40 if name in ("circles", "moons", "sine") else None
    wavelength = 7.5 if name == "sine" else None
    settings = DatasetSettings(builtin=name, samples=samples, wavelength=wavelength)
    lags = 1 if settings.is_series else 0
    framings = [FramingSettings(test_rows=10, lags=lags, random_state=None if lags else 1)]
    page = describe_dataset(make_tables(settings, build_dataset(settings), framings))
    assert tables_of_html(page)["Shapes after framing"][1][-1] == "10"


def test_a_download_is_named_with_its_checksum_and_text_stays_text(shampoo):
    settings = DatasetSettings(url="https://a.org/<b>.csv", sha256="ab" * 32, time="t", value="v")
    page = describe_dataset(make_tables(settings, shampoo, [FramingSettings(lags=1, test_rows=9)]))
    assert "https://a.org/&lt;b&gt;.csv" in page and "<b>" not in page and "ab" * 32 in page
    names = [f"<i>{number}" for number in range(40)]
    samples = Samples(np.zeros((4, 40)), np.array([0, 1, 0, 1]), names, ["<u>", "&"])
    settings = DatasetSettings(file="x.csv", features=tuple(names), label="kind")
    page = describe_dataset(make_tables(settings, samples, [FramingSettings(test_rows=1)]))
    assert "<i>" not in page and "<u>" not in page and "first 30 of 40 features" in page


@pytest.mark.parametrize(
    ("settings", "series", "sentence"),
    [
        (
            SHAMPOO,
            {"frequency": "MS"},
            "The frequency of the times is MS (inferred from the times).",
        ),
        (
            replace(SHAMPOO, frequency="MS"),
            {"frequency": "MS"},
            "The frequency of the times is MS (dataset.frequency).",
        ),
        (
            replace(SHAMPOO, frequency="irregular"),
            {"frequency": None},
            "The times follow no calendar: each row is one step after the row before.",
        ),
        (
            SHAMPOO,
            {
                "frequency": "D",
                "times": pd.date_range("2024-01-01", periods=36, tz="Europe/Berlin"),
            },
            "The frequency of the times is D (inferred from the times). Their time zone is"
            " Europe/Berlin.",
        ),
    ],
)
def test_the_page_states_the_frequency_and_the_zone_of_the_times(
    shampoo, settings, series, sentence
):
    (found,) = _describe_times(settings, replace(shampoo, **series))
    assert found == sentence
    assert not list(_describe_times(DatasetSettings(values=(1.0, 2.0)), shampoo))
