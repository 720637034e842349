"""Settings of a study for tests of tables, replication and report."""

import csv
from pathlib import Path

import pandas as pd

from reprise.data.published import published_table
from reprise.framing_settings import FramingSettings
from reprise.partition import Partition
from reprise.published_settings import PublishedNumber
from reprise.settings import ComparisonSettings, DatasetSettings, FigureOptions, TableSettings
from reprise.stage_settings import ConfigurationEntry, FigureSettings


def make_figure_settings(
    study,
    panels,
    *,
    title="A study",
    metric="test_rmse",
    margin=None,
    distribution_keys=None,
    origins=None,
    partition_kind="origin",
    references=None,
    horizons=None,
    epochs_to_choose_from=None,
    epoch_limits=None,
    published=None,
):
    """Make the settings of a study whose configurations are those of its panels.

    `distribution_keys`, `origins`, `horizons`, `epochs_to_choose_from` and `epoch_limits` map
    configurations to a key, to a base and an origin, to a number of steps, and to two numbers of
    epochs.
    `published` has published numbers; without it, they are those of the tutorial's study.
    `partition_kind` is "split" if `origins` has splits. `references` is that of the settings.
    """
    epochs, limits = epochs_to_choose_from or {}, epoch_limits or {}
    keys, origins, horizons = distribution_keys or {}, origins or {}, horizons or {}
    names = [name for panel in panels.values() for name in panel]
    steps = sorted({horizons.get(name, 1) for name in names})
    entries = []
    for name in names:
        base, number_of_origin = origins.get(name, (name, None))
        partition = Partition(partition_kind, number_of_origin) if number_of_origin else None
        number = steps.index(horizons.get(name, 1))
        key = keys.get(name, f"{study} {name}")
        entries.append(
            ConfigurationEntry(
                name,
                base,
                number,
                key,
                partition,
                epochs_to_choose_from=epochs.get(name),
                epoch_limit=limits.get(name),
                era=name.partition(",")[0].partition("era=")[2],
                name_without_era=name.partition(",")[2] if name.startswith("era=") else name,
            )
        )
    return FigureSettings(
        study=study,
        task="forecast",
        metric=metric,
        dataset=DatasetSettings(values=(1.0, 2.0, 3.0)),
        comparison=ComparisonSettings(margin=margin),
        tables=TableSettings(),
        repeats=30,
        framings=tuple(FramingSettings(horizon=horizon) for horizon in steps),
        configurations=tuple(entries),
        title=title,
        description="",
        source="a tutorial",
        panels=panels,
        figures=FigureOptions(),
        published=published_numbers(study) if published is None else published,
        references=references or {},
    )


def published_numbers(study):
    """The numbers that a tutorial prints for a study, with or without their configurations."""
    file = Path(__file__).parents[1] / "data" / "published" / f"{study}.csv"
    if not file.exists():
        return ()
    rows = list(csv.DictReader(file.read_text().splitlines()))
    counts = {}
    for row in rows:
        key = row["configuration"], row["metric"]
        counts[key] = counts.get(key, 0) + 1
    numbers = []
    for row in rows:
        count = counts[row["configuration"], row["metric"]]
        kind = {"run": "list" if count > 1 else "run", "value": "baseline"}
        statistic = row["statistic"]
        numbers.append(
            PublishedNumber(
                table=row.get("table", ""),
                configuration=row["configuration"],
                kind=kind.get(statistic, "describe"),
                metric=row["metric"],
                statistic="" if statistic in kind else statistic,
                value=float(row["value"]),
                decimals=len(row["value"].partition(".")[2]),
                runs=30 if statistic not in kind else 0 if statistic == "value" else count,
            )
        )
    return tuple(numbers)


def make_era_settings(study, names, era="keras3", **options):
    """Make the settings of a study with one era, or without eras."""
    prefix = f"era={era}," if era else ""
    title = f"era={era}" if era else ""
    return make_figure_settings(study, {title: {f"{prefix}{n}": n for n in names}}, **options)


def published_scores(numbers):
    """List the published runs that the source prints one by one.

    Returns
    -------
    DataFrame
        One row per run, with the columns configuration, repeat (its position in the list) and the
        metrics; empty if there are none.
    """
    table = published_table([n for n in numbers if n.kind == "list"])
    keys = ["table", "configuration", "metric"]
    table["repeat"] = table.groupby(keys).cumcount() + 1
    wide = table.pivot(
        index=["table", "configuration", "repeat"], columns="metric", values="published"
    )
    order = table[["table", "configuration", "repeat"]].drop_duplicates()
    wide = wide.reindex(pd.MultiIndex.from_frame(order)).reset_index().drop(columns="table")
    return wide.rename_axis(columns=None)
