import pickle
import pkgutil
import subprocess
import sys

import pytest
from conftest import ROOT

from reprise.config.study_file import load_study
from reprise.tables.forecast_stage import FORECAST_STAGE_TABLES
from reprise.tables.registry import TABLES, wanted_tables
from reprise.tables.table import Table

EVERY_STUDY = ["runs.csv", "describe.csv", "summary.csv", "comparisons.csv", "baselines.csv"]
EVERY_STUDY += ["one_training.csv", "final_scores.txt", "first_rows.txt"]
ROWS = "row_comparisons.csv"
FORECASTS = ["forecasts.csv.gz", "windows.txt", "unit_roots.csv", "autocorrelations.csv"]


@pytest.mark.parametrize(
    ("name", "further"),
    [
        ("lstm_epochs", [ROWS, *FORECASTS, "effects.csv", "repeats.csv", "best.csv"]),
        ("batchnorm", [ROWS, "history.csv.gz", "repeats.csv", "best.csv", "reaching.csv"]),
        (
            "batchnorm_layer",
            [
                ROWS,
                "history.csv.gz",
                "layer_statistics.csv.gz",
                "repeats.csv",
                "best.csv",
                "reaching.csv",
            ],
        ),
        ("lstm_ensembles", [ROWS, *FORECASTS, "repeats.csv", "best.csv", "ensembles.csv"]),
        ("sequence_epochs", [*FORECASTS, "history.csv.gz", "within.csv", "at_epochs.csv"]),
        (
            "births_forecasters",
            [ROWS, *FORECASTS, "history.csv.gz", "repeats.csv", "best.csv", "steps.csv"],
        ),
        (
            "births_naive",
            [
                ROWS,
                *FORECASTS,
                "history.csv.gz",
                "repeats.csv",
                "best.csv",
                "selection.csv",
                "steps.csv",
            ],
        ),
        (
            "births_origins",
            [ROWS, *FORECASTS, "repeats.csv", "best.csv", "origins.csv", "origin_comparisons.csv"],
        ),
    ],
)
def test_a_study_has_the_tables_that_its_settings_need(name, further):
    study = load_study(name, ROOT / "config" / "studies", ROOT)
    tables = [table.file for table in wanted_tables(study)]
    assert sorted(tables) == sorted([*EVERY_STUDY, *further])
    prepared = ["first_rows.txt", "windows.txt"] if "windows.txt" in further else ["first_rows.txt"]
    assert [table.file for table in wanted_tables(study, "prepare")] == prepared
    written = [table.file for table in wanted_tables(study, "tabulate")]
    assert written == [file for file in tables if file not in prepared]


def test_only_files_that_are_written_elsewhere_have_no_maker():
    without = [t.file for t in TABLES if t.make is None and t.stage != "forecast"]
    assert without == ["forecasts.csv.gz", "predictions.csv.gz", "first_rows.txt", "windows.txt"]
    assert {(t.make, t.stage) for t in FORECAST_STAGE_TABLES} == {(None, "forecast")}


@pytest.mark.parametrize("table", [t for t in TABLES if t.page], ids=lambda table: table.name)
def test_a_table_of_the_report_has_a_page_and_a_caption(table):
    assert callable(pkgutil.resolve_name(table.page))
    caption = (ROOT / "workflow" / "report" / table.caption).read_text()
    assert caption.count(".") > 1  # sentences
    assert "{" not in caption  # Snakemake renders captions with Jinja.


def test_a_table_without_a_page_has_no_caption():
    assert [t.file for t in TABLES if bool(t.page) != bool(t.caption)] == []


def test_a_table_follows_the_tables_that_it_is_made_from():
    order = [table.file for table in TABLES]
    assert order.index("forecasts.csv.gz") < order.index("within.csv")
    assert order.index("history.csv.gz") < order.index("reaching.csv")
    assert order.index("history.csv.gz") < order.index("at_epochs.csv")


def test_the_names_of_a_table_come_from_its_file():
    table = Table("at_epochs.csv.gz", lambda study: True, None)
    assert (table.name, table.page_file) == ("at_epochs", "pages/at_epochs.html")


def test_a_page_that_shows_more_than_a_table_has_a_name_of_its_own():
    table = next(table for table in TABLES if table.file == "first_rows.txt")
    assert table.page_file == "pages/dataset.html"


def test_a_plan_with_all_tables_imports_no_slow_library():
    code = (
        "import sys, reprise.tables.registry;"
        "print({'numpy', 'pandas', 'scipy', 'statsmodels'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_files_of_a_study_can_be_sent_to_a_job(files):
    assert pickle.loads(pickle.dumps(files)).tables == files.tables
