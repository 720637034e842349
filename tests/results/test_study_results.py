import copy
import json
import subprocess
import sys

import pandas as pd
import pytest

import reprise
from reprise.errors import DamagedFileError, RepriseError
from reprise.results.study_folder import MissingResultError
from reprise.results.study_results import StudyResults
from reprise.results.table_conditions import CONDITIONS
from reprise.tables.registry import TABLES

HEAVY = ("tensorflow", "keras", "sklearn", "statsmodels", "matplotlib", "seaborn", "nbformat")


def test_opening_and_reading_imports_nothing_heavy(copied):
    code = (
        "import sys, reprise\n"
        "assert 'pandas' not in sys.modules\n"
        f"results = reprise.open({str(copied)!r})\n"
        "results.comparisons, results.describe, repr(results), results._repr_html_()\n"
        "results.compare('epochs=100', 'epochs=500')\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_table_of_the_folder_is_an_attribute(copied):
    results = reprise.open(copied)
    for name in results.tables:
        assert name in dir(results)
        (file,) = [table.file for table in TABLES if table.name == name]
        path = copied / file
        if path.suffix == ".txt":
            assert getattr(results, name) == path.read_text()
        else:
            table = getattr(results, name)
            table = table.reset_index() if name == "describe" else table
            pd.testing.assert_frame_equal(table, pd.read_csv(path))
    files = {path.name for path in copied.iterdir() if path.name.endswith((".csv", ".gz", ".txt"))}
    assert {table.file for table in TABLES if table.name in results.tables} == files


def test_describe_is_indexed_by_its_statistics(quick):
    describe = reprise.open(quick).describe
    assert describe.loc["mean", "epochs=500"] == pytest.approx(105.078416, abs=1e-6)
    assert describe.loc["count", "persistence"] == 1


def test_a_changed_table_changes_nothing_else(quick):
    results = reprise.open(quick)
    changed = results.runs
    changed["test_rmse"] = 0.0
    changed.loc[0, "configuration"] = "mine"
    assert results.runs["test_rmse"].min() > 90
    assert results.runs.loc[0, "configuration"] == "epochs=100"
    assert results.headline["mean"].iloc[0] > 90


def test_every_table_of_the_registry_has_words_for_its_studies():
    assert set(CONDITIONS) == {table.name for table in TABLES}


def test_a_missing_table_names_the_key_that_makes_it_and_the_tables_that_exist(quick):
    results = reprise.open(quick)
    assert not hasattr(results, "history")
    with pytest.raises(MissingResultError) as error:
        results.history  # noqa: B018
    assert isinstance(error.value, AttributeError) and isinstance(error.value, RepriseError)
    assert (
        "the study 'quick' has no table 'history': the key `evaluation.every_epoch: true`"
        in str(error.value)
    )
    assert "Its tables are runs, forecasts, describe, summary" in str(error.value)


def test_a_typo_in_a_table_names_the_nearest_one(quick):
    with pytest.raises(AttributeError, match="Did you mean 'comparisons'"):
        reprise.open(quick).comparison  # noqa: B018


def test_a_damaged_table_is_named(copied):
    path = copied / "summary.csv"
    path.write_text(path.read_text().replace("1", "2", 1))
    results = reprise.open(copied)
    with pytest.raises(DamagedFileError, match=r"summary\.csv: was changed after it was written"):
        results.summary  # noqa: B018
    assert len(results.runs) == 10, "the other tables can be read"


def test_a_deleted_table_is_named(copied):
    (copied / "best.csv").unlink()
    with pytest.raises(RepriseError, match=r"best\.csv: this file is missing, although"):
        reprise.open(copied).best  # noqa: B018


@pytest.mark.parametrize("name", ["made_from/tabulate.json", "tables.sha256"])
def test_a_study_without_complete_tables_is_not_opened(copied, name):
    (copied / name).unlink()
    with pytest.raises(RepriseError) as error:
        reprise.open(copied)
    assert f"{copied}: the stage 'tabulate' of this study has not completed ({name}" in str(
        error.value
    )
    assert "it continues where it stopped" in str(error.value)


def test_a_table_of_a_stage_that_has_not_completed_says_so(copied):
    (copied / "settings" / "forecast.json").write_text("{}")
    with pytest.raises(AttributeError, match="yet, because the stage 'forecast' has not completed"):
        reprise.open(copied).forecast  # noqa: B018


def test_settings_of_another_version_are_an_error_that_names_the_file(copied):
    path = copied / "settings" / "draw.json"
    document = json.loads(path.read_text())
    del document["metric"]
    path.write_text(json.dumps(document))
    with pytest.raises(RepriseError, match=r"draw\.json: another version of Reprise wrote"):
        reprise.open(copied).metric  # noqa: B018


def test_the_properties_say_what_the_study_is(copied):
    results = reprise.open(copied.rename(copied.with_name("copy")))
    assert results.study == "quick"
    assert results.title == "How much do random starts change the result? A first look"
    assert results.description.startswith("One LSTM unit, trained from five random starts")
    assert results.metric == "test_rmse"
    assert results.configurations == ["epochs=100", "epochs=500"]


def test_the_text_of_the_results_has_the_best_mean_and_the_tables(quick):
    text = repr(reprise.open(quick))
    assert text.startswith("Results of the study quick: How much do random starts")
    assert "2 configurations, 10 runs, 0 of them diverged; metric test_rmse" in text
    assert "best mean (1 ahead): 105.1 by epochs=500, interval 92.94 to 114.8" in text


def test_results_can_be_copied(quick):
    results = copy.copy(reprise.open(quick))
    assert isinstance(results, StudyResults) and len(results.runs) == 10
