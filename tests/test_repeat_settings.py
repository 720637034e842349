"""The settings of the rounds survive their file."""

from reprise.repeat_settings import RoundSettings, UntilDecided


def test_the_settings_of_the_rounds_are_read_as_they_were_written():
    families, trainings, numbers = {"f": ["a", "b"]}, {"a": "a", "b": "a"}, {"a": 0, "b": 1}
    settings = RoundSettings("s", "test_rmse", 10, 0.95, 2.0, families, trainings, numbers)
    assert RoundSettings.from_json(settings.to_json()) == settings
    assert UntilDecided(10, 200).to_json() == {"at_least": 10, "at_most": 200}
