"""Two uncertainties kept apart: how far another random start moves a metric, and another origin.

Random starts are drawn anew in every run, test periods only at another origin. So the spread of
the first says nothing about the second, and an interval over random starts holds for the origins
of the study alone.
"""

import numpy as np
import pandas as pd

from reprise.stats.comparisons import is_error, kind_of, pairs_of, values_of
from reprise.stats.intervals import CONFIDENCE


def describe_origins(runs, metric, origins, confidence=CONFIDENCE):
    """Each configuration over its origins, with the spread of both kinds.

    Parameters
    ----------
    runs : DataFrame
        As tables.collect_runs makes it; runs that diverged are left out.
    metric : str
    origins : dict of str to (str, int)
        Configuration to its name without the origin, and the origin.
    confidence : float

    Returns
    -------
    DataFrame
        A row a configuration without its origin: origins that have runs, runs at the origin that
        has the fewest, diverged; mean of the origins' means, the lowest and the highest of them;
        standard deviation over random starts (within an origin, pooled) and over origins
        (between, without what the random starts add to it), the share of the second in the
        variance of a single run (the intraclass correlation); the interval of the mean that
        takes the random starts for the sample and the origins as given (`starts_`), and the
        one that takes the origins for the sample (`origins_`, Student's t).
    """
    values = values_of(runs, metric, origins)
    diverged = runs[runs["state"] != "ok"].groupby("configuration").size()
    rows = []
    for base in _bases(origins):
        at_origins = [name for name, (its_base, _) in origins.items() if its_base == base]
        samples = [values[name] for name in at_origins if len(values[name])]
        counts = np.array([len(sample) for sample in samples])
        means = np.array([sample.mean() for sample in samples])
        within, between = variance_components(samples)
        mean = means.mean() if len(means) else np.nan
        error = np.sqrt(within * np.sum(1 / counts)) / max(len(counts), 1)
        starts = _t_interval(mean, error, counts.sum() - len(counts), confidence)
        over_origins = mean_interval(means, confidence)
        rows.append(
            {
                "configuration": base,
                "origins": len(samples),
                "runs": min(len(values[name]) for name in at_origins),
                "diverged": int(diverged.reindex(at_origins).sum()),
                "mean": mean,
                "lowest": min(means, default=np.nan),
                "highest": max(means, default=np.nan),
                "std_starts": np.sqrt(within),
                "std_origins": np.sqrt(between),
                "share_origins": between / (between + within) if between + within else np.nan,
                "starts_low": starts[0],
                "starts_high": starts[1],
                "origins_low": over_origins[0],
                "origins_high": over_origins[1],
            }
        )
    return pd.DataFrame(rows)


def compare_at_origins(runs, metric, groups, baselines, origins, confidence=CONFIDENCE):
    """Configurations against each other and against baselines, paired by origin.

    Parameters
    ----------
    runs : DataFrame
    metric : str
    groups : dict of str to str
        Configuration to what it forecasts, its origin among it.
    baselines : DataFrame
        As tables.tabulate_baselines makes it.
    origins : dict of str to (str, int)
    confidence : float

    Returns
    -------
    DataFrame
        A row a pair, of `configuration` against `other` (kind: configuration or baseline):
        origins that have both, means over these, difference of the means at an origin
        (configuration less other), averaged over the origins with Student's t interval that takes
        the origins for the sample, the lowest and highest difference, and at how many origins
        the configuration is ahead.
    """
    means = {base: {} for base in _bases(origins)}
    for name, sample in values_of(runs, metric, origins).items():
        base, origin = origins[name]
        if len(sample):
            means[base][origin] = sample.mean()
    pairs = {}
    for one, other in pairs_of(groups):
        one, other = origins[one][0], origins[other][0]
        pairs[one, other, "configuration"] = means[other]
    for _, baseline in baselines.iterrows() if metric in baselines else ():
        for name in baseline["configurations"].split("; "):
            base, origin = origins[name]
            key = base, kind_of(baseline["baseline"]), "baseline"
            pairs.setdefault(key, {})[origin] = baseline[metric]
    sign = -1 if is_error(metric) else 1
    rows = []
    for (base, other, kind), others in pairs.items():
        both = [o for o in means[base] if np.isfinite(others.get(o, np.nan))]
        ours, theirs = (np.array([of[o] for o in both]) for of in (means[base], others))
        gaps = ours - theirs
        low, high = mean_interval(gaps, confidence)
        rows.append(
            {
                "configuration": base,
                "other": other,
                "kind": kind,
                "origins": len(both),
                "mean": ours.mean() if both else np.nan,
                "other_mean": theirs.mean() if both else np.nan,
                "difference": gaps.mean() if both else np.nan,
                "difference_low": low,
                "difference_high": high,
                "lowest": min(gaps, default=np.nan),
                "highest": max(gaps, default=np.nan),
                "ahead": int(np.sum(sign * gaps > 0)),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = (
    *("configuration", "other", "kind", "origins", "mean", "other_mean"),
    *("difference", "difference_low", "difference_high", "lowest", "highest", "ahead"),
)


def variance_components(samples):
    """Variances within and between samples of the one-way random-effects model, by ANOVA.

    Searle, Casella & McCulloch 1992, "Variance Components", section 3.6 (unequal sizes); a
    variance between that comes out negative is 0.

    Parameters
    ----------
    samples : sequence of 1-D arrays, none empty

    Returns
    -------
    (float, float)
        NaN for what cannot be told: within without a sample of two, between also without two
        samples.
    """
    counts = np.array([len(sample) for sample in samples])
    total, freedom = counts.sum(), counts.sum() - len(counts)
    if freedom < 1:
        return np.nan, np.nan
    within = sum(np.sum((sample - np.mean(sample)) ** 2) for sample in samples) / freedom
    if len(samples) < 2:
        return within, np.nan
    means = np.array([np.mean(sample) for sample in samples])
    middle = np.average(means, weights=counts)
    mean_square = np.sum(counts * (means - middle) ** 2) / (len(samples) - 1)
    size = (total - np.sum(counts**2) / total) / (len(samples) - 1)
    return within, max(0.0, (mean_square - within) / size)


def mean_interval(values, confidence=CONFIDENCE):
    """Student's t interval of a mean; NaN of fewer than two values."""
    if len(values) < 2:
        return np.nan, np.nan
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    return _t_interval(np.mean(values), error, len(values) - 1, confidence)


def _t_interval(mean, error, freedom, confidence):
    from scipy.stats import t

    if freedom < 1:
        return np.nan, np.nan
    reach = t.ppf((1 + confidence) / 2, freedom) * error
    return mean - reach, mean + reach


def _bases(origins):
    """The configurations without their origins, in the study's order."""
    return list(dict.fromkeys(base for base, _ in origins.values()))
