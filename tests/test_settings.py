import json

import pytest

from reprise.forecast_settings import ForecastSettings
from reprise.framing_settings import ColumnSettings, FramingSettings, QuerySettings, list_lags
from reprise.json_settings import Settings
from reprise.partition import Partition
from reprise.predictor_settings import PredictorSettings
from reprise.published_settings import PublishedNumber
from reprise.retraining_settings import (
    ForecastStageSettings,
    PredictorStageSettings,
    RetrainingStageSettings,
)
from reprise.settings import (
    ComparisonSettings,
    DatasetSettings,
    EvaluationSettings,
    FigureOptions,
    RunSettings,
    StopSettings,
    TableSettings,
    TrainingSettings,
    as_list,
)
from reprise.stage_settings import (
    Candidate,
    ConfigurationEntry,
    ConfigurationSettings,
    FigureSettings,
    FramingUse,
    PrepareSettings,
    TabulateSettings,
    TrainStageSettings,
)

SERIES = DatasetSettings(file="f.csv", time="Month", value="Sales", units="euro", period=12)
SEVERAL = DatasetSettings(
    file="f.csv",
    time="Month",
    value=("Sales", "Visits"),
    inputs=("Price",),
    units=("euro", "people"),
    missing="seasonal",
)
SAMPLES = DatasetSettings(file="f.csv", features=("a", "b"), label="kind")
FRAMING = FramingSettings(
    observations=36, difference=1, lags=3, lags_as="time_steps", scale=(-1.0, 1.0), test_rows=12
)
QUERY = FramingSettings(lags=2, horizon=2, query=QuerySettings((1.0, 2.0), (3.0, 4.0)))
COLUMN = ColumnSettings("Price", "box_cox", (1, 12), "robust")
OF_COLUMNS = FramingSettings(
    inputs=("Price",), columns=(COLUMN,), calendar=("month",), difference=2, lags=3, test_rows=12
)
RUN = RunSettings(
    framing=FRAMING,
    model={
        "family": "lstm",
        "units": [2, 1],
        "kernel_regularizer": {"l1": 0.1, "l2": None},
        "batch_norm": None,
    },
    training=TrainingSettings(
        epochs=100,
        batch_size=4,
        loss="huber",
        optimizer={"name": "sgd", "nesterov": True, "clipnorm": None},
        shuffle=True,
        keep="best",
        stop=StopSettings(50, 0.01),
    ),
    evaluation=EvaluationSettings(every_epoch=True, state="reset", batch_size=1),
)
VERSIONS = {"keras": "3.15.0"}
ENTRIES = (
    ConfigurationEntry("units=1,origin=20", "units=1", 0, "abc", Partition("origin", 20)),
    ConfigurationEntry(
        "units=1,origin=24", "units=1", 1, "def", Partition("origin", 24), {"units": "1"}
    ),
)
TABLES = TableSettings({"test_rmse": 90.0}, (5, 10), (0.5,))
TABULATE = {
    "study": "mine",
    "task": "forecast",
    "metric": "test_rmse",
    "dataset": SERIES,
    "comparison": ComparisonSettings(margin=5.0),
    "tables": TABLES,
    "repeats": 30,
    "framings": (FRAMING, QUERY),
    "configurations": ENTRIES,
}
FIGURE = {
    "title": "t",
    "description": "d",
    "source": "s",
    "panels": {"": {"units=1": "units=1"}},
    "figures": FigureOptions("one_and_band", False),
    "published": (PublishedNumber("", "units=1", "describe", "test_rmse", "mean", 104.57, 2, 30),),
}
FORECAST = ForecastSettings(12, (80, 95), "best", 30, "adaptive", 36, (20, 24), (20,))
PREDICTOR = PredictorSettings("regress", (80, 95), "best", 30, 5)
CANDIDATE = Candidate(("a,origin=20", "a,origin=24"), RUN, "families.py")
SETTINGS = [
    SERIES,
    SEVERAL,
    SAMPLES,
    DatasetSettings(values=(1.0, 2.5, 3.0)),
    QUERY.query,
    FRAMING,
    QUERY,
    COLUMN,
    OF_COLUMNS,
    FramingSettings(test_rows=10, random_state=0),
    RUN.training,
    RUN.training.stop,
    RUN.evaluation,
    ComparisonSettings(),
    TABLES,
    FigureOptions(),
    RUN,
    FramingUse(FRAMING, ("a", "b"), Partition("origin", 20)),
    PrepareSettings("mine", SAMPLES, (FramingUse(FRAMING, ("a",)),), ("mean",)),
    TrainStageSettings({"a": RUN, "b": RUN}, VERSIONS),
    ConfigurationSettings("mine", "a", {"units": [2, 1], "scale": None}, 1, RUN, VERSIONS),
    FORECAST,
    CANDIDATE,
    ForecastStageSettings(
        *("mine", "test_rmse", 0.95, SERIES, ("ets",), {"a": CANDIDATE}, VERSIONS, FORECAST)
    ),
    PREDICTOR,
    PredictorStageSettings(
        *("mine", "test_rmse", 0.95, SAMPLES, ("mean",), {"a": CANDIDATE}, VERSIONS, PREDICTOR)
    ),
    ENTRIES[1],
    TabulateSettings(**TABULATE),
    FigureSettings(**TABULATE, **FIGURE),
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: type(settings).__name__)
def test_settings_are_the_same_after_they_were_written_and_read(settings):
    document = json.loads(json.dumps(settings.to_json()))
    assert type(settings).from_json(document) == settings


def test_every_kind_of_settings_is_written_and_read_here():
    def kinds(parent):
        return {parent}.union(*map(kinds, parent.__subclasses__()))

    names = ("", "framing_", "forecast_", "predictor_", "retraining_", "stage_")
    modules = tuple(f"reprise.{name}settings" for name in names)
    ours = {kind for kind in kinds(Settings) if kind.__module__ in modules}
    assert {type(settings) for settings in SETTINGS} == ours - {RetrainingStageSettings}


def test_a_dataset_is_a_series_or_samples():
    assert SERIES.is_series and DatasetSettings(values=(1.0, 2.0)).is_series
    assert not SAMPLES.is_series and not DatasetSettings(builtin="iris").is_series


def test_a_column_of_a_framing_has_its_own_settings_or_those_of_its_kind():
    assert OF_COLUMNS.column("Price", is_target=False) == COLUMN
    assert OF_COLUMNS.column("Price", is_target=True) == COLUMN
    scaled = FramingSettings(transform="log", difference=(1, 2), scale=(0, 1))
    assert scaled.column("a", True) == ColumnSettings("a", "log", (1, 2), (0, 1))
    assert scaled.column("a", False) == ColumnSettings("a", None, 0, (0, 1))


def test_a_row_reaches_back_over_the_longest_differencing_and_the_longest_lag():
    assert (COLUMN.delays, ColumnSettings("a").delays) == ((1, 12), ())
    assert (OF_COLUMNS.longest_difference, OF_COLUMNS.reach) == (13, 16)
    assert (FRAMING.longest_difference, FRAMING.reach) == (1, 4)
    assert FramingSettings(lags=3, subtract_mean=7).reach == 7


def test_each_target_has_its_units():
    assert (SEVERAL.targets, SERIES.targets, SAMPLES.targets) == (
        ("Sales", "Visits"),
        ("Sales",),
        (),
    )
    assert [SEVERAL.units_of(name) for name in ("Sales", "Visits", "")] == [
        "euro",
        "people",
        "euro",
    ]
    assert SERIES.units_of() == SERIES.units_of("Sales") == "euro"


def test_a_framing_gives_the_arguments_of_the_framing_of_samples():
    of_samples = FramingSettings(test_rows=10, validation_rows=5, train_rows=20, random_state=1)
    assert of_samples.samples_options == {
        **{"test_rows": 10, "validation_rows": 5, "train_rows": 20},
        **{"scale": None, "random_state": 1, "as_time_steps": False},
        **{"stratified": False, "split": None},
    }
    of_sequences = FramingSettings(test_rows=10, features_as="time_steps")
    assert of_sequences.samples_options["as_time_steps"]


@pytest.mark.parametrize(
    ("lags", "distances"), [(0, ()), (3, (3, 2, 1)), ([1, 2, 12], (12, 2, 1)), ((7,), (7,))]
)
def test_lags_are_listed_from_the_farthest_to_the_nearest(lags, distances):
    assert list_lags(lags) == distances
    framing = FramingSettings(lags=lags if isinstance(lags, int) else tuple(lags))
    assert framing.number_of_lags == len(distances)
    assert framing.longest_lag == max(distances, default=0)


def test_a_list_of_lags_and_a_transform_are_written_and_read():
    framing = FramingSettings(lags=(1, 12), transform="log", scale="standard", test_rows=2)
    document = json.loads(json.dumps(framing.to_json()))
    assert FramingSettings.from_json(document) == framing
    assert "transform" not in FramingSettings(lags=1).to_json()  # so old fingerprints stay


def test_the_settings_of_tables_describe_every_configuration():
    settings = FigureSettings(**TABULATE, **FIGURE)
    first, second = settings.configuration_names
    assert (first, second) == ("units=1,origin=20", "units=1,origin=24")
    assert settings.partitions == {first: ("units=1", 20), second: ("units=1", 24)}
    assert settings.grid == {second: {"units": "1"}}
    assert settings.framing_numbers == {first: 0, second: 1}
    assert settings.framing_of(first) == FRAMING and settings.framing_of(second) == QUERY
    assert settings.distribution_keys == {first: "abc", second: "def"}


def test_only_runs_that_forecast_the_same_steps_at_the_same_origin_are_compared():
    settings = TabulateSettings(**TABULATE)
    assert list(settings.forecast_groups.values()) == ["1 ahead, origin 20", "2 ahead, origin 24"]
    entries = (ConfigurationEntry("a", "a", 0, "abc"), ConfigurationEntry("b", "b", 1, "def"))
    without_origins = TabulateSettings(**TABULATE | {"configurations": entries})
    assert without_origins.forecast_groups == {"a": "1 ahead", "b": "2 ahead"}
    assert without_origins.partitions == {}
    classify = TabulateSettings(**TABULATE | {"configurations": entries, "task": "classify"})
    assert classify.forecast_groups == {"a": "classes", "b": "classes"}


def test_a_single_value_becomes_a_list_of_one():
    assert as_list(3) == [3] and as_list([3, 2]) == [3, 2] and as_list(None) == [None]


def test_pairs_are_compared_within_an_era_and_between_eras():
    names = [f"era={era},epochs={epochs}" for era in ("keras3", "keras1") for epochs in (5, 9)]
    entries = tuple(
        ConfigurationEntry(
            *(name, name, 0, "abc"),
            training=name.partition(",")[0],
            era=name.partition(",")[0].removeprefix("era="),
            name_without_era=name.partition(",")[2],
        )
        for name in names
    )
    settings = TabulateSettings(**TABULATE | {"configurations": entries})
    assert settings.families == {
        "1 ahead, era=keras3": names[:2],
        "1 ahead, era=keras1": names[2:],
        "1 ahead, epochs=5, all eras": names[::2],
        "1 ahead, epochs=9, all eras": names[1::2],
    }
    assert set(settings.trainings.values()) == {"era=keras3", "era=keras1"}
