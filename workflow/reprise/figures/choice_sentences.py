"""Sentences on the choice of the best configuration, in reStructuredText."""

import numpy as np
import pandas as pd

from reprise.escape import rst_literal
from reprise.figures.caption_text import format_number
from reprise.stats.best_choice import FEWEST_RUNS


def describe_choice_of_best(
    best: pd.DataFrame, configuration: str, with_name: bool = False
) -> list[str]:
    """Say how sure it is that a configuration is the best, and how good the choice really is.

    Parameters
    ----------
    best : DataFrame
        As `best_choice.describe_choice` returns it.
    configuration : str
    with_name : bool
        Whether the sentence begins with the name of the configuration.

    Returns
    -------
    list of str
        Empty if the configuration is not the best of a group of several.
    """
    rows = best[best["best"].astype(bool) & (best["configuration"] == configuration)]
    if not len(rows):
        return []
    row = rows.iloc[0]
    beginning = f"For {rst_literal(configuration)}, the" if with_name else "The"
    if np.isnan(row["probability_best"]):
        return [f"This choice is not judged, because that needs {FEWEST_RUNS} runs."]
    return [
        f"{beginning} probability that its true mean is the best is"
        f" {row['probability_best']:.2f}. The best mean is the luckiest one; if one half of the"
        f" runs chooses and the other half is the score, the mean is"
        f" {format_number(row['honest_mean'])}."
    ]
