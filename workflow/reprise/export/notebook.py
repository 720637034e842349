"""The notebook of a study: it opens the results and ends with the numbers of the report."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reprise.escape import escape_markdown
from reprise.results.study_results import StudyResults

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# What follows the main figure, if the study has it: the table, a heading, a sentence and the code.
SECTIONS = (
    (
        "history",
        "Every epoch",
        "The metrics of each run after each epoch: the first rows of `history.csv.gz`.",
        "results.history.head()",
    ),
    (
        "comparisons",
        "Every pair",
        "The difference of each pair of means with its interval, and a verdict. The verdicts of a"
        " family are all right with the confidence of the study. `results.compare` says one of them"
        " in words.",
        "results.comparisons",
    ),
    (
        "one_training",
        "One more training",
        "The interval in which one more training ends, and the expected best of several trainings.",
        "results.one_training",
    ),
    (
        "forecast",
        "The forecast beyond the data",
        "The mean of the networks, its intervals, and the forecast of the best baseline.",
        "results.forecast",
    ),
    (
        "predictor_accuracy",
        "The predictor of new samples",
        "How good the stored networks are on samples that they have not seen.",
        "results.predictor_accuracy",
    ),
)


def make_notebook(results: StudyResults) -> nbformat.NotebookNode:
    """Make the notebook of a study, which lies in the folder of the study.

    Its cells open the folder in which the notebook lies, so the folder can be moved. They have no
    outputs yet. Equal studies give equal notebooks.

    Parameters
    ----------
    results : StudyResults
        Only the title, the description and the names of tables and configurations are read.

    Returns
    -------
    NotebookNode
        Version 4.5, with the kernel `python3`.
    """
    paragraphs = [text for text in results.description.split("\n\n") if text.strip()]
    cells = [
        new_markdown_cell(
            "\n\n".join([f"# {escape_markdown(results.title)}", *map(escape_markdown, paragraphs)])
        ),
        new_code_cell('import reprise\n\nresults = reprise.open(".")\nresults'),
        new_markdown_cell(
            "## All runs\n\nThe describe table: one column per configuration and baseline."
        ),
        new_code_cell("results.describe"),
        new_code_cell("results.plot.distribution();"),
    ]
    known = results.tables
    for table, heading, sentence, code in SECTIONS:
        if table in known:
            cells += [new_markdown_cell(f"## {heading}\n\n{sentence}"), new_code_cell(code)]
    if len(results.configurations) > 1:
        first, second = results.configurations[:2]
        cells.append(new_code_cell(f"results.compare({first!r}, {second!r})"))
    cells += [
        new_markdown_cell(
            "## The numbers of the report\n\nThe configuration with the best mean, the interval of"
            " its mean, the probability that its true mean is the best, the mean of an honest"
            " choice, the interval in which one more training ends, and a verdict against each"
            " baseline."
        ),
        new_code_cell("results.headline.T"),
    ]
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"  # nbformat draws random ids
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def notebook_text(notebook: nbformat.NotebookNode) -> str:
    """The text of a notebook's file.

    Raises
    ------
    nbformat.ValidationError
        If it is not a valid notebook.
    """
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)
    return f"{text}\n"
