"""What a change does, in sentences: each configuration compared with its reference."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reprise.escape import rst_literal
from reprise.figures.caption_text import format_signed, join_words

# How a list of configurations continues, for one and for several of them.
NOT_COMPARED = "not compared"  # pairs that differ in their era and in other keys
VERDICTS_IN_WORDS = {
    "better": ("is better", "are better"),
    "worse": ("is worse", "are worse"),
    "equivalent": ("is equivalent", "are equivalent"),
}
REVERSED = {"better": "worse", "worse": "better"}


def compare_with_references(
    references: Mapping[str, str],
    metric: str,
    comparisons: pd.DataFrame,
    panels: Mapping[str, Mapping[str, str]],
) -> list[str]:
    """Compare configurations with their references, one sentence per panel and reference.

    Parameters
    ----------
    references : mapping of str to str
        Configuration to the configuration of the same panel that it is compared with.
    metric : str
    comparisons : DataFrame
        The table comparisons.csv of the study.
    panels : mapping of str to mapping of str to str
        Panel title to configuration name to the name within the panel.

    Returns
    -------
    list of str
        Sentences in reStructuredText, in the order in which the references first occur. Numbers
        in brackets are differences of means: the configuration minus its reference.
    """
    if not references:
        return []
    results = _read_pairs(comparisons)
    sentences = []
    for title, panel in panels.items():
        names = [name for name in panel if name in references]
        for reference in dict.fromkeys(references[name] for name in names):
            found = [
                (panel[name], *results.get((name, reference), (np.nan, NOT_COMPARED)))
                for name in names
                if references[name] == reference
            ]
            parts = [
                _describe_verdict(verdict, [(name, gap) for name, gap, v in found if v == verdict])
                for verdict in dict.fromkeys(verdict for _, _, verdict in found)
            ]
            beginning = f"{rst_literal(title)}, mean" if title else "Mean"
            sentences.append(
                f"{beginning} {rst_literal(metric)} compared with"
                f" {rst_literal(panel[reference])}: {'; '.join(parts)}."
            )
    return sentences


def _read_pairs(comparisons: pd.DataFrame) -> dict[tuple[str, str], tuple[float, str]]:
    """The difference and the verdict of every pair, in both directions."""
    pairs = {}
    for row in comparisons[comparisons["kind"] == "configuration"].to_dict("records"):
        one, other, gap, verdict = (
            row[name] for name in ("configuration", "other", "difference", "verdict")
        )
        pairs[one, other] = (gap, verdict)
        pairs[other, one] = (-gap, REVERSED.get(verdict, verdict))
    return pairs


def _describe_verdict(verdict: str, found: list[tuple[str, float]]) -> str:
    """The configurations with one verdict, such as `a (+3.00) and b (+5.00) are worse`."""
    if verdict == NOT_COMPARED:
        names = join_words([rst_literal(name) for name, _ in found])
        return f"no comparison with {names}, because the era and other keys differ"
    names = join_words(
        [
            f"{rst_literal(name)} ({'no number' if pd.isna(gap) else format_signed(gap)})"
            for name, gap in found
        ]
    )
    if verdict not in VERDICTS_IN_WORDS:
        return f"the runs cannot tell for {names}"
    return f"{names} {VERDICTS_IN_WORDS[verdict][len(found) > 1]}"
