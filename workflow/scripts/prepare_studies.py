"""Frame the datasets of some studies and make what needs no network."""

import json

from reprise.console import configure_logging
from reprise.data.dataset import Series, first_rows, load_dataset
from reprise.data.framing import frame_samples, frame_series, save_framings, unscaled_rows
from reprise.evaluation.baselines import study_baselines
from reprise.plan.files import read_settings
from reprise.storage import write_whole
from reprise.tables.forecast_tables import describe_windows


def prepare_study(files):
    """Write one study's framings, baselines and the first rows of its dataset."""
    said = read_settings(files, "prepare")
    period = said["dataset"].get("period")
    dataset = load_dataset(said["dataset"], files.observations)
    write_whole(files.path("first_rows.txt"), first_rows(dataset))
    values = None
    if isinstance(dataset, Series):
        values = dataset.values
        framings = [frame_series(values, **f, period=period) for f in said["framings"]]
        rows = [
            unscaled_rows(values, framing, f)
            for framing, f in zip(framings, said["framings"], strict=True)
        ]
        windows = describe_windows(rows, said["framings"], said["configurations"])
        write_whole(files.path("windows.txt"), windows)
    else:
        framings = [frame_samples(dataset, **f) for f in said["framings"]]
    save_framings(framings, files.path("framing.npz"), files.path("framing.json"), said["framings"])
    baselines = study_baselines(
        said["baselines"],
        values,
        framings,
        said["framings"],
        said["configurations"],
        period,
        said["origins"],
    )
    write_whole(files.path("baselines.json"), json.dumps(baselines, indent=1) + "\n")


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        prepare_study(files)
