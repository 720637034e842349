"""Read the runs of a study, and write all of its tables."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pandas as pd

from reprise.data.dataset import load_dataset
from reprise.data.framing_files import load_framings
from reprise.data.series import Series
from reprise.stage_settings import TabulateSettings
from reprise.storage import complete_gzip_file, read_json, write_digests, write_text_file
from reprise.tables.baseline_tables import tabulate_baselines
from reprise.tables.forecasts_table import forecast_targets, write_forecasts
from reprise.tables.makers import TableInputs
from reprise.tables.registry import wanted_tables
from reprise.tables.run_tables import collect_runs
from reprise.tables.study_paths import StudyPaths
from reprise.training.run_files import check_records, read_run

OUTPUTS = ("forecasts", "predictions")  # keys of a run file


def write_tables(files: StudyPaths) -> None:
    """Write the tables of one study and their digests.

    Raises
    ------
    DamagedFileError
        If a file of a run is not complete or was changed after it was written.
    """
    settings = TabulateSettings.from_json(read_json(files.settings("tabulate")))
    run_documents = read_run_files(files, settings)
    inputs = TableInputs(
        settings=settings,
        planned_runs=files.runs,
        run_documents=run_documents,
        runs=collect_runs(run_documents),
        baselines=tabulate_baselines(read_json(files.path("baselines.json"))),
        read_table=lambda name: pd.read_csv(files.path(name)),
    )
    tables = wanted_tables(files.study, "tabulate")
    for table in tables:
        if table.make:
            write_table(files.path(table.file), table.make(inputs), table.number_format)
    write_digests(files.digests, [files.path(table.file) for table in tables])


def read_run_files(files: StudyPaths, settings: TabulateSettings) -> list[dict[str, Any]]:
    """Read and check the files of all runs, and write their forecasts into one table.

    The forecasts of 10,000 runs can be larger than the memory. Therefore the forecasts of a run
    are written before the next run is read, and they are not a part of the result.

    Returns
    -------
    list of dict
        The contents of the run files without forecasts and predictions.
    """
    documents = []
    with _forecasts_file(files, settings) as add_forecasts:
        for run in files.runs:
            document = read_run(run.run_path)
            check_records(run, document)
            add_forecasts(document)
            documents.append({k: v for k, v in document.items() if k not in OUTPUTS})
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
    files: StudyPaths, settings: TabulateSettings
) -> AbstractContextManager[Callable[[dict[str, Any]], None]]:
    """Open the table of forecasts; for classes, return a function that does nothing."""
    if settings.task == "classify":
        return nullcontext(lambda document: None)
    dataset = load_dataset(settings.dataset, files.observations)
    times = dataset.times if isinstance(dataset, Series) else []
    targets = [
        forecast_targets(framing, times[: framing_settings.observations])
        for framing, framing_settings in zip(
            load_framings(files.path("framing.npz")), settings.framings, strict=True
        )
    ]
    return write_forecasts(
        files.path("forecasts.csv.gz"),
        {name: targets[number] for name, number in settings.framing_numbers.items()},
    )
