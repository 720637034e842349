"""The answer of one study in sentences, for its section in the report."""

from dataclasses import dataclass

import pandas as pd

from reprise.escape import escape_rst, rst_literal
from reprise.evaluation.explained_variance import TEST_R2
from reprise.evaluation.metrics import find_best, lower_is_better
from reprise.figures.caption_text import (
    describe_explained_share,
    format_number,
    join_words,
)
from reprise.figures.choice_sentences import describe_choice_of_best
from reprise.figures.labels import metric_label
from reprise.report.pair_sentences import (
    compare_with_next,
    compare_with_others,
    describe_better_baselines,
    describe_other_baselines,
)
from reprise.report.partition_answer import compare_over_partitions
from reprise.report.reference_sentences import compare_with_references
from reprise.stage_settings import FigureSettings
from reprise.tables.kept_epochs import describe_untrained
from reprise.tables.run_tables import mean_of_runs
from reprise.tables.trained_epochs import summarize_trained_epochs

ERA = "era="
MAX_DIVERGED_NAMED = 3  # configurations in a sentence; of more, only the number is given


@dataclass(frozen=True)
class StudyResults:
    """The tables from which the answer of a study is written.

    Attributes
    ----------
    description : DataFrame
        describe.csv, indexed by statistic.
    summary, comparisons, runs, best, one_training : DataFrame
        The tables of these names.
    over_partitions : DataFrame or None
        origin_comparisons.csv or split_comparisons.csv, if the study has several origins or splits.
    """

    description: pd.DataFrame
    summary: pd.DataFrame
    comparisons: pd.DataFrame
    runs: pd.DataFrame
    best: pd.DataFrame
    one_training: pd.DataFrame
    over_partitions: pd.DataFrame | None = None


def describe_study(settings: FigureSettings, results: StudyResults) -> list[str]:
    """Answer the question of a study.

    Baselines that beat the best configuration come first. The best configuration follows, with its
    interval, the difference from the next one, and what one more training of it gives; if the
    study has several eras, in detail for the first one. Then come the references, the trained
    epochs, and a warning if most runs of a configuration are nearly untrained. Configurations that
    forecast different numbers of steps are described one group after the other.

    Returns
    -------
    list of str
        Sentences in reStructuredText; one or more per paragraph.
    """
    names = settings.configuration_names
    means = pd.Series(results.description.loc["mean", names], dtype=float).dropna()
    if not len(means):
        return ["No run ended with a finite error."]
    shares = _explained_shares(settings.metric, results.runs)
    if settings.partition_kind:
        paragraphs = _describe_partitions(settings, means, shares, results.over_partitions)
    else:
        paragraphs = _describe_groups(settings, means, shares, results)
        paragraphs += _describe_diverged(results.description[names], means)
    changes = compare_with_references(
        settings.references, settings.metric, results.comparisons, settings.panels
    )
    trained = summarize_trained_epochs(results.runs, settings)
    warnings = describe_untrained(results.runs, settings, rst_literal)
    return [*paragraphs, *filter(None, (" ".join(changes), " ".join([*trained, *warnings])))]


def _describe_diverged(description: pd.DataFrame, means: pd.Series) -> list[str]:
    """Say of which means some runs are missing, because they diverged."""
    counts = description.T.loc[means.index, ["count", "diverged"]].astype(int)
    parts = [
        f"that of {rst_literal(str(name))} is the mean of the {completed} of"
        f" {completed + diverged} runs that did not diverge"
        for name, completed, diverged in counts.itertuples()
        if diverged
    ]
    if len(parts) > MAX_DIVERGED_NAMED:
        return [f"The means of {len(parts)} configurations are without runs that diverged."]
    return [f"Of the means, {join_words(parts)}."] if parts else []


def _explained_shares(metric: str, runs: pd.DataFrame) -> pd.Series:
    """The mean R² of each configuration; empty if the runs have none, or if R² is the metric."""
    if TEST_R2 not in runs or metric == TEST_R2:
        return pd.Series(dtype=float)
    return mean_of_runs(runs, TEST_R2)


def _describe_groups(
    settings: FigureSettings, means: pd.Series, shares: pd.Series, results: StudyResults
) -> list[str]:
    """The best mean of each group of configurations that are compared with each other.

    The configurations of a group forecast equally many steps, in one era of Keras.
    """
    panels = {name: title for title, names in settings.panels.items() for name in names}
    groups: dict[tuple[int, str], list[str]] = {}
    for name in means.index:
        era = panels[name] if panels[name].startswith(ERA) else ""
        groups.setdefault((settings.framing_of(name).horizon, era), []).append(name)
    horizons = {steps for steps, _ in groups}
    paragraphs = []
    for number, ((steps, era), names) in enumerate(groups.items()):
        heading = [f"Horizon of {steps} step{'s' if steps > 1 else ''}"] * (len(horizons) > 1)
        heading += [era.removeprefix(ERA)] * (len(groups) > len(horizons))
        found = _describe_best(settings, means[names], shares, results, number == 0 or not era)
        beginning = f"**{escape_rst(', '.join(heading))}.** " if heading else ""
        paragraphs += [f"{beginning}{found[0]}", *found[1:]]
    return paragraphs


def _describe_best(
    settings: FigureSettings,
    means: pd.Series,
    shares: pd.Series,
    results: StudyResults,
    in_detail: bool,
) -> list[str]:
    """Describe the best of some configurations; not in detail, one paragraph is enough."""
    metric, output = settings.metric, settings.outputs_in_words.removesuffix("s")
    labels = {name: label for names in settings.panels.values() for name, label in names.items()}
    best = str(find_best(means, metric))
    label = escape_rst(metric_label(metric, settings.dataset))
    beaten_by = describe_better_baselines(best, results.comparisons)
    interval = _describe_interval(best, results.summary)
    if len(means) == 1:
        first = [f"The mean {label} of {rst_literal(labels[best])} is {means[best]:.4g}{interval}."]
    else:
        extreme = "lowest" if lower_is_better(metric) else "highest"
        first = [
            f"{rst_literal(labels[best])} has the {extreme} mean {label} of {len(means)}"
            f" configurations: {means[best]:.4g}{interval}.",
            *compare_with_next(best, means, labels, metric, results.comparisons),
        ]
        others = [str(name) for name in means.index if name != best]
        first += compare_with_others(best, others, labels, results.comparisons)
    if not in_detail:
        return [" ".join(filter(None, (*first, beaten_by)))]
    sure = [] if len(means) == 1 else describe_choice_of_best(results.best, best)
    sure += _describe_one_training(best, settings, results.one_training)
    if best in shares.index:
        subject = "This configuration" if sure else "It"
        sure.append(f"{subject} {describe_explained_share(shares[best], output)}.")
    sure += describe_other_baselines(best, results.comparisons)
    return [text for text in (beaten_by, " ".join(first), " ".join(sure)) if text]


def _describe_interval(name: str, summary: pd.DataFrame) -> str:
    """The interval of a mean, as it follows the mean; empty if there is none."""
    rows = summary[summary["configuration"] == name]
    if not len(rows) or rows[["mean_low", "mean_high"]].isna().any(axis=None):
        return ""
    row = rows.iloc[0]
    return (
        f" (interval {format_number(row['mean_low'])} to {format_number(row['mean_high'])},"
        f" {int(row['runs'] - row['diverged'])} runs)"
    )


def _describe_one_training(
    name: str, settings: FigureSettings, one_training: pd.DataFrame
) -> list[str]:
    """The interval in which one more training of a configuration ends."""
    rows = one_training[one_training["configuration"] == name]
    if not len(rows) or rows[["prediction_low", "prediction_high"]].isna().any(axis=None):
        return []
    low, high = rows.iloc[0][["prediction_low", "prediction_high"]]
    return [
        f"One more training of it ends between {format_number(low)} and {format_number(high)}"
        f" with a probability of {settings.comparison.confidence:.0%}."
    ]


def _describe_partitions(
    settings: FigureSettings,
    means: pd.Series,
    shares: pd.Series,
    over_partitions: pd.DataFrame | None,
) -> list[str]:
    """The best mean over all origins or splits, the means at single ones, and its rivals."""
    kind = str(settings.partition_kind)
    rolling = "rolling " if kind == "origin" else ""
    bases = [settings.partitions[name][0] for name in means.index]
    means_over_partitions = means.groupby(bases).mean()
    best = str(find_best(means_over_partitions, settings.metric))
    means_of_best = means[[base == best for base in bases]]
    label = escape_rst(metric_label(settings.metric, settings.dataset))
    which = f"{rst_literal(best)} has the best mean {label}:"
    if len(means_over_partitions) == 1:
        which = f"the mean {label} of {rst_literal(best)} is"
    first = [
        f"Over {len(means_of_best)} {rolling}{kind}s, {which}"
        f" {means_over_partitions[best]:.4g}. The means at single"
        f" {kind}s lie between {means_of_best.min():.4g} and {means_of_best.max():.4g}."
    ]
    shares_of_best = shares.reindex(means_of_best.index).dropna()
    if len(shares_of_best):
        first.append(
            f"Its R² at single {kind}s lies between {shares_of_best.min():.3f} and"
            f" {shares_of_best.max():.3f}."
        )
    rivals = (
        compare_over_partitions(over_partitions, best, settings.metric, kind)
        if over_partitions is not None
        else []
    )
    return [" ".join(part) for part in (first, rivals) if part]
