"""Read the runs of a study, and write all of its tables."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pandas as pd

from reprise.data.dataset import load_dataset
from reprise.data.framing import Framing
from reprise.data.framing_files import load_framings
from reprise.data.series import Series
from reprise.evaluation.explained_variance import target_variances
from reprise.stage_settings import TabulateSettings
from reprise.storage import (
    check_digests,
    complete_gzip_file,
    read_json,
    write_digests,
    write_text_file,
)
from reprise.tables.baseline_tables import tabulate_baselines
from reprise.tables.forecasts_table import (
    forecast_targets,
    prediction_targets,
    write_forecasts,
)
from reprise.tables.kept_epochs import describe_untrained
from reprise.tables.makers import TableInputs
from reprise.tables.registry import wanted_tables
from reprise.tables.row_scores import RowScoreCollector
from reprise.tables.run_tables import collect_runs, without_outputs
from reprise.tables.study_paths import StudyPaths
from reprise.tables.trained_epochs import summarize_trained_epochs
from reprise.training.run_files import read_planned_run


def write_tables(files: StudyPaths, fingerprints: dict[str, str]) -> list[str]:
    """Write the tables of one study and their digests.

    Parameters
    ----------
    files : StudyPaths
    fingerprints : dict of str to str
        The fingerprint that the runs of each configuration must have.

    Returns
    -------
    list of str
        How many epochs the runs needed that can end early, and warnings about the runs, as
        sentences for a person.

    Raises
    ------
    DamagedFileError
        If a file that is read is not complete, was changed, or contains another run.
    """
    settings = TabulateSettings.from_json(read_json(files.settings("tabulate")))
    baselines = files.path("baselines.json")
    check_digests(files.digests("prepare"), [baselines])
    baseline_documents = read_json(baselines)
    row_scores = RowScoreCollector(settings, load_framings(files.path("framing.npz")))
    run_documents = read_run_files(files, settings, fingerprints, row_scores.add)
    inputs = TableInputs(
        settings=settings,
        planned_runs=files.tabulated_runs,
        run_documents=run_documents,
        runs=collect_runs(run_documents, can_end_early=bool(settings.epoch_limits)),
        baselines=tabulate_baselines(baseline_documents),
        row_scores=row_scores.configurations(),
        baseline_row_scores=row_scores.baselines(baseline_documents),
        read_table=lambda name: pd.read_csv(files.path(name)),
        load_dataset=lambda: load_dataset(settings.dataset, files.observations),
        decision=files.read_last_decision(),
    )
    tables = wanted_tables(files.study, "tabulate")
    for table in tables:
        if table.make:
            write_table(files.path(table.file), table.make(inputs), table.number_format)
    write_digests(files.digests("tabulate"), [files.path(table.file) for table in tables])
    return [
        *summarize_trained_epochs(inputs.runs, settings),
        *describe_untrained(inputs.runs, settings),
    ]


def read_run_files(
    files: StudyPaths,
    settings: TabulateSettings,
    fingerprints: dict[str, str],
    add_outputs: Callable[[dict[str, Any]], None] = lambda document: None,
) -> list[dict[str, Any]]:
    """Read and check the files of all runs, and write their forecasts into one table.

    The forecasts of 10,000 runs can be larger than the memory. Therefore the forecasts of a run
    are written before the next run is read, and they are not a part of the result. `add_outputs`
    also gets every document before its forecasts are forgotten.

    Returns
    -------
    list of dict
        The contents of the run files without forecasts and predictions, with R² beside every RMSE.
    """
    documents = []
    framings = load_framings(files.path("framing.npz"))
    variances = [target_variances(framing) for framing in framings]
    with _forecasts_file(files, settings, framings) as add_forecasts:
        for run in files.tabulated_runs:
            document = read_planned_run(run, fingerprints[run.configuration])
            add_forecasts(document)
            add_outputs(document)
            number = settings.framing_numbers[run.configuration]
            documents.append(without_outputs(document, variances[number]))
    return documents


def write_table(
    path: str, content: pd.DataFrame | str | Iterator[str], number_format: str | None
) -> None:
    """Write a table as CSV, a text as it is, or the parts of a long text into a gzip file."""
    if isinstance(content, pd.DataFrame):
        content = content.to_csv(index=False, float_format=number_format)
    if isinstance(content, str):
        write_text_file(path, content)
    else:
        with complete_gzip_file(path) as file:
            for part in content:
                file.write(part.encode())


def _forecasts_file(
    files: StudyPaths, settings: TabulateSettings, framings: Sequence[Framing]
) -> AbstractContextManager[Callable[[dict[str, Any]], None]]:
    """Open the table of forecasts or predictions; for classes, return an idle function."""
    if settings.task == "classify":
        return nullcontext(lambda document: None)
    dataset = load_dataset(settings.dataset, files.observations)
    column = "forecast" if isinstance(dataset, Series) else "prediction"
    targets = [
        forecast_targets(framing, dataset.times)
        if isinstance(dataset, Series)
        else prediction_targets(framing)
        for framing in framings
    ]
    return write_forecasts(
        files.path(f"{column}s.csv.gz"),
        {name: targets[number] for name, number in settings.framing_numbers.items()},
        column,
    )
