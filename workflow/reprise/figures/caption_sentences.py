"""Sentences of captions about comparisons, repeats and effects, in reStructuredText."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reprise.escape import rst_literal
from reprise.figures.caption_text import count_nouns, list_literals
from reprise.stats.p_values import describe_p_value
from reprise.stats.pair_tests import FEWEST_RUNS
from reprise.stats.repeats_needed import compute_detectable_difference

MAX_NAMED = 12  # configurations in a sentence; of more, only the number is given
LARGEST_EFFECTS = 3


def describe_comparisons(table: pd.DataFrame, metric: str, margin: float | None) -> list[str]:
    """Describe the comparisons of a study, with its baselines and between its configurations.

    Parameters
    ----------
    table : DataFrame
        As `comparisons.compare_study` returns it.
    metric : str
    margin : float or None
        The difference of means that does not matter, in the units of the metric.
    """
    sentences = []
    baselines = table[table["kind"] == "baseline"]
    for name, rows in baselines.groupby("other", sort=False):
        beaten = rows.loc[rows["verdict"] == "worse", "configuration"].tolist()
        if not beaten:
            continue
        if len(beaten) == len(rows):
            names = "every configuration"
        elif len(beaten) > MAX_NAMED:
            names = f"{len(beaten)} of {len(rows)} configurations"
        else:
            names = list_literals(beaten)
        sentences.append(
            f"The baseline {rst_literal(str(name))} needs no network and beats {names}."
        )
    pairs = table[table["kind"] == "configuration"]
    if len(pairs):
        counts = pairs["verdict"].value_counts()
        different = counts.get("better", 0) + counts.get("worse", 0)
        verdicts = {f"different in {metric}": different}
        if margin:
            verdicts[f"equivalent within {margin:g}"] = counts.get("equivalent", 0)
        verdicts["cannot tell"] = counts.get("cannot tell", 0)
        listed = ", ".join(f"{words}: {count}" for words, count in verdicts.items())
        sentences.append(
            "The figure compares the pairs of configurations of each family."
            f" The verdicts on {count_nouns(len(pairs), 'pair')} are: {listed}."
        )
        paired = int(pairs["paired"].sum())
        if paired:
            sentences.append(
                f"Of these pairs, {paired} have one training: they are compared run by run."
            )
    without = table[(table["diverged"] > 0) | (table["other_diverged"] > 0)]
    if len(without):
        sentences.append(
            f"In {count_nouns(len(without), 'comparison')}, runs diverged. Their means are those of"
            " the other runs, and the runs that diverged count as losses in the probability."
        )
    return sentences


def describe_repeats(
    plan: pd.DataFrame,
    families: Mapping[str, Sequence[str]],
    repeats: int,
    power: float,
    confidence: float,
) -> list[str]:
    """Describe what the number of repeats of a study can detect, and which pairs need more.

    Parameters
    ----------
    plan : DataFrame
        As `repeats_needed.plan_repeats` returns it.
    families : mapping of str to sequence of str
        The configurations that are compared together.
    repeats : int
        Of the study.
    power, confidence : float
    """
    if repeats == 1:
        return ["With one run per configuration, there is no spread, no interval and no verdict."]
    if repeats < FEWEST_RUNS:
        return [
            f"With {repeats} runs per configuration, there is no verdict: it needs at least"
            f" {FEWEST_RUNS} runs."
        ]
    size = max(map(len, families.values()), default=2)
    difference = compute_detectable_difference(repeats, size, power, confidence)
    sentences = [
        f"With {repeats} repeats per configuration, the verdict finds a difference of means of"
        f" {difference:.2f} standard deviations with a probability of {power:g} (the power), if"
        f" {size} configurations are compared with each other. Smaller differences need more"
        " repeats."
    ]
    known = plan.dropna(subset="most_repeats")
    if not len(known):
        return sentences
    enough = (known["most_repeats"] <= repeats).sum()
    unknown = np.isinf(known["most_repeats"]).sum()
    sentences.append(
        "``repeats.csv`` has a range of repeats for each pair, because the runs know the difference"
        f" only roughly. Even the most repeats of the range are within this number for {enough} of"
        f" {len(known)} pairs. For {unknown} of them, the runs do not exclude that there is no"
        " difference, and no number of repeats is sure to be enough."
    )
    others = known[np.isfinite(known["most_repeats"]) & (known["most_repeats"] > repeats)]
    if len(others):
        nearest = others.loc[others["most_repeats"].idxmin()]
        sentences.append(
            f"Of the other pairs, {rst_literal(nearest['configuration'])} and"
            f" {rst_literal(nearest['other'])} need the fewest repeats: between"
            f" {int(nearest['fewest_repeats'])} and {int(nearest['most_repeats'])}."
        )
    return sentences


def describe_effects(effects: pd.DataFrame, reason: str, level: float) -> list[str]:
    """Describe the largest effects and the interactions of the keys of a grid.

    Parameters
    ----------
    effects : DataFrame
        As `effects.analyse_effects` returns it.
    reason : str
        Why there is no analysis, as `effects.explain_missing_analysis` returns it.
    level : float
        An interaction with a larger p-value is not named.
    """
    if reason:
        return [f"There is no analysis of variance: {reason}."]
    *terms, residual = effects.to_dict("records")
    largest = sorted(terms, key=lambda term: -term["share_of_variance"])[:LARGEST_EFFECTS]
    named = ", ".join(
        f"{rst_literal(term['term'])} {term['share_of_variance']:.1%} ({_describe_test(term)})"
        for term in largest
    )
    sentences = [
        f"The random seed alone causes {residual['share_of_variance']:.1%} of the variance of all"
        f" runs. The largest effects are {named}. ``effects.csv`` has all keys and interactions."
        " These estimated shares (epsilon squared) are without the part that chance explains."
    ]
    interactions = [
        rst_literal(term["term"])
        for term in terms
        if " x " in term["term"] and _choose_test(term)[1] <= level
    ]
    sentences.append(
        f"These keys interact (p is at most {level:.2g}): {', '.join(interactions)}."
        if interactions
        else "These runs show no interaction of keys."
    )
    return sentences


def _choose_test(term: Mapping[Any, Any]) -> tuple[str, float]:
    """Return the robust test of a term, or the classical test if there is no robust one."""
    robust = term["p_robust"]
    return ("robust ", robust) if np.isfinite(robust) else ("", term["p"])


def _describe_test(term: Mapping[Any, Any]) -> str:
    kind, p = _choose_test(term)
    if np.isnan(p):
        return "without a test, because it does not vary"
    return f"{kind}{describe_p_value(p)}"
