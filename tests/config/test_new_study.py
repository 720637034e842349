"""A new study suits its CSV, is valid as it stands, and never overwrites a file."""

import shutil

import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import ROOT

from reprise.config import new_study, starter_text, yaml_files
from reprise.config.new_study import describe, main, make_study
from reprise.config.starter_sizes import choose_sizes
from reprise.config.starter_study import find_season
from reprise.config.study_file import load_study
from reprise.errors import ConfigError

NUMBERS = np.random.default_rng(1).normal(10, 2, 400).round(3)


@pytest.fixture
def folder(tmp_path):
    """An empty project."""
    (tmp_path / "config" / "studies").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    return tmp_path


def write(folder, text, name="mine.csv"):
    path = folder / "data" / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def series(frequency="D", number=60, start="2020-01-31", time_format=None, **columns):
    """A CSV of a series."""
    times = pd.date_range(start, periods=number, freq=frequency)
    columns = columns or {"sales": NUMBERS[:number]}
    return pd.DataFrame(columns, times).to_csv(index_label="time", date_format=time_format)


def study_of(folder, text, name="mine"):
    """The new study of a CSV, as its file has it and as it is loaded."""
    study = make_study(name, write(folder, text), folder)
    file = folder / "config" / "studies" / f"{name}.yaml"
    assert load_study(name, file.parent, folder) == study
    return yaml.safe_load(file.read_text(encoding="utf-8")), study


def error_of(folder, text):
    """The error of a CSV, and nothing written."""
    with pytest.raises(ConfigError) as error:
        study_of(folder, text)
    assert list((folder / "config" / "studies").iterdir()) == []
    return str(error.value)


@pytest.mark.parametrize(
    ("frequency", "period"),
    [
        *(("MS", 12), ("ME", 12), ("QS", 4), ("QE", 4), ("D", 7), ("W-SAT", 52), ("h", 24)),
        *(("B", 5), ("YS", None), ("15min", 96), ("2h", 12), ("2MS", 6), ("7D", 52), ("5h", None)),
    ],
)
def test_a_frequency_gives_its_season(folder, frequency, period):
    document, study = study_of(folder, series(frequency, 300, "2001-01-01"))
    assert document["dataset"].get("period") == period
    assert study.dataset.period == period
    assert ("seasonal_naive" in study.baselines) == (period is not None)
    assert ("sarima" in study.baselines) == (period is None or period <= 24)


def test_a_season_that_the_series_does_not_have_twice_is_left_out(folder):
    document, _ = study_of(folder, series("W-SAT", 100))
    assert "period" not in document["dataset"]


def test_no_frequency_and_odd_steps_have_no_season():
    assert find_season(None) == find_season("ms") == find_season("5YS") == (None, "")


def test_the_sizes_suit_the_number_of_rows(folder):
    document, study = study_of(folder, series(number=200))
    assert document["framing"]["test_rows"] == 40 and document["framing"]["validation_rows"] == 30
    assert document["dataset"]["units"] == "value"
    assert document["training"]["keep"] == "best" and document["repeats"] == 10
    assert study.configurations[0].train_rows == 200 - 40 - 30 - 7  # the lags of a week
    for rows in (12, 36, 300, 3000, 30_000, 300_000, 3_000_000):
        sizes = choose_sizes(rows, 12)
        train_rows = rows - sizes.test_rows - sizes.validation_rows
        assert sizes.lags + 1 < train_rows
        assert sizes.epochs * train_rows / sizes.batch_size <= 60_000
        assert sizes.epochs * train_rows <= 10_000_000


def test_the_smallest_file_gives_a_valid_study(folder):
    study_of(folder, series(number=12))


def test_the_last_column_of_numbers_is_forecast_and_the_others_are_offered_as_inputs(folder):
    text = series(a=NUMBERS[:60], b=["x"] * 60, c=NUMBERS[60:120], d=NUMBERS[:60])
    document, _ = study_of(folder, text)
    assert document["dataset"]["value"] == "d"
    written = (folder / "config" / "studies" / "mine.yaml").read_text()
    assert "\n  # inputs: [a, c]\n" in written
    assert "does not use: [b]" in written
    enabled = written.replace("  # inputs:", "  inputs:")
    (folder / "config" / "studies" / "other.yaml").write_text(enabled)
    study = load_study("other", folder / "config" / "studies", folder)
    assert study.dataset.inputs == ("a", "c")


def test_a_column_that_begins_empty_or_never_changes_is_not_forecast(folder):
    late = [None, *NUMBERS[1:60]]
    early = [*NUMBERS[:59], None]
    text = series(a=NUMBERS[:60], b=late, c=[1.0] * 60, d=early)
    assert study_of(folder, text.replace("\n\n", "\n"))[0]["dataset"]["value"] == "a"


def test_gaps_and_empty_cells_are_counted(folder):
    lines = series(number=100).splitlines()
    lines[20] = lines[20].split(",")[0] + ","
    del lines[30:33]
    document, _ = study_of(folder, "\n".join(lines) + "\n")
    assert document["dataset"]["missing"] == "interpolate"
    written = (folder / "config" / "studies" / "mine.yaml").read_text()
    assert "4 of 100 observations are missing; the file lacks 3 rows" in written


@pytest.mark.parametrize(
    ("time_format", "frequency", "start"),
    [
        ("%d.%m.%Y", "D", "2020-01-31"),
        ("%m/%d/%Y", "D", "2020-01-31"),
        ("%Y", "YS", "1900-01-01"),
        ("%Y%m", "MS", "1990-01-01"),
        ("%b %Y", "MS", "1990-01-01"),
        ("%d/%m/%Y %H:%M", "h", "2020-01-31"),
        ("%Y.0", "YS", "1900-01-01"),
        ("%d/%m/%y", "D", "2020-01-31"),
        ("%d.%m.%y", "D", "2020-01-31"),
    ],
)
def test_a_format_of_times_is_found(folder, time_format, frequency, start):
    text = series(frequency, 80, start, time_format)
    document, _ = study_of(folder, text)
    assert document["dataset"]["time_format"] == time_format
    assert "irregular" not in str(document) and "missing" not in str(document)


@pytest.mark.parametrize(
    ("times", "frequency"),
    [
        ([f"{year}Q{quarter}" for year in range(1960, 1980) for quarter in range(1, 5)], "QS-JAN"),
        ([f"2024-W{week:02d}" for week in range(1, 53)], "W-MON"),
    ],
)
def test_quarters_and_weeks_are_times(folder, times, frequency):
    lines = [f"{time},{NUMBERS[k]}" for k, time in enumerate(times)]
    document, _ = study_of(folder, "\n".join(["when,sales", *lines]))
    assert document["dataset"]["time"] == "when"
    assert f"frequency {frequency}" in (folder / "config" / "studies" / "mine.yaml").read_text()


def test_numbers_of_rows_are_no_times(folder):
    lines = [f"{k},{NUMBERS[k]},{'ab'[k % 2]}" for k in range(60)]
    assert study_of(folder, "\n".join(["row,size,kind", *lines]))[1].task == "classify"


def test_of_two_formats_the_one_without_gaps_is_chosen(folder):
    times = [f"01/{month:02d}/{year}" for year in range(2000, 2005) for month in range(1, 13)]
    lines = [f"{time},{NUMBERS[k]}" for k, time in enumerate(times)]
    document, _ = study_of(folder, "\n".join(["when,sales", *lines]))
    assert document["dataset"]["time_format"] == "%d/%m/%Y"
    assert "missing" not in document["dataset"] and document["dataset"]["period"] == 12


def test_times_without_a_calendar_are_irregular(folder):
    steps = np.random.default_rng(2).integers(1, 10_000, 80).cumsum()
    times = pd.Timestamp("2020-01-01") + pd.to_timedelta(steps, unit="min")
    lines = [f"{time:%Y-%m-%dT%H:%M},{NUMBERS[k]}" for k, time in enumerate(times)]
    document, _ = study_of(folder, "\n".join(["when,sales", *lines]))
    assert document["dataset"]["frequency"] == "irregular"


def test_summer_time_in_offsets_gives_a_time_zone(folder):
    times = pd.date_range("2024-03-29", periods=100, freq="h", tz="Europe/Berlin")
    lines = [f"{time.isoformat()},{NUMBERS[k]}" for k, time in enumerate(times)]
    document, _ = study_of(folder, "\n".join(["when,sales", *lines]))
    assert document["dataset"]["time_zone"] == "UTC"


@pytest.mark.parametrize(
    ("separator", "decimal"), [(";", ","), ("\t", "."), ("|", "."), (";", "."), ("\t", ",")]
)
def test_the_separator_and_the_decimal_mark_are_found(folder, separator, decimal):
    frame = pd.read_csv(folder / write(folder, series()), dtype=str)
    frame["sales"] = frame["sales"].str.replace(".", decimal)
    document, study = study_of(folder, frame.to_csv(sep=separator, index=False))
    assert document["dataset"].get("separator", ",") == separator
    assert document["dataset"].get("decimal", ".") == decimal
    assert study.dataset.value == "sales"


NAMES = (
    *("a b", 'say "x"', "it's", "größe", "a: b", "# c", "c # d", "[e]", "{f}", "g, h", "- i", "&j"),
    *("*k", "!l", "%m", "@n", "`o`", "true", "null", "~", "no", "010", "1e3", "1_000", "1:30", "0"),
    *("?", "売上", "q\\", "=r", "<<", "e\u0301", "2020-01-01", "t\tu", "-", ".5", "y"),
)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_valid_yaml(name):
    text = f"a: {starter_text.quote(name)}  # comment\nb: [{starter_text.quote(name)}, c]\n"
    assert yaml.load(text, yaml_files._Loader) == {"a": name, "b": [name, "c"]}


def test_a_study_can_have_columns_with_any_names(folder):
    columns = {name: NUMBERS[k : k + 60] for k, name in enumerate(NAMES)}
    assert study_of(folder, series(**columns))[1].dataset.value == NAMES[-1]
    text = (folder / "config" / "studies" / "mine.yaml").read_text(encoding="utf-8")
    assert f"and {len(NAMES) - 1 - 12} more" in text
    samples = pd.DataFrame(columns | {"kind: #'\"": ["a", "b", "c"] * 20}).to_csv(index=False)
    _, study = study_of(folder, samples, "samples")
    assert study.dataset.features == NAMES and study.dataset.label == "kind: #'\""


def test_a_column_of_texts_or_of_few_integers_has_classes(folder):
    frame = pd.DataFrame({"x": NUMBERS[:90], "y2": NUMBERS[90:180], "kind": ["a", "b", "c"] * 30})
    document, study = study_of(folder, frame.to_csv(index=False))
    assert document["dataset"]["label"] == "kind" and study.task == "classify"
    frame["kind"] = [0, 1, 2] * 30
    assert study_of(folder, frame.to_csv(index=False), "two")[0]["dataset"]["label"] == "kind"
    frame["city"] = [f"city {k}" for k in range(90)]
    document, _ = study_of(folder, frame.to_csv(index=False), "three")
    assert document["dataset"]["label"] == "kind"
    assert document["dataset"]["features"] == ["x", "y2"]
    text = (folder / "config" / "studies" / "three.yaml").read_text()
    assert "does not use: [city]" in text


def test_a_column_of_numbers_is_predicted(folder):
    frame = pd.DataFrame({"x": NUMBERS[:90], "price": NUMBERS[90:180]})
    document, study = study_of(folder, frame.to_csv(index=False))
    assert document["dataset"]["target"] == "price" and study.task == "regress"
    assert "It predicts the column price." in describe(study, "mine.csv")


def test_a_feature_with_an_empty_cell_is_left_out(folder):
    frame = pd.DataFrame({"x": NUMBERS[:90], "z": NUMBERS[90:180], "kind": ["a", "b", "c"] * 30})
    frame.loc[5, "x"] = None
    document, _ = study_of(folder, frame.to_csv(index=False))
    assert document["dataset"]["features"] == ["z"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("a,b\n", "has no rows below its header"),
        ("sales\n" + "1\n" * 20, "has only one column ('sales')"),
        (series(number=3), "has 3 rows below its header, but a study needs at least 12"),
        ("a,b\n" + "x,y\n" * 20, "has no column of numbers"),
        (series(sales=["abc"] * 60), "line 2, column 'sales': 'abc' is not a number"),
        (series(sales=[*NUMBERS[:59], "1.5x"]), "line 61, column 'sales': '1.5x' is not a number"),
        ("\n".join(series().splitlines()[1:]), "looks like data; add a first row with the names"),
        (series(sales=[1.0] * 60), "'sales' never changes"),
        ("\n".join([series(), series().partition("\n")[2]]), "is also the time of line"),
        (series().replace("2020-02-03", "2020-02-33"), "'2020-02-33' is not a time"),
        (series().replace("2020-02-03", ""), "the cell is empty; write the time"),
        (series(number=40) + "2021-01-01,1,5\n", "the row has 3 cells, but the header has 2"),
        ("a,a\n" + "1,2\n" * 20, "has two columns named 'a'"),
        ("a;b\n" + "1,234;x\n" * 20, "'1,234' can be read as two numbers"),
        (series().replace("time", "", 1), "the column of times has no name"),
        (
            "a title\n" + series(),
            "line 1: the first row has one cell ('a title'), but",
        ),
        ("# a\n\n" + series(), "Remove the lines above the names of the columns."),
        ("t,v\n" + "".join(f"{1577836800 + 60 * k},{k % 9}\n" for k in range(60)), "seconds"),
        ("t,v\n" + "".join(f"{k:02d}:30,{k}\n" for k in range(24)), "with the year, such as"),
        ("v,kind\n" + "".join(f"{k},a\n" for k in range(60)), "The columns 'kind' ('a', ...) have"),
        (series(sales=[*NUMBERS[:50], *[1.0] * 9, np.inf]), "'inf' is not a finite number"),
        ("kind,n\n" + "a,\nb,\n" * 20, "has no column of numbers"),
    ],
)
def test_a_csv_for_which_there_is_no_study_is_told(folder, text, problem):
    assert problem in error_of(folder, text)


def test_files_that_are_no_csv_are_told(folder):
    for csv, problem in {
        "nowhere.csv": "there is no such CSV file",
        str(folder): "is a folder, not a CSV file",
        "https://example.org/a.csv": "Download it first",
        "": "CSV is empty. Write both, as in: make new-study",
    }.items():
        with pytest.raises(ConfigError, match=problem):
            make_study("mine", csv, folder)
    (folder / "data" / "b.csv").write_bytes(b"PK\x03\x04 sheet")
    with pytest.raises(ConfigError, match="spreadsheet"):
        make_study("mine", str(folder / "data" / "b.csv"), folder)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "NAME is empty"),
        ("a b", "has the character ' '"),
        ("a/b", "write only the name of the study: b"),
        ("mine.yaml", "write only the name of the study: mine"),
        ("results", "reserved for Reprise itself"),
        ("-x", "begins with another character"),
        ("quick", "there is already a study of this name"),
        ("Quick", "one file on Windows and macOS"),
        ("fast", "the name of a group"),
    ],
)
def test_a_name_that_cannot_be_used_is_told_before_the_csv_is_read(folder, name, problem):
    studies = folder / "config" / "studies"
    (studies / "quick.yaml").write_text("group: fast\n")
    with pytest.raises(ConfigError, match=problem):
        make_study(name, "nowhere.csv", folder)
    assert [path.name for path in studies.iterdir()] == ["quick.yaml"]


def test_a_csv_inside_the_project_has_a_relative_path(folder, tmp_path_factory):
    assert study_of(folder, series())[0]["dataset"]["file"] == "data/mine.csv"
    other = tmp_path_factory.mktemp("other") / "x.csv"
    shutil.copy(folder / "data" / "mine.csv", other)
    assert make_study("outside", str(other), folder).dataset.file == str(other)


def test_the_command_tells_what_to_run_next(folder, capsys, monkeypatch):
    monkeypatch.setattr(new_study, "ROOT", folder)
    monkeypatch.setattr(new_study.make_study, "__defaults__", (folder,))
    csv = write(folder, series())
    assert main(["mine", csv]) == 0
    printed = capsys.readouterr().out
    assert "2 configurations x 10 repeats = 20 runs" in printed
    assert "It forecasts the column sales. Read the file" in printed
    assert ".venv/bin/snakemake --config studies=mine" in printed
    assert main(["mine", csv]) == 1
    assert "there is already a study of this name" in capsys.readouterr().err


def test_the_committed_datasets_give_valid_studies(folder):
    for name in ("shampoo_sales", "daily_female_births"):
        study = make_study(name, str(ROOT / "data" / f"{name}.csv"), folder)
        assert "2 configurations" in describe(study, "x")
