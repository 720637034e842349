"""Draft answers to the questions on experiments in the checklists of two venues, in Markdown.

The items are those on statistical significance in the NeurIPS paper checklist (item 7) and on
computational experiments in the responsible-NLP checklist of ACL Rolling Review (section C). What
only the author knows is marked.
"""

import re
from collections.abc import Iterator

from reprise.escape import escape_markdown, markdown_literal
from reprise.export.methods import describe_training, describe_varied, list_baselines
from reprise.export.paper_data import PaperData
from reprise.export.values import Macros
from reprise.figures.caption_text import join_words
from reprise.figures.labels import metric_label
from reprise.stats.pair_tests import FEWEST_RUNS

AUTHOR = "**AUTHOR:**"
VERSIONS = "version_"
PLAIN = re.compile(r"[0-9][0-9a-z.]*")  # numbers and versions


def checklists_md(data: PaperData, macros: Macros) -> str:
    """Write the answers for a study."""
    parts = [
        f"# Draft answers for checklists: {escape_markdown(data.settings.title)}",
        "These answers follow from the files of this study. Compare them with your article, and"
        f" complete every line that begins with {AUTHOR}",
        "## NeurIPS paper checklist, item 7: statistical significance of experiments",
        bullets(_significance(data, macros)),
        "## ACL Rolling Review, responsible NLP checklist, section C: computational experiments",
        "### C1: parameters, computing budget and infrastructure",
        bullets(_budget(data, macros)),
        "### C2: setup, search of hyperparameters and the best values",
        bullets(_search(data, macros)),
        "### C3: descriptive statistics of the results",
        bullets(_descriptive(data, macros)),
        "### C4: packages and their settings",
        bullets(_packages(data, macros)),
    ]
    return "\n\n".join(parts) + "\n"


def bullets(items: Iterator[str]) -> str:
    """Write items as a list."""
    return "\n".join(f"- {item}" for item in items)


def _fact(macros: Macros, name: str) -> str:
    text = macros.text("facts", name)
    return text if PLAIN.fullmatch(text) else markdown_literal(text)


def _significance(data: PaperData, macros: Macros) -> Iterator[str]:
    kind = data.settings.partition_kind
    also = f" A study with several {kind}s also shows how much the {kind} changes." if kind else ""
    if data.settings.repeats < FEWEST_RUNS:
        yield f"Answer: No. An interval of a difference needs {FEWEST_RUNS} runs of both."
    else:
        yield "Answer: Yes. Every mean has an interval, and every pair an interval and a verdict."
    yield (
        "Factors of variability: the random seed, which decides the initial weights and everything"
        f" else that is random in the training. Data, split and settings are the same.{also}"
    )
    yield (
        f"Number of runs: {_repeats(data, macros)} per configuration, {_fact(macros, 'runs')} in"
        f" all; {_fact(macros, 'diverged_runs')} diverged."
    )
    yield (
        f"Error bars: intervals of the mean at {_fact(macros, 'confidence_percent')} %, and not"
        " standard errors. The column `std` is the standard deviation of single runs. In the"
        " figures, boxes have the quartiles, whiskers reach to the extremes, and dots are runs."
    )
    yield (
        "Method: Student's t with the correction of Hall (1992) for skewed runs, so an interval"
        " need not be symmetric. Differences: Welch's t, or Student's t of pairs with the same"
        " seeds; joined with the corrected interval. No library call makes these intervals: the"
        " code is in Reprise, `workflow/reprise/stats/`."
    )
    yield (
        "Several comparisons: the intervals of a family hold together (Bonferroni). Assumption:"
        " the runs of a configuration are independent."
    )
    if not kind:
        yield (
            "Not covered: other data and another split. The intervals are about this dataset and"
            " its test rows."
        )
    yield f"{AUTHOR} say in the text which factor the intervals are about, and refer to the tables."


def _repeats(data: PaperData, macros: Macros) -> str:
    repeats = _fact(macros, "repeats")
    return f"at least {repeats}" if data.settings.until else repeats


def _budget(data: PaperData, macros: Macros) -> Iterator[str]:
    yield (
        f"Training time: {_fact(macros, 'seconds_of_all_runs')} seconds for all runs (the sum of"
        " `seconds` in `runs.csv`; runs that share epochs count them more than once). One run takes"
        f" {_fact(macros, 'seconds_per_run_median')} seconds (median), at most"
        f" {_fact(macros, 'seconds_per_run_most')} seconds."
    )
    yield (
        f"Machine on which this file was written: {_fact(macros, 'processor')},"
        f" {_fact(macros, 'cores')} cores, {_fact(macros, 'system')}; no GPU is used."
    )
    if data.settings.forecast or data.settings.predictor:
        yield f"{AUTHOR} add the time of the networks that are trained anew with all rows."
    yield f"{AUTHOR} say if the runs were trained on other machines."
    yield f"{AUTHOR} give the number of parameters of each network."
    yield f"{AUTHOR} give the time of experiments that are not in the article."


def _search(data: PaperData, macros: Macros) -> Iterator[str]:
    yield (
        f"Number of configurations: {_fact(macros, 'configurations')}, each with"
        f" {_repeats(data, macros)} random seeds."
    )
    for text in describe_varied(data):
        yield f"Values that were tried: {markdown_literal(text)}."
    training = [markdown_literal(text) for text in describe_training(data)]
    if training:
        yield f"Common to all: {join_words(training)}."
    best = data.best_of(data.settings.configuration_names)
    if best is not None and not data.settings.partition_kind and _is_one_group(data):
        yield (
            f"Best mean: {markdown_literal(best)}, {macros.text('describe', best, 'mean')}. The"
            " mean of the configuration that was chosen for its result is optimistic; see"
            " `best.csv`."
        )
    metric = markdown_literal(data.settings.metric)
    if _has_validation(data):
        yield f"{AUTHOR} say whether you chose by the validation rows. The tables rank by {metric}."
    else:
        yield (
            f"{AUTHOR} say how you chose. The tables rank by {metric}, and the study holds back no"
            " validation rows: a choice from these tables has seen the test rows."
        )
    yield f"{AUTHOR} say how these values were chosen, and whether others were tried before."


def _is_one_group(data: PaperData) -> bool:
    return len(set(data.settings.forecast_groups.values())) == 1


def _has_validation(data: PaperData) -> bool:
    return any(framing.validation_rows for framing in data.settings.framings)


def _descriptive(data: PaperData, macros: Macros) -> Iterator[str]:
    yield (
        f"The numbers are statistics of {_repeats(data, macros)} runs per configuration, not of a"
        f" single run: mean with interval, standard deviation, minimum, median and maximum of the"
        f" {escape_markdown(metric_label(data.settings.metric, data.settings.dataset))}"
        " (`describe.tex`)."
    )
    yield "Runs that diverged are counted and not dropped silently."
    baselines = list_baselines(data)
    if baselines:
        names = join_words([markdown_literal(name) for name in baselines])
        yield f"Baselines on the same test rows (`baselines.tex`): {names}."


def _packages(data: PaperData, macros: Macros) -> Iterator[str]:
    versions = [
        f"{key[1].removeprefix(VERSIONS)} {_fact(macros, key[1])}"
        for key in macros.by_key
        if key[0] == "facts" and key[1].startswith(VERSIONS)
    ]
    yield f"Versions: {', '.join(versions)}."
    yield (
        "Settings of every network and of the framing: `settings/configurations/` in the folder of"
        " the study. The same settings, seeds and versions give the same runs."
    )
    if macros.has("facts", "commit"):
        yield f"Commit of the project: {_fact(macros, 'commit')}."
    if data.settings.dataset.is_series:
        yield f"{AUTHOR} name the tools with which the series was prepared before Reprise read it."
