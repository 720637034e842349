"""Comparisons of configurations with each other and with baselines: one interval, one verdict."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from reprise.evaluation.metrics import lower_is_better
from reprise.stats.families import first_families
from reprise.stats.improvement import improvement_of_pairs, improvement_of_samples
from reprise.stats.intervals import CONFIDENCE
from reprise.stats.pair_tests import (
    FEWEST_RUNS,
    MeanDifference,
    compare_samples,
    compare_with_number,
)
from reprise.stats.run_values import Values

LOSSES_DISAGREE = "with the diverged runs as losses, the runs do not agree with the means"


@dataclass(frozen=True)
class Comparison:
    """One row of the table that `compare_study` makes; the fields are its columns."""

    family: str
    configuration: str
    other: str
    kind: str
    paired: bool
    runs: int
    other_runs: int
    diverged: int
    other_diverged: int
    mean: float
    other_mean: float
    difference: float
    difference_low: float
    difference_high: float
    p: float
    probability_better: float
    probability_low: float
    probability_high: float
    verdict: str
    reason: str


@dataclass(frozen=True)
class _Rules:
    """What decides the verdicts of a study."""

    margin: float | None
    confidence: float
    prefer_low: bool


@dataclass(frozen=True)
class _Sample:
    """The runs of a configuration, by repeat; the value of a run that diverged is NaN."""

    repeats: Values
    values: Values


@dataclass(frozen=True)
class _Pair:
    """What is compared; a baseline is one value, and the runs of `paired` belong together."""

    family: str
    configuration: str
    other: str
    kind: str
    paired: bool
    ours: Values
    others: Values

    @property
    def has_enough_runs(self) -> bool:
        """Whether enough runs did not diverge for an interval."""
        known = [np.isfinite(self.ours)]
        if self.kind == "configuration":
            known.append(np.isfinite(self.others))
        if self.paired:
            known = [known[0] & known[1]]
        return min(int(cells.sum()) for cells in known) >= FEWEST_RUNS


def compare_study(
    runs: pd.DataFrame,
    metric: str,
    families: Mapping[str, Sequence[str]],
    trainings: Mapping[str, str],
    baselines: pd.DataFrame,
    margin: float | None = None,
    confidence: float = CONFIDENCE,
    prefer_low: bool | None = None,
) -> pd.DataFrame:
    """Compare the pairs of each family of configurations, and configurations with their baselines.

    One interval of the difference of means gives the whole verdict: `better` or `worse` if the
    interval does not contain 0, `equivalent` if it lies within the margin on both sides of 0 (also
    if it does not contain 0), else `cannot tell`. The intervals of a family are simultaneous:
    with the probability `confidence`, all of them contain their differences. Therefore
    all verdicts of a family are right with this probability, and equivalence, which two one-sided
    tests would judge (Schuirmann 1987), needs no further correction.

    - The level of an interval is that of the family divided by its number of pairs (Bonferroni).
      The intervals of Games and Howell are about 3 % narrower, but they err more often than
      they say with few or skewed runs, and they do not know pairs of runs.
    - Two configurations with one training are compared run by run: only the repeats at which both
      did not diverge count.
    - The baselines of a study are a matter of their own. Each configuration has one interval of its
      mean for all of its baselines. Its level is that of the family divided by the number of its
      configurations with a baseline.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it.
    metric : str
    families : mapping of str to sequence of str
        Title to the configurations whose pairs are compared together. For its baselines, a
        configuration belongs to the first family that has it, and otherwise to a family of its own.
    trainings : mapping of str to str
        Configuration to the name of its training; equal names are one network per repeat.
    baselines : DataFrame
        One row per baseline and configuration, as `baseline_tables.tabulate_baselines` returns it.
    margin : float, optional
        The largest difference of means that does not matter, in the units of the metric.
    confidence : float
        Of all verdicts of one family.
    prefer_low : bool, optional
        Whether a lower value of the metric is better. By default, the name of the metric decides,
        as `evaluation.metrics` names metrics.

    Returns
    -------
    DataFrame
        One row per pair of `configuration` and `other`, whose `kind` is `configuration` or
        `baseline`, with the fields of `Comparison`:

        - family; whether the runs are pairs;
        - the numbers of completed runs (for pairs: of pairs) and of the runs that diverged;
        - the means of the completed runs, their difference (configuration minus other) with its
          simultaneous interval, and the p-value that agrees with it: at most 1 - confidence exactly
          if the interval does not contain 0;
        - the probability that a run of the configuration is better, with an interval for this
          pair alone. A run that diverged loses; two of them are a tie;
        - the verdict on the configuration, and the reason if the runs do not allow one.

        A number that needs more runs or a spread is NaN.
    """
    if prefer_low is None:
        prefer_low = lower_is_better(metric)
    rules = _Rules(margin, confidence, prefer_low)
    samples = _samples_by_configuration(runs, metric)
    rows = []
    for family, names in families.items():
        pairs = _pairs_of_family(family, names, samples, trainings)
        intervals = sum(pair.has_enough_runs for pair in pairs)
        rows += [_compare(pair, max(1, intervals), rules) for pair in pairs]
    if metric in baselines:
        known = baselines.dropna(subset=[metric])
        pairs = _pairs_with_baselines(known, metric, families, samples)
        configurations = {pair.configuration: pair.family for pair in pairs}
        intervals_of_family = Counter(configurations.values())
        rows += [_compare(pair, intervals_of_family[pair.family], rules) for pair in pairs]
    return pd.DataFrame(rows, columns=[field.name for field in fields(Comparison)])


def _samples_by_configuration(runs: pd.DataFrame, metric: str) -> dict[str, _Sample]:
    """The runs of each configuration, in the order of their repeats."""
    ordered = runs.sort_values("repeat", kind="stable")
    values = ordered[metric].where(ordered["state"] == "ok").to_numpy(dtype=float)
    repeats = ordered["repeat"].to_numpy()
    rows = ordered.groupby("configuration", sort=False).indices
    return {str(name): _Sample(repeats[at], values[at]) for name, at in rows.items()}


def _pairs_of_family(
    family: str,
    names: Sequence[str],
    samples: Mapping[str, _Sample],
    trainings: Mapping[str, str],
) -> list[_Pair]:
    pairs = []
    for one, other in itertools.combinations(names, 2):
        ours, others = samples[one], samples[other]
        is_paired = trainings[one] == trainings[other]
        if is_paired:
            _, at, other_at = np.intersect1d(ours.repeats, others.repeats, return_indices=True)
            values, other_values = ours.values[at], others.values[other_at]
        else:
            values, other_values = ours.values, others.values
        pairs.append(_Pair(family, one, other, "configuration", is_paired, values, other_values))
    return pairs


def _pairs_with_baselines(
    baselines: pd.DataFrame,
    metric: str,
    families: Mapping[str, Sequence[str]],
    samples: Mapping[str, _Sample],
) -> list[_Pair]:
    groups = first_families(families)
    columns = (baselines["configuration"], baselines["baseline"], baselines[metric])
    return [
        _Pair(
            family=groups.get(name, name),
            configuration=name,
            other=baseline,
            kind="baseline",
            paired=False,
            ours=samples[name].values,
            others=np.array([number], dtype=float),
        )
        for name, baseline, number in zip(*columns, strict=True)
    ]


def _compare(pair: _Pair, intervals: int, rules: _Rules) -> Comparison:
    """Compare a pair in a family of so many intervals."""
    has_diverged, other_has_diverged = np.isnan(pair.ours), np.isnan(pair.others)
    completed, other_completed = pair.ours[~has_diverged], pair.others[~other_has_diverged]
    # Where runs are ranked, a run that diverged is worse than every other run.
    loss = np.inf if rules.prefer_low else -np.inf
    ranked = np.where(has_diverged, loss, pair.ours)
    other_ranked = np.where(other_has_diverged, loss, pair.others)
    ranking = (rules.confidence, rules.prefer_low)
    if pair.kind == "baseline":
        number = float(pair.others[0])
        found = compare_with_number(completed, number, rules.confidence, intervals)
        improvement = improvement_of_pairs(ranked, other_ranked, *ranking)
    elif pair.paired:
        both = ~has_diverged & ~other_has_diverged
        completed, other_completed = pair.ours[both], pair.others[both]
        gaps = completed - other_completed
        found = compare_with_number(gaps, 0.0, rules.confidence, intervals)
        improvement = improvement_of_pairs(ranked, other_ranked, *ranking)
    else:
        found = compare_samples(completed, other_completed, rules.confidence, intervals)
        improvement = improvement_of_samples(ranked, other_ranked, *ranking)
    verdict, reason = _decide_verdict(found, rules)
    if verdict != "cannot tell" and has_diverged.any() | other_has_diverged.any():
        verdict, reason = _withdraw_contradicted(verdict, improvement)
    mean, other_mean = (float(v.mean()) if len(v) else np.nan for v in (completed, other_completed))
    return Comparison(
        family=pair.family,
        configuration=pair.configuration,
        other=pair.other,
        kind=pair.kind,
        paired=pair.paired,
        runs=len(completed),
        other_runs=len(other_completed),
        diverged=int(has_diverged.sum()),
        other_diverged=int(other_has_diverged.sum()),
        mean=mean,
        other_mean=other_mean,
        difference=mean - other_mean,
        difference_low=found.low,
        difference_high=found.high,
        p=found.p,
        probability_better=improvement[0],
        probability_low=improvement[1],
        probability_high=improvement[2],
        verdict=verdict,
        reason=reason,
    )


def _decide_verdict(found: MeanDifference, rules: _Rules) -> tuple[str, str]:
    """Return the verdict that the interval gives, and why there is no interval."""
    if rules.margin and -rules.margin <= found.low and found.high <= rules.margin:
        return "equivalent", ""
    if found.low > 0 or found.high < 0:
        return ("better" if (found.high < 0) == rules.prefer_low else "worse"), ""
    return "cannot tell", found.reason


def _withdraw_contradicted(
    verdict: str, improvement: tuple[float, float, float]
) -> tuple[str, str]:
    """Withdraw a verdict on the completed runs that all runs contradict.

    The means are those of the runs that did not diverge. They show no improvement if a run is
    worse in more than half of the pairs, and no equivalence if one half is outside the interval of
    the probability.
    """
    probability, low, high = improvement
    contradicted = {
        "better": probability < 0.5,
        "worse": probability > 0.5,
        "equivalent": not low <= 0.5 <= high,
    }
    return ("cannot tell", LOSSES_DISAGREE) if contradicted[verdict] else (verdict, "")
