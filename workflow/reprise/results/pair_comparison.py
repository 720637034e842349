"""One comparison of a pair, in words."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import pandas as pd
from markupsafe import escape

from reprise.escape import show_control_characters
from reprise.figures.caption_text import count_nouns
from reprise.results.headline import OPPOSITE
from reprise.results.short_number import short_number
from reprise.stats.comparisons import Comparison


@dataclass(frozen=True, repr=False)
class PairComparison(Comparison):
    """A configuration compared with another configuration or with a baseline.

    Its fields are the columns of comparisons.csv and those below. A notebook shows it in words.

    Attributes
    ----------
    metric : str
    prefer_low : bool
        Whether a lower value of the metric is better.
    confidence : float
        Of the interval together with all other intervals of the family.
    margin : float or None
        The largest difference that does not matter.
    source : str
        `comparisons.csv`, or `computed` if the file does not have the pair.
    is_reversed : bool
        Whether the order is not that of the table. A baseline is then the first of the pair.
    """

    metric: str
    prefer_low: bool
    confidence: float
    margin: float | None
    source: str
    is_reversed: bool = False

    def reversed(self) -> "PairComparison":
        """The same comparison from the other side: every sign and the verdict are turned."""
        return replace(
            self,
            configuration=self.other,
            other=self.configuration,
            runs=self.other_runs,
            other_runs=self.runs,
            diverged=self.other_diverged,
            other_diverged=self.diverged,
            mean=self.other_mean,
            other_mean=self.mean,
            difference=0 - self.difference,
            difference_low=0 - self.difference_high,
            difference_high=0 - self.difference_low,
            probability_better=1 - self.probability_better,
            probability_low=1 - self.probability_high,
            probability_high=1 - self.probability_low,
            verdict=OPPOSITE.get(self.verdict, self.verdict),
            is_reversed=not self.is_reversed,
        )

    def to_series(self) -> "pd.Series[Any]":
        """The fields as a Series."""
        return pd.Series(asdict(self), name=f"{self.configuration} and {self.other}")

    def __repr__(self) -> str:
        return show_control_characters("\n".join(self._sentences()))

    def _repr_html_(self) -> str:
        first, *others = (escape(show_control_characters(text)) for text in self._sentences())
        items = "".join(f"<li>{text}</li>" for text in others)
        return f"<div><strong>{first}</strong><ul>{items}</ul></div>"

    def _sentences(self) -> list[str]:
        sentences = [self._verdict_in_words(), self._difference_in_words()]
        if self.probability_low == self.probability_low:  # not NaN
            sentences.append(
                f"A run of {self.configuration} is better with a probability of"
                f" {self.probability_better:.2f} (interval {self.probability_low:.2f} to"
                f" {self.probability_high:.2f}); a run that diverged counts as worse."
            )
        if self.paired:
            sentences.append("The runs are compared in pairs with equal random seeds.")
        if self.source == "computed":
            sentences.append(
                "comparisons.csv does not have this pair. The interval was computed for this pair"
                " alone, so it does not count the other pairs of the study."
            )
        else:
            pairs = "pairs" if self.kind == "configuration" else "comparisons with baselines"
            sentences.append(
                f"Source: {self.source}. The intervals of all {pairs} of the family"
                f" '{self.family}' contain their differences together with a probability of"
                f" {_percent(self.confidence)}."
            )
        return sentences

    def _verdict_in_words(self) -> str:
        pair = f"{self.configuration} and {self.other}"
        if self.verdict in OPPOSITE:
            return f"{self.configuration} is {self.verdict} than {self.other} in {self.metric}."
        if self.verdict == "equivalent":
            return (
                f"{pair} are equivalent in {self.metric}: they differ by at most {self.margin:g}."
            )
        reason = self.reason or "the interval of the difference contains 0"
        return f"Of {pair}, it is not known which is better in {self.metric}: {reason}."

    def _difference_in_words(self) -> str:
        interval = ""
        if self.difference_low == self.difference_low:  # not NaN
            interval = (
                f", {_percent(self.confidence)} interval {short_number(self.difference_low)} to"
                f" {short_number(self.difference_high)}"
            )
        first = self._mean_in_words(self.mean, self.runs, self.diverged, self.is_reversed)
        second = self._mean_in_words(
            self.other_mean, self.other_runs, self.other_diverged, not self.is_reversed
        )
        return (
            f"Difference of the means: {short_number(self.difference)}{interval}. The means are"
            f" {first} and {second}; a {'lower' if self.prefer_low else 'higher'} value is better."
        )

    def _mean_in_words(self, mean: float, runs: int, diverged: int, is_second: bool) -> str:
        """A mean with its number of runs: `99.4 (30 runs, 2 more diverged)`.

        A baseline, which is the second of a pair in the order of the table, has no runs.
        """
        if self.kind == "baseline" and is_second:
            return f"{short_number(mean)} (baseline)"
        more = f", {diverged} more diverged" if diverged else ""
        return f"{short_number(mean)} ({count_nouns(runs, 'run')}{more})"


def pair_from_row(row: dict[str, Any], **others: Any) -> PairComparison:
    """Build a comparison from a row of comparisons.csv.

    Parameters
    ----------
    row : dict
        Its columns; an empty reason is NaN in a table that pandas has read.
    **others
        The further fields of `PairComparison`.
    """
    values = {field.name: _python_value(row[field.name]) for field in fields(Comparison)}
    if not isinstance(values["reason"], str):
        values["reason"] = ""
    return PairComparison(**values, **others)


def _python_value(value: Any) -> Any:
    """A value of pandas as one of Python, which prints as a plain number."""
    return value.item() if hasattr(value, "item") else value


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"
