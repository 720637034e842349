"""The commands of `python -m reprise`, which need neither Snakemake nor the file of a study."""

import argparse
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from reprise.errors import RepriseError, explain_os_error
from reprise.escape import show_control_characters
from reprise.storage import write_text_file

if TYPE_CHECKING:
    import pandas as pd


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and return the exit status: 0, or 1 after an error."""
    options = _make_parser().parse_args(arguments)
    with _without_messages_of_tensorflow() as screen, warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("default")
        problem = ""
        try:
            text = options.run(options)
        except (RepriseError, OSError) as error:
            problem = explain_os_error(error) if isinstance(error, OSError) else str(error)
    for warning in found:
        if warning.category is UserWarning:
            print(f"Reprise: {warning.message}", file=screen)
    if problem:
        print(show_control_characters(f"Reprise: {problem}"), file=screen)
        return 1
    sys.stdout.write(text)
    return 0


@contextmanager
def _without_messages_of_tensorflow() -> Iterator[TextIO]:
    """Keep what TensorFlow writes about missing GPUs from the screen.

    TensorFlow writes it below Python, so the file that it writes to is exchanged.

    Yields
    ------
    file
        The screen, for messages of our own.
    """
    try:
        screen = os.dup(sys.stderr.fileno())
    except (OSError, ValueError):  # a test or a notebook has replaced it
        yield sys.stderr
        return
    sys.stderr.flush()
    with open(os.devnull, "w") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield sys.stderr
    finally:
        sys.stderr.flush()
        os.dup2(screen, 2)
        os.close(screen)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m reprise",
        description="Forecast or predict with the networks that a study has stored.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    forecast = commands.add_parser(
        "forecast",
        help="forecast the steps after the last row, as CSV",
        description="Forecast the steps after the last row with the stored networks of a study, and"
        " write the forecast as CSV.",
    )
    forecast.add_argument(
        "folder", type=Path, help="the folder of a forecaster: results/my_study/forecaster"
    )
    forecast.add_argument(
        "--data",
        type=Path,
        metavar="FILE",
        help="a file with rows that came since the networks were trained, in the format of the"
        " study's file",
    )
    forecast.add_argument(
        "--steps", type=int, help="how many steps; the default is all that the forecaster has"
    )
    forecast.add_argument(
        "--update",
        action="store_true",
        help="also renew the intervals with the errors that the new rows make known",
    )
    forecast.add_argument(
        "--save",
        type=Path,
        metavar="FOLDER",
        help="store the forecaster with the new rows in a new folder (with --update)",
    )
    forecast.set_defaults(run=_forecast)
    predict = commands.add_parser(
        "predict",
        help="predict new samples, as CSV",
        description="Predict new samples with the stored networks of a study, and write the"
        " predictions as CSV.",
    )
    predict.add_argument(
        "folder",
        type=Path,
        help="the folder of a predictor: results/my_study/classifier or .../regressor",
    )
    predict.add_argument(
        "--data", type=Path, metavar="FILE", required=True, help="a CSV with the features"
    )
    predict.set_defaults(run=_predict)
    for command in (forecast, predict):
        command.add_argument(
            "--output",
            type=Path,
            metavar="FILE",
            help="write the CSV to this file, not to the screen",
        )
    return parser


def _forecast(options: argparse.Namespace) -> str:
    """Do the command `forecast`, and return what belongs on the screen."""
    from reprise.forecasting.forecaster import load_forecaster

    if (options.update or options.save) and not options.data:
        raise RepriseError("--update and --save need new rows: name their file with --data FILE.")
    if options.save and not options.update:
        raise RepriseError("--save stores the forecaster with new rows; add --update.")
    forecaster = load_forecaster(options.folder)
    new_rows = options.data
    if options.update:
        forecaster.update(options.data)
        new_rows = None
    table = forecaster.forecast(new_rows, options.steps)
    if options.save:
        forecaster.save(options.save)
    return _write(table, options.output)


def _predict(options: argparse.Namespace) -> str:
    """Do the command `predict`, and return what belongs on the screen."""
    from reprise.forecasting.predictor import load_classifier, load_regressor
    from reprise.forecasting.stored_folder import REGRESSOR

    is_regressor = (options.folder / REGRESSOR.document).exists()
    load = load_regressor if is_regressor else load_classifier
    table = load(options.folder).predict(options.data)
    for name in table.columns[table.columns.str.startswith("set_")]:
        table[name] = table[name].map(" | ".join)
    return _write(table, options.output)


def _write(table: "pd.DataFrame", file: Path | None) -> str:
    """Write a table as CSV to a file, or return the CSV for the screen."""
    text = table.to_csv(index=False, lineterminator="\n")
    if file is None:
        return text
    write_text_file(file, text)
    return ""
