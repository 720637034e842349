"""What the keys of a grid do, each by itself and together: an analysis of variance."""

import itertools

import numpy as np
import pandas as pd

from reprise.stats.comparisons import values_of
from reprise.stats.intervals import CONFIDENCE

COLUMNS = (
    *("term", "sum_of_squares", "degrees_of_freedom", "share_of_variance"),
    *("f", "p", "f_robust", "p_robust"),
)
RESIDUAL = "residual"
TERMS_SAID = 3


def analyse_effects(runs, metric, grid):
    """Each key's effect on a metric and every interaction, the levels taken as categories.

    Parameters
    ----------
    runs : DataFrame
        As tables.collect_runs makes it; runs that diverged are left out.
    metric : str
    grid : dict of str to dict
        Configuration to its level of each key, as study.Study.grid gives it.

    Returns
    -------
    DataFrame
        A row a term (`epochs`, `epochs x units`), then `residual`: sum of squares (type II),
        degrees of freedom, its share of the total sum of squares (eta squared; Lakens 2013,
        doi:10.3389/fpsyg.2013.00863), F and its p, and the same of a test that does not take the
        configurations' spreads for equal (covariance HC3; Long and Ervin 2000,
        doi:10.1080/00031305.2000.10474549), in which every configuration counts alike. The shares
        of a balanced grid add up to one. What cannot be tested is empty; `why_untested` says why.
    """
    keys = list(next(iter(grid.values())))
    terms = _terms(keys)
    values = values_of(runs, metric, grid)
    if why_untested(values):
        return pd.DataFrame({"term": [*terms.values(), RESIDUAL]}, columns=COLUMNS)
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    formula = f"value ~ {' * '.join(f'C(key_{k}, Sum)' for k in range(len(keys)))}"
    model = ols(formula, _long(values, grid)).fit()
    table = anova_lm(model, typ=2)
    found = pd.DataFrame(
        {
            "sum_of_squares": table["sum_sq"],
            "degrees_of_freedom": table["df"].astype(int),
            "share_of_variance": table["sum_sq"] / model.centered_tss,
            "f": table["F"],
            "p": table["PR(>F)"],
        }
    )
    if all(len(v) > 1 and np.ptp(v) > 0 for v in values.values()):
        # Type III: under type II the noisy spreads would weigh the configurations.
        robust = anova_lm(model, typ=3, robust="hc3").reindex(table.index)
        found["f_robust"], found["p_robust"] = robust["F"], robust["PR(>F)"]
    found.insert(0, "term", found.index.map(terms | {"Residual": RESIDUAL}))
    return found.reindex(columns=COLUMNS).reset_index(drop=True)


def why_untested(values):
    """Why an analysis of variance says nothing of these runs, or an empty text.

    Parameters
    ----------
    values : dict of str to ndarray
        The runs of each configuration.
    """
    empty = [name for name, v in values.items() if not len(v)]
    if empty:
        named = ", ".join(f"``{name}``" for name in empty[:3])
        more = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
        return f"no run is left of {named}{more}"
    if max(map(len, values.values())) == 1:
        return "one run a configuration leaves no spread to hold them against"
    if all(np.ptp(v) == 0 for v in values.values()):
        return "the runs of every configuration are equal"
    return ""


def marginal_means(runs, metric, grid, keys, confidence=CONFIDENCE):
    """The mean at every pair of levels of two keys, over the levels of all other keys.

    Every configuration counts alike. The interval is Student's t for a sum of independent means
    with spreads of their own (Satterthwaite 1946, doi:10.2307/3002019): it holds the spread of
    random starts, and not that of the other keys.

    Parameters
    ----------
    runs : DataFrame
    metric : str
    grid : dict of str to dict
    keys : (str, str)
    confidence : float

    Returns
    -------
    DataFrame
        A row a pair of levels: both keys, mean, low, high; empty where a configuration has no
        run left, and without an interval where one has a single run.
    """
    from scipy.stats import t

    values = values_of(runs, metric, grid)
    groups = {}
    for name, levels in grid.items():
        groups.setdefault(tuple(levels[key] for key in keys), []).append(values[name])
    rows = []
    for levels, cells in groups.items():
        row = dict(zip(keys, levels, strict=True)) | dict.fromkeys(("mean", "low", "high"), np.nan)
        if all(len(cell) for cell in cells):
            row["mean"] = np.mean([cell.mean() for cell in cells])
        if all(len(cell) > 1 for cell in cells):
            squares = np.array([cell.var(ddof=1) / len(cell) for cell in cells])
            freedom = np.array([len(cell) - 1 for cell in cells])
            half = 0.0
            if squares.any():
                satterthwaite = squares.sum() ** 2 / (squares**2 / freedom).sum()
                half = t.ppf((1 + confidence) / 2, satterthwaite) * np.sqrt(squares.sum())
            row["low"] = row["mean"] - half / len(cells)
            row["high"] = row["mean"] + half / len(cells)
        rows.append(row)
    return pd.DataFrame(rows)


def say_effects(effects, values, level):
    """Which terms explain most, in sentences.

    Parameters
    ----------
    effects : DataFrame
        As `analyse_effects` makes it.
    values : dict of str to ndarray
    level : float
        A larger p is said to be a term that these runs cannot tell from none.

    Returns
    -------
    list of str, in reStructuredText
    """
    reason = why_untested(values)
    if reason:
        return [f"There is no analysis of variance: {reason}."]
    *terms, residual = effects.to_dict("records")
    largest = sorted(terms, key=lambda term: -term["share_of_variance"])[:TERMS_SAID]
    told = ", ".join(f"``{t['term']}`` {_share(t)} ({_p(t)})" for t in largest)
    said = [
        f"Of the variance of all runs the random start alone makes {_share(residual)}; the largest"
        f" effects are {told}. ``effects.csv`` has every term."
    ]
    together = [t for t in terms if " x " in t["term"]]
    found = [f"``{t['term']}``" for t in together if _tested(t)[1] <= level]
    said.append(
        f"Keys that act together, at a level of {level:.2g}: {', '.join(found)}."
        if found
        else "These runs show no two keys that act together."
    )
    return said


def _terms(keys):
    """Statsmodels' name of each term to ours."""
    numbers = range(len(keys))
    chosen = [c for n in numbers for c in itertools.combinations(numbers, n + 1)]
    return {":".join(f"C(key_{k}, Sum)" for k in c): " x ".join(keys[k] for k in c) for c in chosen}


def _long(values, grid):
    """A row a run: its value and its levels, under names that any formula takes."""
    rows = []
    for name, levels in grid.items():
        columns = {f"key_{k}": level for k, level in enumerate(levels.values())}
        rows += [columns | {"value": value} for value in values[name]]
    return pd.DataFrame(rows)


def _share(term):
    return f"{term['share_of_variance']:.1%}"


def _tested(term):
    """The test of a term: the robust one, or, where there is none, the classical."""
    robust = term["p_robust"]
    return ("robust ", robust) if np.isfinite(robust) else ("", term["p"])


def _p(term):
    which, p = _tested(term)
    return f"{which}p < 0.001" if p < 0.001 else f"{which}p = {p:.3f}"
