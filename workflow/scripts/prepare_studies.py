"""Frame the datasets of some studies and forecast them without a network."""

import json

from reprise.baselines import study_baselines
from reprise.console import configure_logging
from reprise.dataset import first_rows, read_source
from reprise.files import read_settings
from reprise.framing import frame_series, save_framings
from reprise.storage import write_whole


def prepare_study(files):
    """Write one study's framings, baselines and the first rows of its dataset."""
    said = read_settings(files, "prepare")
    dataset = read_source(files.observations, said["dataset"])
    write_whole(files.path("first_rows.txt"), first_rows(dataset))
    framings = [frame_series(dataset.values, **framing) for framing in said["framings"]]
    save_framings(framings, files.path("framing.npz"), files.path("framing.json"), said["framings"])
    baselines = study_baselines(
        said["baselines"],
        dataset.values,
        framings,
        said["framings"],
        said["configurations"],
        said["dataset"].get("period"),
    )
    write_whole(files.path("baselines.json"), json.dumps(baselines, indent=1) + "\n")


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        prepare_study(files)
