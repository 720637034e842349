import math
from fractions import Fraction

import numpy as np
import pytest

from reprise.conformal_levels import (
    count_known_origins,
    describe_highest_level,
    fewest_errors,
    highest_level,
    is_supported,
    refuse_steps_without_errors,
    refuse_unsupported_levels,
    require_rank,
)
from reprise.errors import ConfigError


def test_the_rank_is_the_smallest_whose_share_of_all_errors_and_a_new_one_reaches_the_level():
    for percent in range(1, 100):
        level = Fraction(percent, 100)
        for count in range(1, 130):
            reaching = [rank for rank in range(1, count + 1) if Fraction(rank, count + 1) >= level]
            is_enough = count >= fewest_errors(percent)
            assert is_enough == bool(reaching)
            if reaching:
                assert require_rank(count, percent) == reaching[0]


def test_a_level_above_the_highest_one_is_refused_with_both_numbers():
    message = (
        r"^A level of 95 % needs at least 19 errors\. 12 errors: at most 92 %\."
        r" Use a lower level, or more observations\.$"
    )
    with pytest.raises(ConfigError, match=message):
        require_rank(12, 95)
    with pytest.raises(
        ConfigError, match=r"99\.9 % needs at least 999 samples\. 1 sample: at most"
    ):
        require_rank(1, 99.9, "sample")


@pytest.mark.parametrize(
    ("count", "text"),
    [(12, "92 %"), (19, "95 %"), (1, "50 %"), (199, "99.5 %"), (250, "99.6 %"), (5000, "99.9 %")],
)
def test_the_highest_level_is_never_rounded_up(count, text):
    noun = "error" if count == 1 else "errors"
    assert describe_highest_level(count) == f"{count} {noun}: at most {text}"
    assert require_rank(count, float(text[:-2])) <= count


@pytest.mark.parametrize("errors", range(0, 220))
def test_the_highest_level_is_the_highest_whose_rank_exists(errors):
    """The rank ceil((n + 1) level), in whole numbers."""
    ranks = {level: -(-(errors + 1) * level // 100) for level in range(100)}
    expected = max(level for level, rank in ranks.items() if rank <= errors)
    assert highest_level(errors) == expected
    assert [is_supported(level, errors) for level in (expected, expected + 1)] == [True, False]


@pytest.mark.parametrize(
    ("level", "errors"), [(95, 19), (80, 4), (50, 1), (99, 99), (97.5, 39), (99.2, 124), (0, 0)]
)
def test_the_fewest_errors_of_a_level_have_the_rank_of_the_level(level, errors):
    assert fewest_errors(level) == errors
    assert not is_supported(level, errors - 1)


def test_a_level_that_the_errors_do_not_support_is_refused_with_the_highest_that_they_do():
    with pytest.raises(ConfigError) as caught:
        refuse_unsupported_levels(12, [80, 95], where="config/studies/mine.yaml")
    assert str(caught.value) == (
        "config/studies/mine.yaml: forecast.levels has 95, but 12 errors support at most 92 %."
        " Choose a lower level, or more origins: a level of 95 % needs at least 19."
    )
    assert (caught.value.key, caught.value.value) == ("forecast.levels", 95)
    refuse_unsupported_levels(12, [80, 92])
    refuse_unsupported_levels(0, [])
    with pytest.raises(ConfigError, match=r"predictor.levels has 100, .* 100 % can have no limits"):
        refuse_unsupported_levels(10**6, [100], key="predictor.levels")


def test_an_origin_counts_if_one_of_its_scores_is_known():
    scores = np.array([[1.0, math.nan], [math.nan, math.nan], [2.0, 3.0]])
    assert count_known_origins(scores) == 2


def test_a_step_without_any_known_error_is_refused():
    scores = np.array([[1.0, 2.0, math.nan, math.nan], [3.0, math.nan, math.nan, math.nan]])
    with pytest.raises(ConfigError) as caught:
        refuse_steps_without_errors(scores, where="config/studies/mine.yaml")
    assert str(caught.value) == (
        "config/studies/mine.yaml: forecast.steps has 4, but no error of step 3 is known at any of"
        " the 2 origins. Choose fewer steps, or more origins."
    )
    assert (caught.value.key, caught.value.value) == ("forecast.steps", 4)
    refuse_steps_without_errors(scores[:, :2])
