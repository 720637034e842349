"""Claims: sentences that somebody concludes, checked on our runs.

The probability that a claim holds is the share of bootstrap samples in which it does, every
configuration's runs drawn anew with replacement (Efron & Tibshirani 1993, chapter 6).
"""

import json

import numpy as np
import pandas as pd

from reprise.claims.check_kinds import KINDS
from reprise.claims.run_features import measure_runs
from reprise.stats.comparisons import kind_of

RESAMPLES = 2000
SEED = 0  # equal runs give equal probabilities
SUPPORTED, CONTRADICTED = 0.95, 0.05
UNDECIDED = dict.fromkeys(("number", "low", "high", "probability"), np.nan)
UNDECIDED |= {"verdict": "undecided", "weakest": "", "weakest_probability": np.nan}
FEWEST_RUNS = 5  # the bootstrap of fewer is surer than they are


class Evidence:
    """The runs that claims are held against, drawn anew.

    Parameters
    ----------
    tables : dict of str to study_tables.StudyTables
        The tables of each study.
    """

    def __init__(self, tables):
        self._tables = tables
        self._drawn = {}
        self._measured = {}

    def samples(self, study, configuration, measure):
        """The measure of a configuration's runs, as they are and drawn anew.

        Returns
        -------
        ndarray of shape (1 + RESAMPLES, runs)
            The first row holds the runs as they are. The same runs are drawn for every measure.
        """
        key = study, configuration, json.dumps(measure, sort_keys=True)
        if key not in self._measured:
            self._measured[key] = self._measure(study, configuration, measure)
        values = self._measured[key]
        place = study, configuration
        if place not in self._drawn:
            rng = np.random.default_rng([SEED, *"/".join(place).encode()])
            anew = rng.integers(0, max(1, len(values)), (RESAMPLES, len(values)))
            self._drawn[place] = np.vstack([np.arange(len(values)), anew])
        return values[self._drawn[place]]

    def _measure(self, study, configuration, measure):
        tables = self._tables[study]
        runs = tables.runs
        runs = runs[(runs["configuration"] == configuration) & (runs["state"] == "ok")]
        if not len(runs):
            return np.empty(0)

        def recorded(table):
            return table[table["configuration"] == configuration]

        return measure_runs(
            measure,
            runs,
            lambda: recorded(tables.history),
            lambda: recorded(tables.layer_statistics),
        )

    def baseline(self, study, configuration, name, metric):
        """A baseline's metric beside a configuration."""
        for row in self._tables[study].baselines.to_dict("records"):
            beside = row["configurations"].split("; ")
            if kind_of(row["baseline"]) == name and configuration in beside:
                return float(row[metric])
        raise ValueError(f"{study} has no baseline '{name}' beside {configuration}")


def check_claims(claims, evidence):
    """Hold every claim against our runs.

    Parameters
    ----------
    claims : list of dict
        As claim_checks.resolve_claims makes them: each with `parts`, one for each value of the
        key that it is checked for (the eras), each of `label` and `checks`.
    evidence : Evidence

    Returns
    -------
    DataFrame
        A row a claim: claim, tutorial, section, says, study, number (the first check's, over
        the runs as they are), low and high (of the bootstrap's middle 95 %), probability,
        verdict, weakest (the part that holds least often) with its probability, runs (the fewest
        of a configuration; below FEWEST_RUNS nothing is decided), found (in words); and for every
        further value of the key `number_{value}`, `probability_{value}`, `verdict_{value}` and
        `found_{value}`.
    """
    rows = []
    for claim in claims:
        row = {k: claim.get(k, "") for k in ("claim", "tutorial", "section", "says", "each")}
        row["study"] = ", ".join(claim["studies"])
        if "undecided" in claim:
            row |= UNDECIDED | {"checked_for": "", "runs": 0, "found": claim["undecided"]}
        for number, part in enumerate(claim["parts"]):
            found = _check_part(part, evidence)
            if number == 0:
                row |= {"checked_for": part["label"]} | found
            else:
                kept = ("number", "probability", "verdict", "found")
                row |= {f"{k}_{part['label']}": found[k] for k in kept}
        rows.append(row)
    return pd.DataFrame(rows, columns=None if rows else COLUMNS)


COLUMNS = (
    *("claim", "tutorial", "section", "says", "each", "study", "checked_for"),
    *("number", "low", "high"),
    *("probability", "verdict", "weakest", "weakest_probability", "runs", "found"),
)


def _check_part(part, evidence):
    found = [KINDS[check["kind"]](check, evidence) for check in part["checks"]]
    runs = min(f.runs for f in found)
    said = "; ".join(f.words for f in found)
    if runs < 2:
        return UNDECIDED | {"runs": runs, "found": "fewer than two runs that did not diverge"}
    holds = np.logical_and.reduce([f.holds for f in found])[1:]
    parts = [(name, part[1:].mean()) for f in found for name, part in f.parts.items()]
    weakest, least = min(parts, key=lambda part: part[1])
    scores = found[0].numbers
    with np.errstate(invalid="ignore"):
        low, high = np.quantile(scores[1:], [0.025, 0.975], method="closest_observation")
    return {
        "number": float(scores[0]),
        "low": float(low),
        "high": float(high),
        "probability": float(holds.mean()),
        "verdict": verdict_of(holds.mean(), least) if runs >= FEWEST_RUNS else "undecided",
        "weakest": weakest,
        "weakest_probability": float(least),
        "runs": runs,
        "found": said,
    }


def verdict_of(probability, weakest):
    """Supported where all of it holds at 0.95 or more, contradicted where a part does at 0.05.

    That many parts seldom hold at once is no sign against any of them: five steps that each hold
    in 60 of 100 samples all hold in 8, and none is contradicted.
    """
    if probability >= SUPPORTED:
        return "supported"
    return "contradicted" if weakest <= CONTRADICTED else "undecided"
