"""Frame the datasets of some studies and forecast them without a network."""

import json
from functools import cache
from pathlib import Path

from reprise.baselines import study_baselines
from reprise.console import configure_logging
from reprise.dataset import read_dataset
from reprise.framing import frame_series, save_framings
from reprise.runs import write_whole

read_once = cache(read_dataset)


def prepare_study(said, root, arrays_path, description_path, baselines_path):
    """Write one study's framings and baselines."""
    dataset = said["dataset"]
    values = read_once(
        Path(root, dataset["file"]), dataset["time"], dataset["value"], dataset.get("time_format")
    ).values
    framings = [frame_series(values, **framing) for framing in said["framings"]]
    save_framings(framings, arrays_path, description_path, said["framings"])
    baselines = study_baselines(
        said["baselines"],
        values,
        framings,
        said["framings"],
        said["configurations"],
        dataset.get("period"),
    )
    write_whole(baselines_path, json.dumps(baselines, indent=1) + "\n")


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    studies = zip(snakemake.input.settings, snakemake.params.outputs, strict=True)
    for settings_path, outputs in studies:
        said = json.loads(Path(settings_path).read_text())
        prepare_study(said, snakemake.params.root, *outputs)
