"""The page of a study's dataset: its source, its rows, and what the framing makes of them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from reprise.data.framing import Framing, SplitName
from reprise.data.row_counts import count_observations_before_tests
from reprise.data.samples import Samples
from reprise.data.series import Series
from reprise.framing_settings import CLASSES_OF_TARGETS
from reprise.report.html_pages import Section, sections_page, table_html
from reprise.settings import DatasetSettings
from reprise.stats.p_values import describe_p_value, format_p_value
from reprise.tables.study_tables import StudyTables

MOST_FEATURES = 30
MOST_NAMES = 3
SIGNIFICANT = 0.05
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")
SPLIT_COLUMNS = {"train": "training rows", "validation": "validation rows", "test": "test rows"}
UNIT_ROOT = "Does the series have a unit root?"
UNIT_ROOT_HEADINGS = {
    "regression": "regression with",
    "critical_5_percent": "5% critical value",
    "problem": "why there is no test",
}
KEYS_OF_GENERATORS = ("samples", "wavelength", "noise", "random_state")
FILLING = {
    "refuse": "",
    "forward_fill": "each repeats the last observation.",
    "seasonal": "each repeats the observation one season before.",
    "interpolate": (
        "each lies on a straight line between the observations on both sides, if both are known"
        " when the forecast is made, and otherwise it repeats the last observation."
    ),
}
GENERATORS = {
    "circles": "scikit-learn's make_circles generated the points.",
    "moons": "scikit-learn's make_moons generated the points.",
    "digits": "The images are scikit-learn's load_digits, with every pixel divided by 16.",
    "iris": "The measurements are scikit-learn's load_iris.",
    "wine": "The measurements are scikit-learn's load_wine.",
    "diabetes": "The measurements are scikit-learn's load_diabetes, in their original units.",
    "sine": "Reprise generated a sine wave between -1 and 1.",
}


def describe_dataset(tables: StudyTables) -> str:
    """Describe the dataset of a study: source, first rows, statistics, shapes, classes, test."""
    sections = [
        Section(
            "Source",
            (
                _describe_source(tables.settings.dataset),
                *_describe_times(tables.settings.dataset, tables.dataset),
            ),
        ),
        Section("First rows", text=tables.read_text("first_rows.txt")),
        _statistics(tables),
        _shapes(tables),
    ]
    if tables.framings[0].classes:
        sections.append(_classes(tables))
    if tables.settings.dataset.is_series:
        sections.append(_unit_root(tables))
    return sections_page(f"{tables.settings.study}: the dataset", sections)


def _describe_source(dataset: DatasetSettings) -> str:
    if dataset.file:
        return f"The data are in the CSV {dataset.file}."
    copy = "The file dataset.csv in the folder of the study has all rows."
    if dataset.url:
        return (
            f"The data were downloaded from {dataset.url} (SHA-256 checksum {dataset.sha256})."
            f" {copy}"
        )
    if dataset.values:
        return f"The study file lists the numbers. {copy}"
    values = {key: getattr(dataset, key) for key in KEYS_OF_GENERATORS}
    options = [f"{key} {value}" for key, value in values.items() if value is not None]
    settings = f" Its settings are: {', '.join(options)}." if options else ""
    return f"{GENERATORS[dataset.builtin or '']}{settings} {copy}"


def _describe_times(settings: DatasetSettings, dataset: Series | Samples) -> Iterator[str]:
    """Say how the times of a series of a CSV follow each other, and which zone they have."""
    if not isinstance(dataset, Series) or settings.is_generated:
        return
    if dataset.frequency is None:
        sentence = "The times follow no calendar: each row is one step after the row before."
    else:
        origin = "dataset.frequency" if settings.frequency else "inferred from the times"
        sentence = f"The frequency of the times is {dataset.frequency} ({origin})."
    zone = getattr(dataset.times, "tz", None)
    yield f"{sentence} Their time zone is {zone}." if zone else sentence


def _statistics(tables: StudyTables) -> Section:
    """What pandas' describe() gives for a series by split, or for each feature of samples."""
    dataset = tables.dataset
    columns: dict[str, np.ndarray] = {}
    paragraphs: list[str] = []
    if isinstance(dataset, Series):
        for name in dataset.targets:
            end = f", {name}" if len(dataset.targets) > 1 else ""
            parts = _observations_by_split(dataset.columns[name], tables)
            columns |= {f"{part}{end}": values for part, values in parts.items()}
        others = {n: v for n, v in dataset.columns.items() if n not in dataset.targets}
        columns |= {f"all values, {name}": values for name, values in others.items()}
        paragraphs += _describe_missing(dataset, tables)
        paragraphs.append(
            "The part for training has all observations before the validation rows and the test"
            " rows. If two parts lie at different levels, a network is tested on values that it has"
            " not seen in training."
        )
    elif dataset.are_images:
        columns = {"all pixels": dataset.x.reshape(-1)}
    else:
        shown = dataset.feature_names[:MOST_FEATURES]
        columns = {name: dataset.x[:, k] for k, name in enumerate(shown)}
        if len(shown) < len(dataset.feature_names):
            paragraphs.append(
                f"The table has the first {len(shown)} of {len(dataset.feature_names)} features."
            )
    if isinstance(dataset, Samples) and not dataset.class_names:
        columns[f"{dataset.target_name} (to predict)"] = dataset.y
    described = pd.DataFrame({name: pd.Series(v).describe() for name, v in columns.items()}).T
    table = described.astype({"count": int}).rename_axis("part").reset_index()
    return Section("Statistics", tuple(paragraphs), table=table_html(table))


def _describe_missing(series: Series, tables: StudyTables) -> Iterator[str]:
    """Count the missing observations of each column, and say how they are filled."""
    counts = {name: int(np.isnan(values).sum()) for name, values in series.columns.items()}
    listed = [f"{name}: {number}" for name, number in counts.items() if number]
    if not listed:
        return
    yield (
        f"Missing observations of {len(series)} ({', '.join(listed)}) are filled if a network"
        f" reads them as inputs: {FILLING[tables.settings.dataset.missing]} A missing observation"
        " is never a target: no network learns it, and no error counts it."
    )


def _observations_by_split(values: np.ndarray, tables: StudyTables) -> dict[str, np.ndarray]:
    """The observations of a column, and those of each split; with origins, those before the first.

    The splits are those of the first framing. A split has the observations that are its targets,
    and the training split has all observations before the other splits.
    """
    settings = tables.settings
    parts = {"all observations": values}
    if settings.partition_kind == "origin":
        seen = count_observations_before_tests(len(values), settings.framings)
        return parts | {"before the first origin": values[:seen]}
    framing = settings.framings[0]
    used = values[: framing.observations]
    test = len(used) - (framing.test_rows or 0)
    validation = test - framing.validation_rows
    parts["for training"] = used[:validation]
    if framing.validation_rows:
        parts["validation rows"] = used[validation:test]
    if framing.test_rows:
        parts["test rows"] = used[test:]
    return parts


def _shapes(tables: StudyTables) -> Section:
    """The shapes of X and y of every framing."""
    settings = tables.settings
    rows = []
    for number, framing in enumerate(tables.framings):
        users = [e.name for e in settings.configurations if e.framing_number == number]
        training = framing.split("train")
        rows.append(
            {
                "configurations": _shorten(users, len(settings.configurations)),
                "X of the training rows": str(framing.x[training].shape),
                "y of the training rows": str(framing.y[training].shape),
                "validation rows": framing.validation_rows,
                "test rows": framing.test_rows,
            }
        )
    axes = "rows, time steps, features"
    if isinstance(tables.dataset, Samples):
        are_time_steps = settings.framings[0].features_as == "time_steps"
        if tables.dataset.are_images:
            axes = "rows, height, width, channels"
        elif not are_time_steps:
            axes = "rows, features"
    text = f"The shape of X is ({axes}). The shape of y is (rows, targets)."
    if any(framing.has_query for framing in tables.framings):
        text += " The only test row is the query."
    return Section("Shapes after framing", (text,), table=table_html(pd.DataFrame(rows)))


def _classes(tables: StudyTables) -> Section:
    """How many targets of each class every split of the first framing has."""
    framing, dataset = tables.framings[0], tables.dataset
    if isinstance(dataset, Samples):
        names = dataset.class_names
    else:
        names = list(CLASSES_OF_TARGETS[tables.settings.framings[0].target])
    counts = {"class": names, "all rows": _count_classes(framing.y, framing)}
    for split in SPLITS:
        targets = framing.y[framing.split(split)]
        if len(targets):
            counts[SPLIT_COLUMNS[split]] = _count_classes(targets, framing)
    text = "The number of rows of each class after framing."
    if framing.y.shape[1] > 1:
        text += f" Each of the {framing.y.shape[1]} steps of a row counts."
    if len(tables.framings) > 1:
        text += " The study has several framings; these are the rows of the first one."
    return Section("Classes", (text,), table=table_html(pd.DataFrame(counts)))


def _count_classes(targets: np.ndarray, framing: Framing) -> list[int]:
    return np.bincount(targets.ravel().astype(int), minlength=framing.classes).tolist()


def _unit_root(tables: StudyTables) -> Section:
    """The augmented Dickey-Fuller test of the observations before the test rows, in words."""
    table = tables.unit_roots
    seen = f"the first {table['values'].iloc[0]} observations"
    has_tests = any(framing.test_rows for framing in tables.settings.framings)
    which = "come before all test rows" if has_tests else "the networks may read"
    used = f"The test uses only {seen}, which {which}."
    if table["p"].isna().all():
        reason = table["problem"].iloc[0]
        return Section(UNIT_ROOT, (f"{used} There is no test, because {reason}.",))
    paragraphs = [
        "In a random walk, every shock shifts all later values. Such a series has a unit root, and"
        " differencing makes it stationary. The augmented Dickey-Fuller test assumes a unit root;"
        f" a small p (below {SIGNIFICANT}) speaks against it. The regression of the test has a"
        " constant, or a constant and a trend. The second form suits a series that rises or falls"
        " steadily.",
        used,
        *(_describe_test(row) for _, row in table.iterrows()),
        "What the test does not say: a large p does not prove a unit root, because with few values"
        " the test often misses that there is none. A small p does not say that the series has no"
        " season, no change of its variance and no jump. The test does not say how well a network"
        " forecasts.",
    ]
    shown = table.assign(
        p=table["p"].map(format_p_value, na_action="ignore"),
        lags=table["lags"].map("{:.0f}".format, na_action="ignore"),
    )
    if table["problem"].isna().all():
        shown = shown.drop(columns="problem")
    shown = shown.rename(columns=UNIT_ROOT_HEADINGS)
    return Section(UNIT_ROOT, tuple(paragraphs), table=table_html(shown))


def _describe_test(row: pd.Series) -> str:
    name = f"{row['series'].capitalize()}, with a {row['regression']}"
    if pd.isna(row["p"]):
        return f"{name}: there is no test, because {row['problem']}."
    p = describe_p_value(row["p"])
    if row["p"] < SIGNIFICANT:
        level = "a straight line" if "trend" in row["regression"] else "a constant level"
        return (
            f"{name}: the test rejects a unit root ({p}). The series seems to return to {level}"
            " after a shock."
        )
    return f"{name}: the test does not reject a unit root ({p})."


def _shorten(names: list[str], number: int) -> str:
    """List a few names; all configurations are `all`."""
    if len(names) == number:
        return "all"
    shown = ", ".join(names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return f"{shown} and {rest} more" if rest > 0 else shown
