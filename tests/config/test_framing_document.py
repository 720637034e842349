import pytest

from reprise.config.framing_document import framing_settings
from reprise.errors import ConfigError
from reprise.framing_settings import ColumnSettings
from reprise.settings import DatasetSettings

DATASET = DatasetSettings(
    file="s.csv", time="t", value=("a", "b"), inputs=("c", "d"), known_inputs=("e",)
)
DEFAULTS = {
    "transform": None,
    "difference": 1,
    "scale": [-1, 1],
    "test_rows": 3,
    "validation_rows": 0,
}


def settings_of(**changes):
    return framing_settings(DEFAULTS | changes, DATASET, 100, None, "s.yaml")


def test_a_framing_reads_all_columns_unless_it_chooses():
    settings = settings_of()
    assert (settings.inputs, settings.known_inputs) == (("c", "d"), ("e",))
    settings = settings_of(inputs=["d"], known_inputs=[])
    assert (settings.inputs, settings.known_inputs) == (("d",), ())


def test_one_transform_and_one_difference_are_those_of_the_targets():
    settings = settings_of(transform="log", difference=[1, 12], scale="robust")
    assert settings.columns == ()
    assert settings.column("b", True) == ColumnSettings("b", "log", (1, 12), "robust")
    assert settings.column("c", False) == ColumnSettings("c", None, 0, "robust")
    assert settings.longest_difference == 13


def test_a_mapping_is_that_of_the_columns_it_names():
    settings = settings_of(difference={"a": 1, "c": [1, 4]}, scale={"b": "standard", "e": None})
    assert settings.column("a", True) == ColumnSettings("a", None, 1, (-1, 1))
    assert settings.column("b", True) == ColumnSettings("b", None, 0, "standard")
    assert settings.column("c", False) == ColumnSettings("c", None, (1, 4), (-1, 1))
    assert settings.column("d", False) == ColumnSettings("d", None, 0, (-1, 1))
    assert settings.column("e", False) == ColumnSettings("e", None, 0, None)
    assert settings.longest_difference == 5


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"inputs": ["cc"]}, "framing.inputs, item 1", "'cc', which dataset.inputs does not have."),
        ({"known_inputs": ["c"]}, "framing.known_inputs, item 1", "It has e."),
        ({"transform": {"x": "log"}}, "framing.transform.x", "Columns that have it are a, b, c, d"),
        ({"difference": {"e": 1}}, "framing.difference.e", "is not a column that has this option"),
        ({"scale": {"ee": None}}, "framing.scale.ee", "Did you mean 'e'?"),
    ],
)
def test_a_column_that_the_dataset_does_not_have_is_refused(changes, key, message):
    with pytest.raises(ConfigError) as caught:
        settings_of(**changes)
    assert caught.value.key == key and message in caught.value.problem
