import pytest

from reprise.config import dataset_content
from reprise.config.dataset_content import check_content
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings

FRAMINGS = [FramingSettings(lags=1, test_rows=2)]
SERIES = DatasetSettings(file="f.csv", time="t", value="v")
SAMPLES = DatasetSettings(file="f.csv", features=("a", "b"), label="kind")


@pytest.fixture
def told(monkeypatch):
    """The messages that a check shows in the terminal."""
    shown = []
    monkeypatch.setattr(dataset_content, "show_message", shown.append)
    return shown


@pytest.fixture
def file(tmp_path):
    """Write rows of a CSV below a header, and return its path."""

    def write(header, *rows):
        path = tmp_path / "f.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return str(path)

    return write


def days(*values):
    return [f"2024-01-{day:02d},{value}" for day, value in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ([5, 5, 5, 5], "all 4 observations are 5, so there is nothing to learn from them."),
        (
            [5, 5, 5, 6, 7],
            "before the test rows, all 3 observations are 5, so there is nothing to learn",
        ),
    ],
)
def test_a_target_that_does_not_change_is_refused(file, config_error, values, problem):
    path = file("t,v", *days(*values))
    error = config_error(check_content, SERIES, FRAMINGS, path, "s.yaml")
    assert str(error).startswith(f"s.yaml: {path}, column 'v': {problem}")
    assert error.key == "dataset.value"
    listed = DatasetSettings(values=tuple(values))
    error = config_error(check_content, listed, FRAMINGS, None, "s.yaml")
    assert str(error).startswith(f"s.yaml: {problem}") and error.key == "dataset.values"


def test_a_target_is_compared_in_the_observations_of_the_earliest_origin(file, config_error):
    path = file("t,v", *days(5, 5, 5, 6, 7, 8))
    check_content(SERIES, FRAMINGS, path, "s.yaml")
    earlier = [*FRAMINGS, FramingSettings(lags=1, test_rows=2, observations=5)]
    assert config_error(check_content, SERIES, earlier, path, "s.yaml")


def test_missing_observations_do_not_hide_a_constant_target(file, config_error):
    dataset = DatasetSettings(file="f.csv", time="t", value=("v",), missing="forward_fill")
    path = file("t,v", *days(5, "", 5, 5))
    assert config_error(check_content, dataset, FRAMINGS, path, "s.yaml")


def test_a_part_of_the_calendar_that_does_not_change_is_told(file, told):
    path = file("t,v", *days(5, 6, 7, 8))
    framing = FramingSettings(lags=1, test_rows=1, calendar=("day", "month", "hour"))
    check_content(SERIES, [framing], path, "s.yaml")
    assert [sentence.split(": ")[2].split(",")[0] for sentence in told] == [
        "framing.calendar has month",
        "framing.calendar has hour",
    ]


def test_an_input_that_does_not_change_is_told(file, told):
    dataset = DatasetSettings(file="f.csv", time="t", value="v", inputs=("w",))
    path = file("t,v,w", *days("1,3", "2,3", "3,3", "4,3"))
    check_content(dataset, FRAMINGS, path, "s.yaml")
    assert told == [
        f"s.yaml: {path}: the column 'w' is 3 in every row, so a network learns nothing from it."
    ]


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        (
            ["x", "y", "x", "z"],
            "2 classes have only one row ('y', 'z'), but a class needs a row to learn from and a"
            " row to test on. Add rows, or join the class with another one.",
        ),
        (["x", "x", "y"], "the class 'y' has only one row, but"),
        (
            ["151", "75", "141", "75"],
            "2 classes have only one row ('141', '151'), but a class needs a row to learn from and"
            " a row to test on. Add rows, or join the class with another one. If a network is to"
            " learn numbers, set dataset.target in place of dataset.label.",
        ),
        (
            ["3.7", "4.1", "5", "6"],
            "the classes '3.7', '4.1' are numbers with decimals, but a class is the name of a"
            " group. If a network is to learn the numbers, set dataset.target in"
            " place of dataset.label;",
        ),
    ],
)
def test_classes_from_which_nothing_can_be_learned_are_refused(file, config_error, labels, problem):
    path = file("a,b,kind", *(f"{k},{k % 3},{label}" for k, label in enumerate(labels)))
    error = config_error(check_content, SAMPLES, FRAMINGS, path, "s.yaml")
    assert str(error).startswith(f"s.yaml: {path}, column 'kind': {problem}")
    assert error.key == "dataset.label"


@pytest.mark.parametrize("labels", [["0", "1"], ["0.0", "1.0"], ["nan", "x"], ["1e400", "2"]])
def test_whole_numbers_and_words_are_classes(file, told, labels):
    path = file("a,b,kind", *(f"{k},{k % 3},{label}" for k, label in enumerate(labels * 3)))
    check_content(SAMPLES, FRAMINGS, path, "s.yaml")
    assert told == []


def test_odd_samples_are_told(file, told):
    path = file("a,b,kind", *(f"{k},1,{label}" for k, label in enumerate(["Yes", "yes", "no"] * 2)))
    check_content(SAMPLES, FRAMINGS, path, "s.yaml")
    assert told == [
        f"s.yaml: {path}: 'b' has the same value in every row, so a network learns nothing from"
        " it.",
        f"s.yaml: {path}: the classes 'Yes', 'yes' differ only by capital letters or blanks; they"
        " count as different classes.",
    ]
    told.clear()
    wide = DatasetSettings(file="f.csv", features=tuple("abcde"), label="kind")
    path = file("a,b,c,d,e,kind", "1,2,3,4,5,x", "2,3,4,5,6,y", "3,4,5,6,7,x", "4,5,6,7,9,y")
    check_content(wide, FRAMINGS, path, "s.yaml")
    assert len(told) == 1 and "there are 5 features and only 4 rows;" in told[0]


def test_a_generated_dataset_is_not_made_for_the_check(told):
    sine = DatasetSettings(builtin="sine", samples=10**12, wavelength=20.0)
    check_content(sine, FRAMINGS, None, "s.yaml")
