"""The contents of a paper kit: which files a study has, and what each is for.

Snakemake's plan imports this module. Therefore it imports neither pandas nor Matplotlib.
"""

from typing import TYPE_CHECKING

from reprise.figures.registry import StudyFigure, list_figures

if TYPE_CHECKING:
    from reprise.config.study import Study

# The kinds of figures that a paper needs first; of each kind, the first part is drawn.
PAPER_FIGURES = ("distribution", "forecast", "forecast_of_targets", "curves")
# The texts and tables of every study.
PURPOSES = {
    "README.md": "what each file is, and how to use it",
    "example.tex": "a small article that uses every file; compile it with `pdflatex example`",
    "values.tex": "a macro for every number; a comment names the cell of the CSV it comes from",
    "facts.csv": "numbers that no other CSV has: runs, rows, confidence, versions, machine",
    "figures.tex": "the figures as floats, with captions that say what boxes and bands are",
    "methods.tex": "a paragraph on data, networks, repeats, intervals, software and machine",
    "describe.tex": "table: mean with its interval, spread and extremes of each configuration",
    "comparisons.tex": "table: pairs of configurations, with intervals and verdicts",
    "baselines.tex": "table: the baselines, each with the best configuration on its rows",
    "checklists.md": "draft answers for the checklists of NeurIPS and of ACL Rolling Review",
}
PARTITIONS_TABLE = "partitions.tex"
REPLICATION_TABLE, CLAIMS_TABLE = "replication.tex", "claims.tex"
# The tables that only some studies have.
OTHER_PURPOSES = {
    PARTITIONS_TABLE: "table: the mean over all origins or splits, with its intervals",
    REPLICATION_TABLE: "table: the published numbers beside ours",
    CLAIMS_TABLE: "table: the claims that were checked on the study",
}


def list_paper_figures(study: "Study") -> list[StudyFigure]:
    """List the figures of a paper kit, one of each kind."""
    figures = [figure for figure in list_figures(study) if figure.kind.name in PAPER_FIGURES]
    first = {figure.kind.name: figure for figure in reversed(figures)}
    return [figure for figure in figures if first[figure.kind.name] == figure]


def figure_file(kind: str) -> str:
    """The name of the PDF of a kind of figure in the kit; it has no text of a user."""
    return f"figures/{kind}.pdf"


def list_kit_files(study: "Study", has_claims: bool) -> list[str]:
    """List the files of a study's paper kit, relative to its folder.

    Parameters
    ----------
    study : Study
    has_claims : bool
        Whether claims are checked on the study.
    """
    return [
        *PURPOSES,
        *([PARTITIONS_TABLE] if study.partition_kind else []),
        *([REPLICATION_TABLE] if study.published else []),
        *([CLAIMS_TABLE] if has_claims else []),
        *(figure_file(figure.kind.name) for figure in list_paper_figures(study)),
    ]
