import pytest

from reprise.config.dataset_columns import check_columns, check_separator, check_times

SERIES = {"file": "f.csv", "time": "t", "value": "v"}
SAMPLES = {"file": "f.csv", "features": ["a", "b"], "label": "kind"}


@pytest.mark.parametrize(
    "document",
    [
        SERIES,
        SERIES | {"value": ["v", "w"], "inputs": ["a"], "known_inputs": ["b c", "Größe %"]},
        SAMPLES,
        {"values": [1, 2, 3]},
    ],
)
def test_columns_with_one_role_each_are_accepted(document):
    check_columns(document, "s.yaml")


@pytest.mark.parametrize(
    ("document", "key", "problem"),
    [
        (
            SERIES | {"value": "t"},
            "dataset.value",
            "dataset.value is the column 't', which is also in dataset.time; a column has one role."
            " Remove it from dataset.time or from dataset.value.",
        ),
        (
            SERIES | {"inputs": ["a", "v"]},
            "dataset.inputs, item 2",
            "dataset.inputs, item 2 is the column 'v', which is also in dataset.value; a column has"
            " one role. Remove it from dataset.value or from dataset.inputs. The networks read the"
            " past of dataset.value in any case.",
        ),
        (
            SERIES | {"inputs": ["a"], "known_inputs": ["a"]},
            "dataset.known_inputs, item 1",
            "is the column 'a', which is also in dataset.inputs;",
        ),
        (SERIES | {"value": ["v", "t"]}, "dataset.value, item 2", "which is also in dataset.time"),
        (
            SAMPLES | {"label": "b"},
            "dataset.label",
            "dataset.label is the column 'b', which is also in dataset.features; a column has one"
            " role. Remove it from dataset.features or from dataset.label. A network would read"
            " what it has to predict.",
        ),
        (SERIES | {"value": " v"}, "dataset.value", "blanks around it are not read"),
        (SERIES | {"value": "v\nw"}, "dataset.value", "has no line break"),
    ],
)
def test_a_wrong_column_is_refused(config_error, document, key, problem):
    error = config_error(check_columns, document, "s.yaml")
    assert problem in error.problem
    assert (error.where, error.key) == ("s.yaml", key)


@pytest.mark.parametrize("separator", [",", ";", "|", "\t", r"\t", " ", ":", "~"])
def test_a_separator_is_one_character(separator):
    check_separator(SERIES | {"separator": separator}, "s.yaml")


@pytest.mark.parametrize("separator", ["", ";;", "semicolon", "a", "0", ".", "-", '"', "\n", "é"])
def test_a_part_of_a_number_or_a_word_is_no_separator(config_error, separator):
    error = config_error(check_separator, SERIES | {"separator": separator}, "s.yaml")
    assert error.problem.startswith(
        f"dataset.separator is '{separator}', but must be one character"
    )
    assert error.key == "dataset.separator"


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"frequency": "irregular", "missing": "interpolate"},
        {"frequency": "QS-OCT", "missing": "seasonal", "period": 4},
        {"frequency": "15min", "time_zone": "Europe/Berlin"},
        {"time_zone": "UTC", "time_format": "%Y"},
        {"time_format": "%d.%m.%y %H:%M:%S.%f %z"},
    ],
)
def test_right_keys_about_times_are_accepted(keys):
    check_times(SERIES | keys, "s.yaml")


@pytest.mark.parametrize(
    ("keys", "key", "problem"),
    [
        (
            {"frequency": "M"},
            "dataset.frequency",
            "dataset.frequency is 'M', which is no frequency. Did you mean MS or ME? Write an"
            " offset alias of pandas: D, B, W-MON,",
        ),
        ({"frequency": "monthly"}, "dataset.frequency", "Did you mean MS or ME?"),
        ({"frequency": "H"}, "dataset.frequency", "Did you mean h?"),
        ({"frequency": "15T"}, "dataset.frequency", "Did you mean 15min?"),
        ({"frequency": "d"}, "dataset.frequency", "Did you mean D?"),
        ({"frequency": "-1D"}, "dataset.frequency", "is '-1D', which is no frequency. Write an"),
        ({"frequency": "0D"}, "dataset.frequency", "which is no frequency."),
        ({"frequency": "7"}, "dataset.frequency", "which is no frequency."),
        ({"frequency": "often"}, "dataset.frequency", "which is no frequency."),
        (
            {"time_zone": "Europe/Berln"},
            "dataset.time_zone",
            "dataset.time_zone is 'Europe/Berln', which is no time zone. Did you mean"
            " 'Europe/Berlin'? Write a name",
        ),
        ({"time_zone": "+01:00"}, "dataset.time_zone", "which is no time zone."),
        ({"time_zone": "../passwd"}, "dataset.time_zone", "which is no time zone."),
        ({"time_zone": "Europe"}, "dataset.time_zone", "which is no time zone."),
        (
            {"missing": "seasonal"},
            "dataset.missing",
            "dataset.missing is seasonal, which needs dataset.period, the number of observations in"
            " one season. Set it, or set dataset.missing to interpolate or forward_fill.",
        ),
        (
            {"missing": "seasonal", "frequency": "irregular", "period": 3},
            "dataset.missing",
            "which needs a calendar, but dataset.frequency is irregular",
        ),
        (
            {"time_format": "YYYY-MM-DD"},
            "dataset.time_format",
            "dataset.time_format is 'YYYY-MM-DD', which has no code for the year. Write the format",
        ),
        ({"time_format": "%Y %H:%M %Z"}, "dataset.time_format", "which has %Z, but names of time"),
        ({"time_format": "%d.%m."}, "dataset.time_format", "which has no code for the year."),
        ({"time_format": "%Y-%Q"}, "dataset.time_format", "which cannot be used ('Q' is a bad"),
        ({"time_format": "%Y %"}, "dataset.time_format", "which cannot be used (stray %"),
    ],
)
def test_a_wrong_key_about_times_is_refused(config_error, keys, key, problem):
    error = config_error(check_times, SERIES | keys, "s.yaml")
    assert problem in error.problem
    assert (error.where, error.key) == ("s.yaml", key)
