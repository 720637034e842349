"""The first screen of the report: what was asked and what was found, across all studies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from reprise.escape import escape_rst, rst_literal
from reprise.evaluation.metrics import find_best, lower_is_better
from reprise.figures.caption_text import count_nouns, join_words
from reprise.figures.overview_plot import OverviewRow
from reprise.replication.joint_sentences import VERDICT_SENTENCES
from reprise.replication.stored_summary import STORED
from reprise.report.study_sentences import StudyResults
from reprise.stage_settings import FigureSettings
from reprise.stats.p_values import describe_p_value

MOST_QUESTIONS = 3  # of a report without a tutorial; of more, only the number is given


@dataclass(frozen=True)
class AnsweredStudy:
    """A study with the tables that answer it."""

    settings: FigureSettings
    results: StudyResults


def list_overview_rows(studies: Sequence[AnsweredStudy]) -> list[OverviewRow]:
    """Compare the best configuration of each study with its best baseline.

    A study has one row per number of steps that its configurations forecast. A study with several
    origins or splits has none, and neither has a study without a comparison with baselines.
    """
    return [row for study in studies for row in _rows_of_study(study)]


def _rows_of_study(study: AnsweredStudy) -> Iterator[OverviewRow]:
    settings, results = study.settings, study.results
    if settings.partition_kind:
        return
    groups: dict[int, list[str]] = {}
    for name in settings.configuration_names:
        groups.setdefault(settings.framing_of(name).horizon, []).append(name)
    for steps, names in groups.items():
        row = _best_and_best_baseline(settings.metric, names, results)
        if row is not None:
            several = f" ({count_nouns(steps, 'step')})" if len(groups) > 1 else ""
            yield _make_row(f"{settings.title}{several}", settings.metric, row)


def _best_and_best_baseline(
    metric: str, names: Sequence[str], results: StudyResults
) -> pd.Series | None:
    """The row of comparisons.csv that compares the best mean with the best baseline."""
    means = pd.Series(results.description.loc["mean", list(names)], dtype=float).dropna()
    if not len(means):
        return None
    table = results.comparisons
    rows = table[
        (table["kind"] == "baseline") & (table["configuration"] == find_best(means, metric))
    ]
    rows = rows.dropna(subset=["other_mean", "difference"])
    if not len(rows):
        return None
    found: pd.Series = rows.loc[find_best(rows["other_mean"], metric)]
    return found


def _make_row(title: str, metric: str, row: pd.Series) -> OverviewRow:
    """Write a comparison with a baseline as shares of the baseline's error.

    The error of an accuracy or of an R² is what is missing to 1.
    """
    other = row["other_mean"]
    ends = [other + row[name] for name in ("difference", "difference_low", "difference_high")]
    if not lower_is_better(metric):
        other, ends = 1 - other, [1 - end for end in ends]
    ratio, *limits = [end / other if other > 0 else float("nan") for end in ends]
    return OverviewRow(
        title=title,
        configuration=str(row["configuration"]),
        baseline=str(row["other"]),
        ratio=ratio,
        low=min(limits),
        high=max(limits),
        verdict=row["verdict"],
    )


def describe_report(
    studies: Sequence[AnsweredStudy],
    rows: Sequence[OverviewRow],
    tutorials: Sequence[str],
    claims: str,
    joint: pd.DataFrame,
) -> list[str]:
    """Say in six sentences what was asked and what was found.

    A sentence that has nothing to say is left out.

    Parameters
    ----------
    studies : sequence of AnsweredStudy
    rows : sequence of OverviewRow
        As `list_overview_rows` returns them.
    tutorials : sequence of str
        The titles of the tutorials that the report repeats.
    claims : str
        The numbers of verdicts on claims, in words; empty without claims.
    joint : DataFrame
        As `joint_table.read_joint_table` reads it.

    Returns
    -------
    list of str
        Sentences in reStructuredText.
    """
    return [
        *_what_was_asked(studies, tutorials),
        _what_was_trained(studies),
        *_which_baselines_win(rows),
        *([f"{claims}."] if claims else []),
        *_whether_tables_replicate(joint),
        *_how_much_luck(studies),
    ]


def _what_was_asked(studies: Sequence[AnsweredStudy], tutorials: Sequence[str]) -> list[str]:
    if tutorials:
        named = join_words([f"*{escape_rst(title)}*" for title in tutorials])
        what = "this tutorial" if len(tutorials) == 1 else f"these {len(tutorials)} tutorials"
        return [
            f"Do the numbers and the conclusions of {what} hold if every network is trained many"
            f" times: {named}?"
        ]
    titles = [escape_rst(study.settings.title) for study in studies]
    if len(titles) <= MOST_QUESTIONS:
        return [f"The question{'s' if len(titles) > 1 else ''}: {join_words(titles)}"]
    return [f"{len(titles)} studies ask one question each."]


def _what_was_trained(studies: Sequence[AnsweredStudy]) -> str:
    runs = sum(len(study.results.runs) for study in studies)
    diverged = sum(int((study.results.runs["state"] != "ok").sum()) for study in studies)
    configurations = sum(len(study.settings.configurations) for study in studies)
    counts = pd.concat([s.results.runs["configuration"].value_counts() for s in studies])
    fewest, most = int(counts.min()), int(counts.max())
    times = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    lost = f"{count_nouns(diverged, 'run')} diverged" if diverged else "no run diverged"
    of_studies = "one study" if len(studies) == 1 else f"{len(studies)} studies"
    verb = "was" if configurations == 1 else "were"
    return (
        f"{count_nouns(configurations, 'configuration')} of {of_studies} {verb} trained {times}"
        f" times each, from another random seed each time: {runs:,} runs; {lost}."
    )


def _which_baselines_win(rows: Sequence[OverviewRow]) -> list[str]:
    """How often a baseline beats the best network, and which ones do."""
    if not rows:
        return []
    beaten = [row for row in rows if row.verdict == "worse"]
    ahead = [row for row in rows if row.verdict == "better"]
    if beaten and len(rows) == 1:
        return [
            f"The baseline {rst_literal(beaten[0].baseline)} needs no network, and it is better"
            " than the best network."
        ]
    if beaten:
        names = dict.fromkeys(row.baseline for row in beaten)
        unknown = len(rows) - len(beaten) - len(ahead)
        return [
            f"**In {len(beaten)} of {len(rows)} comparisons, a baseline that needs no network is"
            f" better than the best network** ({join_words([rst_literal(n) for n in names])}). In"
            f" {len(ahead)}, the best network is better than every baseline."
            + (f" In {unknown}, the runs cannot tell." if unknown else "")
        ]
    if len(rows) == 1:
        relation = "better than" if ahead else "not shown to be better than"
        return [f"The best network is {relation} the best baseline, which needs no network."]
    return [
        "No baseline, which needs no network, is shown to be better than the best network of its"
        f" study. In {len(ahead)} of {len(rows)} comparisons, the best network is better than every"
        " baseline."
    ]


def _whether_tables_replicate(joint: pd.DataFrame) -> list[str]:
    """The joint distance of each era; the stored result counts if there is one."""
    together = joint[joint["study"].isin(("all", STORED))]
    if not len(together):
        return []
    stored = together[together["study"] == STORED]
    shown = stored if len(stored) else together
    parts = []
    for row in shown.to_dict("records"):
        name = rst_literal(row["era"]) if row["era"] else escape_rst(row["source"])
        parts.append(f"{name} ({row['verdict']}, {describe_p_value(row['p'])})")
    runs = f"{shown['runs'].min():.0f}"
    tables = escape_rst(str(shown.iloc[0]["configuration"]))
    if len(shown) == 1:
        return [
            f"All {tables} of {parts[0]} together: {VERDICT_SENTENCES[shown.iloc[0]['verdict']]}"
        ]
    whose = "In a stored study with" if len(stored) else "With at least"
    return [
        f"{whose} {runs} runs per configuration, the distance of all {tables} of the tutorial"
        f" together from our runs is: {join_words(parts)}."
    ]


def _how_much_luck(studies: Sequence[AnsweredStudy]) -> list[str]:
    """How much another random seed changes the error of one training, over all configurations."""
    shares = []
    for study in studies:
        table = study.results.description[study.settings.configuration_names].T.astype(float)
        error = table["mean"] if lower_is_better(study.settings.metric) else 1 - table["mean"]
        shares += list((table["std"] / error)[error > 0].dropna())
    if not shares:
        return []
    middle = pd.Series(shares).median()
    return [
        "If you train once, luck decides: the standard deviation between random seeds is"
        f" {middle:.0%} of the error (median of {count_nouns(len(shares), 'configuration')})."
    ]
