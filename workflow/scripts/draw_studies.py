"""Draw the figures of some studies and write their captions."""

from pathlib import Path

import pandas as pd

from reprise.console import configure_logging
from reprise.dataset import read_dataset
from reprise.figures import (
    caption_diagnostic,
    caption_distribution,
    caption_series,
    draw_diagnostic,
    draw_distribution,
    draw_series,
    save,
)
from reprise.files import read_settings
from reprise.published import published_descriptions
from reprise.runs import write_whole


def draw_study(files):
    """Draw one study: its dataset, all runs, and the histories where they were recorded."""
    runs_path, describe_path, baselines_path, _, *history_path = files.tables
    series_stem, distribution_stem, *diagnostic_stems = files.figure_names
    said = read_settings(files, "draw")
    source = said["dataset"]
    dataset = read_dataset(
        files.observations, source["time"], source["value"], source.get("time_format")
    )
    save(draw_series(dataset, said), series_stem)
    write_whole(f"{series_stem}.rst", caption_series(dataset, said))
    runs = pd.read_csv(runs_path)
    baselines = pd.read_csv(baselines_path)
    description = pd.read_csv(describe_path, index_col="statistic")
    published = published_descriptions(files.study.name)
    save(draw_distribution(runs, baselines, published, said), distribution_stem)
    caption = caption_distribution(description, baselines, published, said)
    write_whole(f"{distribution_stem}.rst", caption)
    if not history_path:
        return
    history = pd.read_csv(history_path[0])
    for stem in diagnostic_stems:
        name = Path(stem).name.removeprefix("diagnostic_")
        save(draw_diagnostic(history, baselines, said, name), stem)
        write_whole(f"{stem}.rst", caption_diagnostic(history, said, name))


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        draw_study(files)
