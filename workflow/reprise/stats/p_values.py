"""p-values: the correction for many tests, and the format in which sentences show them."""

import pandas as pd

SMALLEST_SHOWN = 0.001


def correct_by_holm(p_values: pd.Series) -> pd.Series:
    """Correct p-values for the number of tests (Holm 1979), by statsmodels.

    Parameters
    ----------
    p_values : Series
        NaN where no test was possible. These cells stay NaN and do not count as tests.
    """
    from statsmodels.stats.multitest import multipletests

    corrected = p_values.astype(float)
    tested = corrected.notna()
    if tested.any():
        corrected[tested] = multipletests(corrected[tested], method="holm")[1]
    return corrected


def format_p_value(p: float) -> str:
    """Return a p-value with two significant digits, `0.023`, or `< 0.001`."""
    return f"< {SMALLEST_SHOWN}" if p < SMALLEST_SHOWN else f"{p:.2g}"


def describe_p_value(p: float) -> str:
    """Return a p-value for a sentence: `p < 0.001` or `p = 0.023`."""
    text = format_p_value(p)
    return f"p {text}" if text.startswith("<") else f"p = {text}"
