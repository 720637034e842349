"""Show a dataset: its first rows and a line plot."""

from pathlib import Path

from reprise.console import configure_logging
from reprise.dataset import first_rows, read_dataset
from reprise.figures import draw_series, save
from reprise.runs import write_whole

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    said = snakemake.params.dataset
    dataset = read_dataset(
        snakemake.input.observations, said["time"], said["value"], said.get("time_format")
    )
    write_whole(snakemake.output.first_rows, first_rows(dataset))
    stem = str(Path(snakemake.output.svg).with_suffix(""))
    save(draw_series(dataset, said["units"], said["name"].replace("_", " ")), stem)
