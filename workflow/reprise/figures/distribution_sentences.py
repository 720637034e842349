"""Sentences of the caption about all runs of a study, in reStructuredText."""

from collections.abc import Iterator

import pandas as pd

from reprise.escape import escape_rst, rst_literal
from reprise.evaluation.metrics import find_best, lower_is_better
from reprise.figures.baseline_lines import select_on_scale
from reprise.figures.caption_text import bullets, count_nouns, format_number, list_literals
from reprise.figures.choice_sentences import describe_choice_of_best
from reprise.figures.labels import count_runs
from reprise.partition import PartitionKind
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables


def explain_dots(settings: FigureSettings) -> str:
    if settings.repeats == 1:
        return "Each dot is the only run of a configuration."
    return (
        f"Each dot is one of {count_runs(settings)} runs of a configuration, and each run has its"
        " own random seed. A box spans the middle half of the runs, the green line in the box is"
        " the median, and the whiskers reach to the lowest and the highest run. A configuration has"
        " one colour in all figures of the study."
    )


def sentences_on_predictions(tables: StudyTables) -> Iterator[str]:
    if tables.one_training["prediction_low"].notna().any():
        confidence = tables.settings.comparison.confidence
        yield (
            "The light band is the interval in which one more training ends with a probability of"
            f" {confidence:.0%}, if it does not diverge."
        )


def sentences_on_diverged_runs(tables: StudyTables) -> Iterator[str]:
    names = tables.settings.configuration_names
    diverged = tables.description.loc["diverged", names].astype(int)
    if diverged.any():
        counts = ", ".join(f"{n} of {rst_literal(str(name))}" for name, n in diverged.items() if n)
        yield (f"{diverged.sum()} of {len(tables.runs)} runs diverged and have no dot: {counts}.")


def sentences_on_means(tables: StudyTables) -> Iterator[str]:
    """Sentences on each group of configurations that forecast the same thing."""
    for group, names in _comparable_configurations(tables.settings).items():
        means = tables.description.T["mean"][names].dropna()
        spreads = tables.description.T["std"][names].dropna()
        if len(means):
            yield _sentence_on_means(means, group)
            best = str(find_best(means, tables.settings.metric))
            yield from describe_choice_of_best(tables.best, best, with_name=True)
        if len(spreads) == 1 and len(names) == 1:
            yield f"The standard deviation{group} is {format_number(spreads.iloc[0])}."
        elif len(spreads):
            yield (
                f"The standard deviations{group} lie between {format_number(spreads.min())} and"
                f" {format_number(spreads.max())}."
            )


def _sentence_on_means(means: pd.Series, group: str) -> str:
    lowest, highest = str(means.idxmin()), str(means.idxmax())
    if means[lowest] == means[highest]:
        return f"The mean{group} is {format_number(means[lowest])}."
    return (
        f"The lowest mean{group} is {format_number(means[lowest])} ({rst_literal(lowest)}), and the"
        f" highest mean is {format_number(means[highest])} ({rst_literal(highest)})."
    )


def _comparable_configurations(settings: FigureSettings) -> dict[str, list[str]]:
    """What is forecast, as words for a sentence, to the configurations that forecast it."""
    groups: dict[str, list[str]] = {}
    horizons = {framing.horizon for framing in settings.framings}
    for name in settings.configuration_names:
        words = ""
        if len(horizons) > 1:
            steps = settings.framing_of(name).horizon
            words = f" for a horizon of {count_nouns(steps, 'step')}"
        if settings.partition_kind:
            words += f" at {settings.partition_kind} {settings.partitions[name][1]}"
        groups.setdefault(words, []).append(name)
    return groups


def paragraphs_on_baselines(tables: StudyTables) -> Iterator[str]:
    settings, metric = tables.settings, tables.settings.metric
    if metric not in tables.baselines:
        return
    known = tables.baselines.dropna(subset=metric)
    if known.empty:
        return
    yield _list_baselines(known, metric, settings.partition_kind)
    sentences = []
    runs = tables.runs.loc[tables.runs["state"] == "ok", metric]
    if len(select_on_scale(known, metric, runs)) < len(known):
        sentences.append("A baseline that is far from all runs has no line.")
    best = _kinds_better_than_every_mean(tables, known)
    if best:
        sentences.append(
            "The values of these baselines are better than the mean of every configuration:"
            f" {list_literals(best)}."
        )
    if any(framing.validation_rows for framing in settings.framings):
        sentences.append(
            "The networks learn from the training rows and are chosen by the validation rows. The"
            " baselines are fitted on both."
        )
    yield " ".join(sentences)


def _list_baselines(baselines: pd.DataFrame, metric: str, kind: PartitionKind | None) -> str:
    """List each baseline with its value, or each kind with its values at all partitions."""
    distinct = baselines.drop_duplicates("label")
    if kind is None:
        values = ", ".join(
            f"{escape_rst(label)} {format_number(value)}"
            for label, value in zip(distinct["label"], distinct[metric], strict=True)
        )
        return f"The lines show the baselines, which need no network: {values}."
    items = [
        f"{kind}: {', '.join(map(format_number, values))}"
        for kind, values in distinct.groupby("baseline", sort=False)[metric]
    ]
    return (
        "The lines show the baselines, which need no network. Their values from the first to the"
        f" last {kind} are:\n\n{bullets(items)}"
    )


def _kinds_better_than_every_mean(tables: StudyTables, baselines: pd.DataFrame) -> list[str]:
    """The kinds of baselines that belong to every configuration and are better than its mean."""
    settings = tables.settings
    metric, sign = settings.metric, 1 if lower_is_better(settings.metric) else -1
    means = tables.description.T["mean"][settings.configuration_names]
    return [
        str(kind)
        for kind, rows in baselines.groupby("baseline", sort=False)
        if set(rows["configuration"]) == set(means.index)
        and (sign * (rows[metric] - rows["configuration"].map(means)) < 0).all()
    ]
