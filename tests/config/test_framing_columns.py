from dataclasses import replace

import pytest

from reprise.config.framing_columns import check_framing_columns
from reprise.errors import ConfigError
from reprise.framing_settings import ColumnSettings, FramingSettings, QuerySettings
from reprise.settings import DatasetSettings

DATASET = DatasetSettings(file="s.csv", time="t", value="a")
TWO = replace(DATASET, value=("a", "b"))
QUERY = QuerySettings((1.0,), (2.0,))


@pytest.mark.parametrize(
    ("dataset", "framing"),
    [
        (TWO, FramingSettings(inputs=("c",), calendar=("month",), horizon=3)),
        (TWO, FramingSettings(subtract_mean=5)),
        (DATASET, FramingSettings(target="third", inputs=("c",), known_inputs=("d",))),
        (DATASET, FramingSettings(query=QUERY)),
        (replace(TWO, units=("x", "y")), FramingSettings()),
    ],
)
def test_columns_that_fit_together_are_accepted(dataset, framing):
    check_framing_columns(dataset, framing, "s.yaml")


@pytest.mark.parametrize(
    ("dataset", "framing", "key", "message"),
    [
        (
            TWO,
            FramingSettings(query=QUERY),
            "framing.query",
            "framing has a query, which needs one",
        ),
        (
            DATASET,
            FramingSettings(query=QUERY, inputs=("c",)),
            "framing.query",
            "but the study has framing.inputs",
        ),
        (TWO, FramingSettings(target="third"), "framing.target", "has a list in dataset.value"),
        (
            DATASET,
            FramingSettings(strategy="recursive", calendar=("month",)),
            "framing.strategy",
            "framing.strategy is recursive, which needs one column and no further inputs",
        ),
        (
            DatasetSettings(values=(1, 2, 3)),
            FramingSettings(calendar=("month",)),
            "framing.calendar",
            "framing.calendar needs times",
        ),
        (DATASET, FramingSettings(scale=(1, 1)), "framing.scale", "framing.scale is [1, 1]"),
        (
            DATASET,
            FramingSettings(columns=(ColumnSettings("c", scale=(2, 1)),)),
            "framing.scale.c",
            "the second number must be the larger one",
        ),
        (
            DATASET,
            FramingSettings(subtract_mean=4, columns=(ColumnSettings("a", difference=1),)),
            "framing.subtract_mean",
            "framing has subtract_mean and a difference",
        ),
        (
            replace(TWO, value=("a", "b/c")),
            FramingSettings(),
            "dataset.value",
            "b/c",
        ),
        (
            replace(TWO, units=("x",)),
            FramingSettings(),
            "dataset.units",
            "dataset.units has 1 texts, but the study forecasts 2 columns",
        ),
    ],
)
def test_columns_that_do_not_fit_together_are_refused(dataset, framing, key, message):
    with pytest.raises(ConfigError) as caught:
        check_framing_columns(dataset, framing, "s.yaml")
    assert caught.value.key == key and message in str(caught.value)
