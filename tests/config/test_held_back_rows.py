import pandas as pd
import pytest

from reprise.config.held_back_rows import resolve_held_back_rows
from reprise.errors import ConfigError

MONTHS = pd.date_range("2000-01-01", periods=36, freq="MS")


def resolve(framing, observations=36, times=MONTHS):
    return resolve_held_back_rows({"validation_rows": 0} | framing, observations, times, "s.yaml")


@pytest.mark.parametrize(
    ("framing", "expected"),
    [
        ({"test_rows": 5}, (5, 0)),
        ({"test_share": 0.2}, (8, 0)),  # 7.2 is rounded up
        ({"test_from": "2002-01-01"}, (12, 0)),
        ({"test_from": "2001-12-02"}, (12, 0)),
        ({"test_from": "2002-06"}, (7, 0)),
        ({"test_from": 2002}, (12, 0)),
        ({"test_from": "2002-01-01", "validation_from": "2001-07-01"}, (12, 6)),
        ({"test_rows": 12, "validation_share": 0.25}, (12, 9)),
        ({"test_share": 0.5, "validation_rows": 3, "observations": 20}, (10, 3)),
        ({"test_from": "2001-06-01", "observations": 20}, (3, 0)),
    ],
)
def test_shares_and_times_become_numbers_of_rows(framing, expected):
    resolved = resolve(framing)
    assert (resolved["test_rows"], resolved["validation_rows"]) == expected
    assert not any(key.endswith(("share", "from")) for key in resolved)


def test_a_time_without_a_zone_is_local_time():
    times = pd.date_range("2024-03-30", periods=48, freq="h", tz="Europe/Berlin")
    resolved = resolve({"test_from": "2024-03-31T03:00"}, 48, times)
    assert resolved["test_rows"] == 48 - 26  # the hour from 2 to 3 is missing that night
    resolved = resolve({"test_from": "2024-03-31T01:00Z"}, 48, times)
    assert resolved["test_rows"] == 48 - 26


@pytest.mark.parametrize(
    ("framing", "options", "message"),
    [
        ({"test_rows": 5, "test_share": 0.2}, {}, "framing has test_rows and test_share; keep one"),
        (
            {"test_rows": 5, "validation_rows": 2, "validation_from": "2001"},
            {},
            "framing has validation_rows and validation_from",
        ),
        ({"test_from": "soon"}, {}, "framing.test_from is soon, which is not a time in ISO 8601"),
        ({"test_from": "2012-01-01"}, {}, "after 2000-01-01 00:00:00 and not after 2002-12-01"),
        ({"test_from": "1999-01-01"}, {}, "but it must be a time after 2000-01-01"),
        (
            {"test_from": "2001-01-01", "validation_from": "2001-02-01"},
            {},
            "framing.validation_from is 2001-02-01, but it must be a time after",
        ),
        ({"test_from": "2001-01-01T00:00Z"}, {}, "which has a time zone, but the times"),
        ({"test_from": "2001-01-01"}, {"times": None}, "but this dataset has no times"),
        (
            {"test_share": 0.2},
            {"times": None, "observations": None},
            "the size of a download is not known before the file is there",
        ),
    ],
)
def test_what_gives_no_number_of_rows_is_refused(framing, options, message):
    with pytest.raises(ConfigError) as caught:
        resolve(framing, **options)
    assert message in caught.value.problem and caught.value.key.startswith("framing.")
