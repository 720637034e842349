from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import ValidationError

from reprise.json_settings import Settings


@dataclass(frozen=True)
class Inner(Settings):
    size: int
    name: str | None = None


@dataclass(frozen=True)
class Outer(Settings):
    inner: Inner
    several: tuple[Inner, ...] = ()
    by_name: dict[str, Inner] = field(default_factory=dict)
    model: dict[str, Any] = field(default_factory=dict)


def test_settings_inside_settings_become_nested_dicts():
    outer = Outer(Inner(1), (Inner(2, "b"),), {"c": Inner(3)}, {"units": (2, 1)})
    assert outer.to_json() == {
        "inner": {"size": 1},
        "several": [{"size": 2, "name": "b"}],
        "by_name": {"c": {"size": 3}},
        "model": {"units": [2, 1]},
    }


def test_only_a_field_without_a_value_is_left_out_and_not_a_key_of_a_mapping():
    assert Outer(Inner(1), model={"scale": None}).to_json()["model"] == {"scale": None}
    assert Inner(1).to_json() == {"size": 1}
    assert Inner(0, "").to_json() == {"size": 0, "name": ""}


@pytest.mark.parametrize(
    "document", [{}, {"inner": {}}, {"inner": {"size": "many"}}, {"inner": {"size": 1.5}}]
)
def test_a_document_with_a_missing_key_or_a_wrong_type_is_refused(document):
    with pytest.raises(ValidationError):
        Outer.from_json(document)


def test_a_document_is_read_into_typed_settings():
    document = {"inner": {"size": 1}, "several": [{"size": 2}], "by_name": {"c": {"size": 3}}}
    assert Outer.from_json(document) == Outer(Inner(1), (Inner(2),), {"c": Inner(3)})
