"""The result of one study in sentences, for the first page of the report."""

import pandas as pd

from reprise.escape import rst_literal
from reprise.evaluation.explained_variance import TEST_R2
from reprise.evaluation.metrics import find_best
from reprise.figures.caption_text import describe_explained_share, join_words
from reprise.figures.choice_sentences import describe_choice_of_best
from reprise.report.reference_sentences import compare_with_references
from reprise.stage_settings import FigureSettings
from reprise.tables.kept_epochs import describe_untrained
from reprise.tables.run_tables import mean_of_runs
from reprise.tables.trained_epochs import summarize_trained_epochs

MAX_DIVERGED_NAMED = 3  # configurations in a sentence; of more, only the number is given


def describe_study(
    settings: FigureSettings,
    description: pd.DataFrame,
    comparisons: pd.DataFrame,
    runs: pd.DataFrame,
    choice: pd.DataFrame,
) -> str:
    """Describe the best configuration of a study, its rivals, baselines and references.

    Configurations that forecast different numbers of steps are described one group after the other.
    The trained epochs follow if runs can end early, and a warning if most runs of a configuration
    are nearly untrained.

    Parameters
    ----------
    settings : FigureSettings
    description, comparisons, runs, choice : DataFrame
        The tables describe.csv (indexed by statistic), comparisons.csv, runs.csv and best.csv of
        the study.

    Returns
    -------
    str
        Sentences in reStructuredText.
    """
    names = settings.configuration_names
    means = pd.Series(description.loc["mean", names], dtype=float).dropna()
    if not len(means):
        return "No run ended with a finite error."
    shares = _explained_shares(settings.metric, runs)
    if settings.partition_kind:
        result = _describe_partitions(settings, means, shares)
    else:
        result = _describe_groups(settings, means, comparisons, shares, choice)
        result += _describe_diverged(description[names], means)
    changes = compare_with_references(
        settings.references, settings.metric, comparisons, settings.panels
    )
    trained = summarize_trained_epochs(runs, settings)
    warnings = describe_untrained(runs, settings, rst_literal)
    return " ".join([result, *changes, *trained, *warnings])


def _describe_diverged(description: pd.DataFrame, means: pd.Series) -> str:
    """Say of which means some runs are missing, because they diverged."""
    counts = description.T.loc[means.index, ["count", "diverged"]].astype(int)
    parts = [
        f"that of {rst_literal(str(name))} is the mean of the {completed} of"
        f" {completed + diverged} runs that did not diverge"
        for name, completed, diverged in counts.itertuples()
        if diverged
    ]
    if len(parts) > MAX_DIVERGED_NAMED:
        return f" The means of {len(parts)} configurations are without runs that diverged."
    return f" Of the means, {join_words(parts)}." if parts else ""


def _explained_shares(metric: str, runs: pd.DataFrame) -> pd.Series:
    """The mean R² of each configuration; empty if the runs have none, or if R² is the metric."""
    if TEST_R2 not in runs or metric == TEST_R2:
        return pd.Series(dtype=float)
    return mean_of_runs(runs, TEST_R2)


def _describe_groups(
    settings: FigureSettings,
    means: pd.Series,
    comparisons: pd.DataFrame,
    shares: pd.Series,
    choice: pd.DataFrame,
) -> str:
    """The best mean of the configurations that forecast equally many steps, group by group."""
    groups: dict[int, list[str]] = {}
    for name in means.index:
        groups.setdefault(settings.framing_of(name).horizon, []).append(name)
    sentences = {
        steps: _describe_best(settings, means[names], comparisons, shares, choice)
        for steps, names in groups.items()
    }
    if len(sentences) == 1:
        parts = list(sentences.values())
    else:
        parts = [
            f"Horizon of {steps} step{'s' if steps > 1 else ''}: {text}"
            for steps, text in sentences.items()
        ]
    return " ".join(parts)


def _describe_partitions(settings: FigureSettings, means: pd.Series, shares: pd.Series) -> str:
    """The best mean over all origins or splits, and the range of the means at single ones."""
    word = f"{settings.partition_kind}s"
    rolling = "rolling " if settings.partition_kind == "origin" else ""
    bases = [settings.partitions[name][0] for name in means.index]
    means_over_partitions = means.groupby(bases).mean()
    best = find_best(means_over_partitions, settings.metric)
    means_of_best = means[[base == best for base in bases]]
    metric = rst_literal(settings.metric)
    which = f"{rst_literal(best)} has the best mean {metric}:"
    if len(means_over_partitions) == 1:
        which = f"the mean {metric} of {rst_literal(best)} is"
    text = (
        f"Over {len(means_of_best)} {rolling}{word}, {which}"
        f" {means_over_partitions[best]:.4g}. The means at single"
        f" {word} lie between {means_of_best.min():.4g} and {means_of_best.max():.4g}."
    )
    shares_of_best = shares.reindex(means_of_best.index).dropna()
    if len(shares_of_best):
        text += (
            f" Its share of explained variance (R²) at single {word} lies between"
            f" {shares_of_best.min():.3f} and {shares_of_best.max():.3f}."
        )
    return text


def _describe_best(
    settings: FigureSettings,
    means: pd.Series,
    comparisons: pd.DataFrame,
    shares: pd.Series,
    choice: pd.DataFrame,
) -> str:
    metric, output = settings.metric, settings.outputs_in_words.removesuffix("s")
    best = find_best(means, metric)
    if len(means) == 1:
        sentences = [f"The mean {rst_literal(metric)} of {rst_literal(best)} is {means[best]:.4g}."]
    else:
        sentences = [
            f"{rst_literal(best)} has the best mean {rst_literal(metric)}: {means[best]:.4g}."
        ]
        sentences += describe_choice_of_best(choice, best)
        sentences += _compare_with_others(best, comparisons)
    if best in shares.index:
        sentences.append(f"It {describe_explained_share(shares[best], output)}.")
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
        which = "every configuration"
    elif not differing:
        which = "no configuration"
    else:
        which = f"{differing} of {len(pairs)} configurations"
    return [f"It differs significantly from {which} that it is compared with."]


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
