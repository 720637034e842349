"""Captions of the tables of a paper kit: the columns, the runs, and how intervals are made."""

from collections.abc import Sequence

from reprise.escape import escape_latex
from reprise.export.csv_cells import Row
from reprise.export.paper_data import PaperData
from reprise.figures.labels import metric_label

# LaTeX sets a caption in one line first, and no line can be longer than about six metres.
MOST_LETTERS = 300
SEEDS = "The runs of a configuration differ only in their random seed."
OF_THE_MEAN = (
    "The interval is that of the mean at a confidence of {confidence}: Student's $t$, corrected"
    " for the skewness of the runs (Hall 1992)."
)
OF_PAIRS = (
    "The difference is {minus}. Together, all intervals of a family of comparisons contain their"
    " differences with a confidence of {confidence} (Bonferroni). An interval is that of"
    " {test}, joined with the same interval corrected for skewness (Hall 1992)."
)
# Of runs with the same random seeds (`paired` in comparisons.csv), and of other runs.
TESTS = {
    "True": "Student's $t$ of the differences of runs with the same random seed",
    "False": "Welch's $t$",
}
OF_PROBABILITY = (
    "P(better) is the probability that a run of the {subject} is better than {other}; a tie"
    " counts as one half."
)


def confidence_latex(data: PaperData) -> str:
    """The confidence of a study, in LaTeX: ``95\\,\\%``."""
    return rf"{100 * data.settings.comparison.confidence:.10g}\,\%"


def metric_latex(data: PaperData) -> str:
    """The metric of a study with its units, in LaTeX."""
    return short_latex(metric_label(data.settings.metric, data.settings.dataset))


def short_latex(text: str) -> str:
    """Write a text of a user for a caption; the rest of a very long text is left out."""
    return escape_latex(text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…")


def titled(data: PaperData, text: str) -> str:
    """A caption that begins with the title of the study, as a sentence of its own."""
    title = data.settings.title.strip()
    end = "" if title.endswith((".", "?", "!")) else "."
    return f"{short_latex(title)}{end} {text}"


def caption_of_description(data: PaperData, has_diverged: bool) -> str:
    """The caption of the table of configurations."""
    sentences = [
        titled(data, f"The {metric_latex(data)} of the runs of each configuration."),
        "$n$ is the number of runs.",
        SEEDS,
        OF_THE_MEAN.format(confidence=confidence_latex(data)),
        "The standard deviation (std) is that of single runs, with the divisor $n-1$; it is not the"
        " standard error of the mean.",
    ]
    if has_diverged:
        sentences[1] = (
            "$n$ is the number of runs that did not diverge; the other columns describe only these"
            " runs, apart from the number of runs that diverged."
        )
    return " ".join(sentences)


def caption_of_comparisons(data: PaperData, pairs: Sequence[Row], is_selection: bool) -> str:
    """The caption of the table of pairs; a selection has the best mean of each family."""
    tests = {row["paired"].text: TESTS[row["paired"].text] for row in pairs}
    test = ", or, without common seeds, ".join(tests[key] for key in sorted(tests, reverse=True))
    which = "Pairs of configurations"
    if is_selection:
        which += " with the best mean of each family (\\texttt{comparisons.csv} has all pairs)"
    return " ".join(
        [
            titled(data, f"{which}, by {metric_latex(data)}."),
            OF_PAIRS.format(
                minus="the mean of the first minus the mean of the second",
                confidence=confidence_latex(data),
                test=test,
            ),
            "$p$ agrees with the interval.",
            OF_PROBABILITY.format(subject="first", other="a run of the second"),
            "The verdict is about the first.",
            *_explain_margin(data),
            "$n$ is the number of runs of each.",
        ]
    )


def caption_of_baselines(data: PaperData) -> str:
    """The caption of the table of baselines."""
    return " ".join(
        [
            titled(
                data,
                f"Baselines, which need no network, by {metric_latex(data)} on the same test rows.",
            ),
            "Each is compared with the configuration that has the best mean on these rows; that"
            " configuration was chosen after the results were known.",
            OF_PAIRS.format(
                minus="the mean of the configuration minus the value of the baseline",
                confidence=confidence_latex(data),
                test="Student's $t$",
            ),
            OF_PROBABILITY.format(subject="configuration", other="the baseline"),
            "The verdict is about the configuration.",
            *_explain_margin(data),
        ]
    )


def of_rows(rows: int, shown: int) -> str:
    """Say that a table has only its first rows; nothing if it has all."""
    return f" The table has the first {shown} of {rows} rows." if rows > shown else ""


def _explain_margin(data: PaperData) -> list[str]:
    margin = data.settings.comparison.margin
    if margin is None:
        return []
    return [
        f"Two means are equivalent if the interval lies within the margin of the study,"
        f" $\\pm{margin:.10g}$."
    ]
