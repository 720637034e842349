"""The kinds of checks that claims are made of.

Each takes a check (a mapping, see schemas/claims.schema.yaml) and the evidence, and says, for
the runs as they are and for every bootstrap sample of them, whether it holds.
"""

from dataclasses import dataclass

import numpy as np

STATISTICS = {
    "mean": lambda x: x.mean(axis=-1),
    "median": lambda x: np.median(x, axis=-1),
    "std": lambda x: x.std(axis=-1, ddof=1),
    "min": lambda x: x.min(axis=-1),
    "max": lambda x: x.max(axis=-1),
}


@dataclass(frozen=True)
class Found:
    """What a check finds.

    Attributes
    ----------
    holds : ndarray of bool, shape (1 + resamples,)
        First for the runs as they are.
    numbers : ndarray of float, shape (1 + resamples,)
        What the check is about, in words in `words`.
    runs : int
        The fewest runs of a configuration that it looks at.
    words : str
    parts : dict of str to ndarray of bool, shape (1 + resamples,)
        What must hold for it, one by one: each step of an ordering, each rival of the lowest,
        each configuration in a range.
    """

    holds: np.ndarray
    numbers: np.ndarray
    runs: int
    words: str
    parts: dict


def lowest(check, evidence):
    """One of `configurations` has the lowest statistic `among` all.

    The number is their lowest less the lowest of the others.
    """
    return _extreme(check, evidence, 1)


def highest(check, evidence):
    """One of `configurations` has the highest statistic `among` all.

    The number is their highest less the highest of the others.
    """
    return _extreme(check, evidence, -1)


def _extreme(check, evidence, sign):
    values, runs = _statistics(check, evidence, check["among"])
    claimed = np.isin(check["among"], check["configurations"])
    ours = sign * np.min(sign * values[claimed], axis=0)
    others = sign * np.min(sign * values[~claimed], axis=0)
    gap = _difference(ours, others)
    parts = {
        f"{word} than {shown}": sign * _difference(ours, value) < 0
        for shown, value, is_ours in zip(check["shown"], values, claimed, strict=True)
        if not is_ours
        for word in ("lower" if sign > 0 else "higher",)
    }
    words = _words(check, check["among"], values)
    return Found(sign * gap < 0, gap, runs, words, parts)


def ordering(check, evidence):
    """The statistic rises or falls from each of `configurations` to the next.

    The number is the smallest step in the direction that is claimed.
    """
    values, runs = _statistics(check, evidence, check["configurations"])
    sign = 1 if check["direction"] == "rising" else -1
    each = sign * _difference(values[1:], values[:-1])
    shown = check["shown"]
    parts = {
        f"{check['direction']} from {a} to {b}": step > 0
        for a, b, step in zip(shown, shown[1:], each, strict=False)
    }
    steps = np.min(each, axis=0)
    words = _words(check, check["configurations"], values)
    return Found(steps > 0, steps, runs, words, parts)


def share(check, evidence):
    """The share of runs `below`, `above` or `between` is `at_least`, `at_most`, for each.

    The number is the share of the first of `configurations`.
    """
    shares, runs = [], []
    for name in check["configurations"]:
        values = evidence.samples(check["study"], name, check["of"])
        runs.append(values.shape[-1])
        if not runs[-1]:
            shares.append(np.full(len(values), np.nan))
        elif "between" in check:
            low, high = check["between"]
            shares.append(((values >= low) & (values <= high)).mean(axis=-1))
        elif "below" in check:
            shares.append((values < _limit(check["below"], check, name, evidence)).mean(axis=-1))
        else:
            shares.append((values > _limit(check["above"], check, name, evidence)).mean(axis=-1))
    shares = np.array(shares)
    said = ", ".join(f"{n} {s:.2f}" for n, s in zip(check["shown"], shares[:, 0], strict=True))
    words = f"share of runs with {_name(check['of'])} {_condition(check)}: {said}"
    return _ranged(shares, check, min(runs), words)


def within(check, evidence):
    """The statistic of each of `configurations` is `at_least`, `at_most`.

    The number is that of the first.
    """
    values, runs = _statistics(check, evidence, check["configurations"])
    words = _words(check, check["configurations"], values)
    return _ranged(values, check, runs, words)


def difference(check, evidence):
    """A statistic less that of another configuration, or less a baseline, is in a range.

    `configurations` are two names, the first less the second; with `baseline`, each less the
    baseline beside it. The number is the first difference.
    """
    values, runs = _statistics(check, evidence, check["configurations"])
    if "baseline" in check:
        base = [
            evidence.baseline(check["study"], name, check["baseline"], check["of"])
            for name in check["configurations"]
        ]
        gaps = values - np.array(base)[:, None]
        less = f"{check['baseline']} {_text(base[0])}"
        if len(set(base)) > 1:
            less = f"{check['baseline']} {', '.join(map(_text, base))}"
        words = f"{_words(check, check['configurations'], values)}; {less}"
    else:
        gaps = _difference(values[:1], values[1:])
        words = _words(check, check["configurations"], values)
        check = check | {"shown": [" less ".join(check["shown"])]}
    return _ranged(gaps, check, runs, words)


def baseline(check, evidence):
    """What a baseline reaches is `at_least`, `at_most`: one number, without chance."""
    name = check["configurations"][0]
    value = evidence.baseline(check["study"], name, check["baseline"], check["of"])
    values, runs = _statistics({**check, "statistic": "mean"}, evidence, [name])
    numbers = np.full(values.shape[-1], value)
    words = f"{check['baseline']}: {_name(check['of'])} {_text(value)}"
    return _ranged(numbers[None], check, runs, words)


def one_distribution(check, evidence):
    """Means that were `printed` may be those of samples from one distribution.

    The range of as many means of samples as large, all drawn from our pooled runs, exceeds the
    printed range in more than 5 of 100 cases: studentized range (Tukey 1949), by SciPy, with
    the pooled standard deviation taken as known. The number is that probability.
    """
    from scipy.stats import studentized_range

    drawn = [evidence.samples(study, name, check["of"]) for study, name in check["samples"].items()]
    runs = min(sample.shape[-1] for sample in drawn)
    if runs < 2:
        empty = np.full(len(drawn[0]), np.nan)
        return Found(empty > 0, empty, runs, "", {})
    spread = np.concatenate(drawn, axis=-1).std(axis=-1, ddof=1)
    means = check["printed"]
    tiny = np.finfo(float).tiny  # runs that do not vary: infinitely far apart
    asked = np.minimum(np.ptp(means) * np.sqrt(check["printed_runs"]) / (spread + tiny), 1e3)
    # A table of the probability, as SciPy integrates each value anew.
    grid = np.linspace(asked.min(), asked.max(), 25)
    known = studentized_range.sf(grid, len(means), np.inf)
    p = np.interp(asked, grid, known)
    ours = ", ".join(_text(sample[0].mean()) for sample in drawn)
    words = (
        f"ours {ours}; printed {', '.join(map(_text, means))}; as far apart by chance in"
        f" {100 * p[0]:.0f} of 100 cases"
    )
    return Found(p > 0.05, p, runs, words, {"as far apart by chance": p > 0.05})


KINDS = {
    function.__name__: function
    for function in (
        *(lowest, highest, ordering, share, within, difference, baseline, one_distribution),
    )
}


def _statistics(check, evidence, names):
    """The statistic of each configuration: shape (configurations, 1 + resamples), and runs."""
    statistic = STATISTICS[check.get("statistic", "mean")]
    values, runs = [], []
    for name in names:
        sample = evidence.samples(check["study"], name, check["of"])
        runs.append(sample.shape[-1])
        if runs[-1] < 2:
            values.append(np.full(len(sample), np.nan))
        else:
            with np.errstate(invalid="ignore"):  # epochs that never come are infinite
                values.append(statistic(sample))
    return np.array(values), min(runs)


def _limit(limit, check, name, evidence):
    if isinstance(limit, dict):
        return evidence.baseline(check["study"], name, limit["baseline"], check["of"])
    return limit


def _difference(ours, others):
    """The difference; none between two that are both infinite."""
    with np.errstate(invalid="ignore"):
        return np.where(ours == others, 0.0, ours - others)


def _ranged(values, check, runs, words):
    """What is found where every row of values must lie in a range; the number is the first's."""
    low, high = check.get("at_least", -np.inf), check.get("at_most", np.inf)
    inside = (values >= low) & (values <= high)
    names = check.get("shown", [""])[: len(values)]
    if "baseline" in check:
        names = [f"{name} and {check['baseline']}" for name in names]
    parts = dict(zip(names, inside, strict=True))
    return Found(inside.all(axis=0), values[0], runs, words, parts)


def _words(check, names, values):
    shown = dict(
        zip(
            check["among"] if "among" in check else check["configurations"],
            check["shown"],
            strict=True,
        )
    )
    said = ", ".join(f"{shown[n]} {_text(v)}" for n, v in zip(names, values[:, 0], strict=True))
    return f"{check.get('statistic', 'mean')} of {_name(check['of'])}: {said}"


def _name(measure):
    """A measure in words."""
    if isinstance(measure, str):
        return measure
    if "metric" in measure:
        words = measure["metric"]
    elif "layer" in measure:
        words = f"{measure['layer']} at update {measure['update']}"
    else:
        options = {"at": "{} {}", "last": "of {1} epochs", "value": "{1}", "within": "within {1}"}
        said = [text.format(k, measure[k]) for k, text in options.items() if k in measure]
        words = " ".join([measure["curve"], measure["feature"].replace("_", " "), *said])
    if "distance_from" in measure:
        words += f", distance from {measure['distance_from']:g}"
    if "less" in measure:
        words += f" less {_name(measure['less'])}"
    return words


def _condition(check):
    if "between" in check:
        return "from {:g} to {:g}".format(*check["between"])
    word = "below" if "below" in check else "above"
    limit = check[word]
    return f"{word} {limit['baseline'] if isinstance(limit, dict) else format(limit, 'g')}"


def _text(value):
    if np.isinf(value):
        return "never"
    return f"{value:.1f}" if abs(value) >= 20 else f"{value:.3g}"
