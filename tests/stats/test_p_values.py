import numpy as np
import pandas as pd
import pytest

from reprise.stats.p_values import correct_by_holm, describe_p_value, format_p_value


def test_holms_correction_counts_only_the_tests_that_were_possible():
    p_values = pd.Series([0.01, np.nan, 0.04, 0.03], index=[5, 6, 7, 8])
    # Holm (1979) by hand: 3 x 0.01, then 2 x 0.03, and 1 x 0.04 may not be smaller than that.
    corrected = correct_by_holm(p_values)
    np.testing.assert_allclose(corrected, [0.03, np.nan, 0.06, 0.06])
    assert corrected.index.tolist() == [5, 6, 7, 8]
    np.testing.assert_allclose(p_values, [0.01, np.nan, 0.04, 0.03])


def test_without_tests_nothing_is_corrected():
    assert correct_by_holm(pd.Series([None, None], dtype=object)).isna().tolist() == [True, True]
    assert correct_by_holm(pd.Series([], dtype=object)).empty


@pytest.mark.parametrize(
    ("p", "cell", "sentence"),
    [
        (0.0, "< 0.001", "p < 0.001"),
        (0.000999, "< 0.001", "p < 0.001"),
        (0.001, "0.001", "p = 0.001"),
        (0.0234, "0.023", "p = 0.023"),
        (0.5, "0.5", "p = 0.5"),
        (1.0, "1", "p = 1"),
    ],
)
def test_a_p_value_has_two_digits_and_a_lower_limit(p, cell, sentence):
    assert format_p_value(p) == cell
    assert describe_p_value(p) == sentence
