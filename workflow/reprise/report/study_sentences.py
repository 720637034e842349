"""The result of one study in sentences, for the first page of the report."""

import pandas as pd

from reprise.escape import rst_literal
from reprise.evaluation.metrics import find_best
from reprise.figures.caption_text import join_words
from reprise.stage_settings import FigureSettings


def describe_study(
    settings: FigureSettings, description: pd.DataFrame, comparisons: pd.DataFrame
) -> str:
    """Describe the best configuration of a study, its rivals and its baselines.

    Configurations that forecast different numbers of steps are described one group after the other.

    Parameters
    ----------
    settings : FigureSettings
    description, comparisons : DataFrame
        The tables describe.csv (indexed by statistic) and comparisons.csv of the study.

    Returns
    -------
    str
        Sentences in reStructuredText.
    """
    means = pd.Series(description.loc["mean", settings.configuration_names], dtype=float).dropna()
    if not len(means):
        return "No run ended with a finite error."
    if settings.origins:
        return _describe_origins(settings, means)
    groups: dict[int, list[str]] = {}
    for name in means.index:
        groups.setdefault(settings.framing_of(name).horizon, []).append(name)
    sentences = {
        steps: _describe_best(settings.metric, means[names], comparisons)
        for steps, names in groups.items()
    }
    if len(sentences) == 1:
        return " ".join(sentences.values())
    return " ".join(
        f"Horizon of {steps} step{'s' if steps > 1 else ''}: {text}"
        for steps, text in sentences.items()
    )


def _describe_origins(settings: FigureSettings, means: pd.Series) -> str:
    """The best mean over all origins, and the range of the means at single origins."""
    bases = [settings.origins[name][0] for name in means.index]
    means_over_origins = means.groupby(bases).mean()
    best = find_best(means_over_origins, settings.metric)
    means_of_best = means[[base == best for base in bases]]
    return (
        f"Over {len(means_of_best)} rolling origins, {rst_literal(best)} has the best mean"
        f" {rst_literal(settings.metric)}: {means_over_origins[best]:.4g}. The means at single"
        f" origins lie between {means_of_best.min():.4g} and {means_of_best.max():.4g}."
    )


def _describe_best(metric: str, means: pd.Series, comparisons: pd.DataFrame) -> str:
    best = find_best(means, metric)
    if len(means) == 1:
        sentences = [f"The mean {rst_literal(metric)} of {rst_literal(best)} is {means[best]:.4g}."]
    else:
        sentences = [
            f"{rst_literal(best)} has the best mean {rst_literal(metric)}: {means[best]:.4g}."
        ]
        sentences += _compare_with_others(best, comparisons)
    sentences += _compare_with_baselines(best, comparisons)
    return " ".join(sentences)


def _compare_with_others(best: str, comparisons: pd.DataFrame) -> list[str]:
    """How many other configurations differ significantly from the best one."""
    pairs = comparisons[comparisons["kind"] == "configuration"]
    pairs = pairs[(pairs["configuration"] == best) | (pairs["other"] == best)]
    if not len(pairs):
        return []
    differing = pairs["verdict"].isin(["better", "worse"]).sum()
    if differing == len(pairs):
        return ["It differs significantly from every other configuration."]
    if not differing:
        return ["It differs significantly from no other configuration."]
    return [f"It differs significantly from {differing} of {len(pairs)} other configurations."]


def _compare_with_baselines(best: str, comparisons: pd.DataFrame) -> list[str]:
    is_baseline = comparisons["kind"] == "baseline"
    rows = comparisons[is_baseline & (comparisons["configuration"] == best)]
    better_baselines = rows.loc[rows["verdict"] == "worse", "other"]
    if len(better_baselines):
        names = join_words([rst_literal(name) for name in better_baselines])
        if len(better_baselines) == 1:
            return [f"One baseline is significantly better: {names}."]
        return [f"{len(better_baselines)} baselines are significantly better: {names}."]
    if len(rows) and (rows["verdict"] == "better").all():
        return ["It is significantly better than every baseline."]
    return []
