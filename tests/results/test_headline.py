import pandas as pd
import pytest

import reprise
from reprise.results.headline import tabulate_headline, verdicts_on
from reprise.tables.study_tables import StudyTables


def test_every_value_is_a_cell_of_a_csv(eras):
    (row,) = reprise.open(eras).headline.to_dict("records")
    name = "era=keras3,epochs=500"
    assert row["configuration"] == name
    files = {
        file: pd.read_csv(eras / f"{file}.csv") for file in ("summary", "best", "one_training")
    }
    cells = {
        column: table.set_index("configuration")[column][name]
        for table in files.values()
        for column in table.columns[1:]
        if column in row and column != "configuration"
    }
    verdicts = pd.read_csv(eras / "comparisons.csv")
    verdicts = verdicts[(verdicts["kind"] == "baseline") & (verdicts["configuration"] == name)]
    cells |= {f"against {r.other}": r.verdict for r in verdicts.itertuples()}
    del row["configuration"]
    assert row == cells
    assert len(row) == 11
    assert row["against least_squares"] == "worse" and row["against persistence"] == "better"


def test_a_group_without_completed_runs_has_no_row(eras):
    class Tables(StudyTables):
        def __init__(self, of):
            self.__dict__ = {**vars(of)}

    tables = Tables(reprise.open(eras)._study_tables)
    tables.__dict__["summary"] = tables.summary.assign(mean=float("nan"))
    assert tabulate_headline(tables).empty


def test_verdicts_on_a_configuration_are_seen_from_it(eras):
    results, name = reprise.open(eras), "era=keras3,epochs=500"
    verdicts = verdicts_on(results.comparisons, {name})
    assert verdicts["other"].tolist() == [
        *("era=keras3,epochs=100", "era=keras1,epochs=500", "persistence", "least_squares"),
    ]
    for row in verdicts.to_dict("records"):
        pair = results.compare(name, row["other"])
        assert row == {column: getattr(pair, column) for column in row}


def test_one_configuration_has_a_headline_without_a_choice(tmp_path):
    from made_results import make_results

    text = "extends: quick\ntitle: Small\nrepeats: 3\nvary: {training.epochs: [100]}\n"
    text += "baselines: [persistence]\n"
    folder = make_results(tmp_path / "results", "one", text, {"epochs=100": [120.0, 121.0, 125.0]})
    (row,) = reprise.open(folder).headline.to_dict("records")
    assert row["mean"] == pytest.approx(122)
    assert pd.isna(row["probability_best"])
    assert row["against persistence"] == "cannot tell"
