"""Draw the figures of some studies and write their captions."""

from pathlib import Path

import pandas as pd

from reprise.captions import caption_diagnostic, caption_distribution, caption_series
from reprise.console import configure_logging
from reprise.dataset import read_source
from reprise.figures import draw_diagnostic, draw_distribution, draw_series, save
from reprise.files import read_settings
from reprise.published import published_descriptions
from reprise.storage import write_whole


def draw_study(files):
    """Draw one study: its dataset, all runs, and the histories where they were recorded."""
    series_stem, distribution_stem, *diagnostic_stems = files.figure_names
    said = read_settings(files, "draw")
    dataset = read_source(files.observations, said["dataset"])
    save(draw_series(dataset, said), series_stem)
    write_caption(series_stem, caption_series(dataset, said))
    runs = pd.read_csv(files.path("runs.csv"))
    baselines = pd.read_csv(files.path("baselines.csv"))
    description = pd.read_csv(files.path("describe.csv"), index_col="statistic")
    published = published_descriptions(files.study.name)
    save(draw_distribution(runs, baselines, published, said), distribution_stem)
    caption = caption_distribution(description, baselines, published, said)
    write_caption(distribution_stem, caption)
    if not diagnostic_stems:
        return
    history = pd.read_csv(files.path("history.csv.gz"))
    for stem in diagnostic_stems:
        name = Path(stem).name.removeprefix("diagnostic_")
        save(draw_diagnostic(history, baselines, said, name), stem)
        write_caption(stem, caption_diagnostic(history, baselines, said, name))


def write_caption(stem, caption):
    """Write a caption that Snakemake's report takes as it is, whatever braces stand in it."""
    write_whole(f"{stem}.rst", f"{{% raw %}}{caption}{{% endraw %}}\n")


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        draw_study(files)
