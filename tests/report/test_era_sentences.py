from reprise.config.schema import load_schema
from reprise.report.era_sentences import ERA_SENTENCES, describe_eras


def test_every_era_has_a_sentence():
    eras = load_schema("study")["$defs"]["lstm"]["properties"]["era"]["enum"]
    assert list(ERA_SENTENCES) == eras


def test_only_the_eras_that_are_shown_are_described():
    shown = describe_eras(["era=keras1", "", "units=2", "era=keras2", "era=keras1"])
    assert list(shown) == ["keras2", "keras1"]
