"""A paragraph on the methods of a study, in LaTeX, whose numbers are the macros of `values.tex`."""

from collections.abc import Iterator, Mapping
from typing import Any

from reprise.escape import escape_latex
from reprise.export.captions import metric_latex
from reprise.export.paper_data import PaperData
from reprise.export.values import Macros
from reprise.figures.caption_text import join_words

HEADER = """\
% A draft. Reprise writes this file anew when the study changes: copy the text into your article.
% The numbers are macros of values.tex. You still have to say in your own words:
% - what the data are, and where they come from;
% - what the networks look like, and why these configurations are compared;
% - whether other runs or settings were tried before this study."""
# How a version is named in a sentence, by its fact.
SOFTWARE = {
    "version_python": "Python",
    "version_tensorflow": "TensorFlow",
    "version_keras": "Keras",
    "version_numpy": "NumPy",
    "version_scipy": "SciPy",
    "version_statsmodels": "statsmodels",
    "version_reprise": "Reprise",
}
TRAINING_IN_WORDS = {
    "epochs": "{} epochs",
    "batch_size": "a batch size of {}",
    "optimizer": "the optimizer {}",
    "loss": "the loss {}",
}


def methods_tex(data: PaperData, macros: Macros) -> str:
    """Write the paragraph, with what the author still has to say as a comment before it."""
    sentences = [
        *_describe_data(data, macros),
        *_describe_networks(data, macros),
        *_describe_repeats(data, macros),
        *_describe_statistics(data, macros),
        *_describe_computing(macros),
    ]
    return "\n".join([HEADER, *sentences]) + "\n"


def describe_optimizer(optimizer: Mapping[str, Any]) -> str:
    """Name an optimizer with its options: `sgd (learning_rate=0.01, momentum=0.9)`."""
    options = ", ".join(f"{key}={value}" for key, value in optimizer.items() if key != "name")
    return f"{optimizer['name']} ({options})" if options else str(optimizer["name"])


def describe_varied(data: PaperData) -> list[str]:
    """What varies and its values, as plain text: `epochs: 500, 1000`."""
    return [
        f"{name}: {', '.join(map(_value_text, values))}"
        for name, values in data.varied_values().items()
    ]


def describe_training(data: PaperData) -> list[str]:
    """What the training of all configurations has in common, as plain text."""
    common = data.common_values("training")
    return [
        words.format(_value_text(common[name]))
        for name, words in TRAINING_IN_WORDS.items()
        if name in common
    ]


def list_baselines(data: PaperData) -> list[str]:
    """The kinds of the study's baselines, each once."""
    return list(dict.fromkeys(map(str, data.tables.baselines["baseline"])))


def _value_text(value: Any) -> str:
    return describe_optimizer(value) if isinstance(value, dict) and "name" in value else str(value)


def _describe_data(data: PaperData, macros: Macros) -> Iterator[str]:
    dataset, framing = data.settings.dataset, data.settings.framings[0]
    parts = [f"{rows_latex(macros, 'training_rows')} training rows"]
    if any(framing.validation_rows for framing in data.settings.framings):
        parts.append(f"{rows_latex(macros, 'validation_rows')} validation rows")
    parts.append(f"{rows_latex(macros, 'test_rows')} test rows")
    where = "The test rows are the last rows of the series."
    if framing.query:
        parts, where = parts[:-1], "The network forecasts from a query in the place of test rows."
    elif not dataset.is_series:
        where = "The test rows follow the other rows in the order of the file."
        if framing.random_state is not None or data.settings.partition_kind == "split":
            where = "The rows are divided at random"
            where += ", in equal shares of the classes." if framing.stratified else "."
    if framing.query:
        yield f"There are {join_words(parts)}. {where}"
    else:
        yield f"The data are divided into {join_words(parts)}. {where}"
    kind = data.settings.partition_kind
    if kind:
        rows = "at rolling origins" if kind == "origin" else "for random splits"
        yield f"Everything is repeated {rows}: there are {macros.use('facts', f'{kind}s')} {kind}s."
        yield f"Their mean has an interval for other seeds and another one for other {kind}s."


def rows_latex(macros: Macros, name: str) -> str:
    """The macro of a number of rows; a range if configurations have different numbers."""
    if macros.has("facts", name):
        return macros.use("facts", name)
    fewest, most = (macros.use("facts", f"{word}_{name}") for word in ("fewest", "most"))
    return f"{fewest} to {most}"


def _describe_networks(data: PaperData, macros: Macros) -> Iterator[str]:
    configurations = macros.use("facts", "configurations")
    number = f"There are {configurations} configurations"
    if macros.text("facts", "configurations") == "1":
        number = f"There is {configurations} configuration"
    varied = [escape_latex(text) for text in describe_varied(data)]
    yield f"{number}{' of the network, which vary in ' + '; '.join(varied) if varied else ''}."
    training = [escape_latex(text) for text in describe_training(data)]
    if training:
        yield f"All are trained with {join_words(training)}."
    baselines = [escape_latex(name.replace("_", " ")) for name in list_baselines(data)]
    if baselines:
        yield f"The baselines are {join_words(baselines)}, evaluated as the networks are."


def _describe_repeats(data: PaperData, macros: Macros) -> Iterator[str]:
    number = macros.use("facts", "repeats")
    if data.settings.until:
        yield (
            f"Each configuration was trained from at least {number} random seeds, and from more, at"
            f" most {macros.use('facts', 'most_repeats')}, until its comparisons were decided; the"
            " intervals allow for these repeated looks."
        )
    else:
        yield f"Each configuration was trained from {number} random seeds."
    yield (
        "The seed decides the initial weights and everything else that is random in the training;"
        " data and split stay the same."
    )
    yield (
        f"Of {macros.use('facts', 'runs')} runs, {macros.use('facts', 'diverged_runs')} diverged;"
        " means and intervals describe the other runs."
    )


def _describe_statistics(data: PaperData, macros: Macros) -> Iterator[str]:
    confidence = rf"{macros.use('facts', 'confidence_percent')}\,\%"
    yield (
        f"The metric is the {metric_latex(data)}. The interval of a mean over seeds is Student's"
        f" $t$ interval at {confidence}, corrected for skewness (Hall 1992)."
    )
    if data.tables.comparisons.empty:
        return
    yield (
        "Differences of means have intervals that hold together for a family of comparisons at"
        f" {confidence} (Bonferroni). Each is the union of Welch's $t$ interval (for runs with the"
        " same seeds and for baselines: Student's $t$ of the differences) and the same interval"
        " corrected for skewness. One mean is better than another if the interval excludes 0."
    )
    if macros.has("facts", "margin"):
        yield (
            "Two means are equivalent if the interval lies within the margin of"
            rf" $\pm${macros.use('facts', 'margin')}."
        )


def _describe_computing(macros: Macros) -> Iterator[str]:
    software = [
        f"{name}~{macros.use('facts', fact)}"
        for fact, name in SOFTWARE.items()
        if macros.has("facts", fact)
    ]
    yield f"The software was {join_words(software)}."
    yield (
        f"Tables and intervals were computed on {macros.use('facts', 'processor')} with"
        f" {macros.use('facts', 'cores')} cores. The training of all runs takes"
        f" {macros.use('facts', 'seconds_of_all_runs')} seconds of one core, or less where runs"
        " share epochs."
    )
