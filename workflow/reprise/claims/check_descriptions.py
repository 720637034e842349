"""Checks in words: what a check looks at, and the numbers of our runs."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

ALPHA = 0.05  # the error rate of the bound of a share
FEATURE_DESCRIPTIONS = {
    "mean_of_last": "mean {curve} of the last {last} epochs",
    "first_reaching": "first epoch at which {curve} reaches {value}",
    "turning_epoch": "epoch of the lowest smoothed {curve}",
    "rise_after_turn": "relative rise of the smoothed {curve} after its lowest value",
    "change_at_end": "change of {curve} over the last {last} epochs",
    "roughness": "roughness of {curve}",
    "settling_epoch": "epoch from which {curve} stays within {within} of its last value",
}


def describe_statistics(check: dict[str, Any], values: Iterable[float]) -> str:
    """The statistic of each configuration: `mean of test_rmse: epochs=5 91.2, epochs=7 103.4`."""
    statistic = check.get("statistic", "mean")
    listed = ", ".join(
        f"{name} {format_value(value)}" for name, value in zip(check["shown"], values, strict=True)
    )
    return f"{statistic} of {describe_measure(check['of'])}: {listed}"


def describe_shares(check: dict[str, Any], counts: Iterable[tuple[int, int]]) -> str:
    """How many runs of each configuration meet the condition of a check.

    If all runs or none meet it, the text also has the share that they show, at 95 %.

    Parameters
    ----------
    check : dict
    counts : iterable of (int, int)
        For each configuration, the runs that meet the condition, and all runs.
    """
    listed = ", ".join(
        f"{name} {_describe_count(met, runs)}"
        for name, (met, runs) in zip(check["shown"], counts, strict=True)
    )
    condition = f"{describe_measure(check['of'])} {_describe_limits(check)}"
    return f"runs with {condition}: {listed}"


def _describe_count(met: int, runs: int) -> str:
    """A count of runs, such as `30 of 30 (the share is at least 0.90)`."""
    text = f"{met} of {runs}"
    if not runs or 0 < met < runs:
        return text
    bound = ALPHA ** (1 / runs)  # the exact binomial bound for equal outcomes
    if met:
        return f"{text} (the share is at least {np.floor(100 * bound) / 100:.2f})"
    return f"{text} (the share is at most {np.ceil(100 * (1 - bound)) / 100:.2f})"


def describe_measure(measure: str | dict[str, Any]) -> str:
    """A measure in words, such as `first epoch at which test_accuracy reaches 0.8`."""
    if isinstance(measure, str):
        return measure
    if "metric" in measure:
        words = measure["metric"]
    elif "layer" in measure:
        words = f"{measure['layer']} at update {measure['update']}"
    elif measure["feature"] == "at_epoch":
        epoch = f"epoch {measure['at']}" if "at" in measure else "the last epoch"
        words = f"{measure['curve']} after {epoch}"
    else:
        words = FEATURE_DESCRIPTIONS[measure["feature"]].format_map(measure)
    if "distance_from" in measure:
        words = f"distance from {measure['distance_from']:g} of {words}"
    if "less" in measure:
        words += f" minus {describe_measure(measure['less'])}"
    return words


def format_values(values: Sequence[float]) -> str:
    """Numbers in a list, such as `104.6, 100.3`."""
    return ", ".join(format_value(value) for value in values)


def format_value(value: float) -> str:
    """A number with three digits, or with one decimal from 20 on; `never` for an infinite epoch."""
    if np.isinf(value):
        return "never"
    return f"{value:.1f}" if abs(value) >= 20 else f"{value:.3g}"


def _describe_limits(check: dict[str, Any]) -> str:
    if "between" in check:
        return "from {:g} to {:g}".format(*check["between"])
    word = "below" if "below" in check else "above"
    limit = check[word]
    return f"{word} {limit['baseline'] if isinstance(limit, dict) else format(limit, 'g')}"
