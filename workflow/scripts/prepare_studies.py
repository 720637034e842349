"""Frame the datasets of some studies and forecast them without a network."""

import json
from functools import cache

from reprise.baselines import study_baselines
from reprise.console import configure_logging
from reprise.dataset import first_rows, read_dataset
from reprise.files import read_settings
from reprise.framing import frame_series, save_framings
from reprise.runs import write_whole

read_once = cache(read_dataset)


def prepare_study(files):
    """Write one study's framings, baselines and the first rows of its dataset."""
    arrays_path, description_path, baselines_path, first_rows_path = files.prepared
    said = read_settings(files, "prepare")
    source = said["dataset"]
    dataset = read_once(
        files.observations, source["time"], source["value"], source.get("time_format")
    )
    write_whole(first_rows_path, first_rows(dataset))
    framings = [frame_series(dataset.values, **framing) for framing in said["framings"]]
    save_framings(framings, arrays_path, description_path, said["framings"])
    baselines = study_baselines(
        said["baselines"],
        dataset.values,
        framings,
        said["framings"],
        said["configurations"],
        source.get("period"),
    )
    write_whole(baselines_path, json.dumps(baselines, indent=1) + "\n")


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        prepare_study(files)
