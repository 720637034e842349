"""Write the report's first page: what was concluded, and what was found."""

import json
from pathlib import Path

import pandas as pd

from reprise.console import configure_logging
from reprise.report.front_page import front_page
from reprise.storage import literal_rst, write_whole
from reprise.tables.study_tables import StudyTables


def read(path, **options):
    """A table, or None where this report has none."""
    return pd.read_csv(path, **options) if path else None


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    inputs = snakemake.input
    page = front_page(
        Path(inputs.template).read_text(),
        json.loads(Path(inputs.claims).read_text())["tutorials"],
        read(inputs.get("checked"), keep_default_na=False),
        read(inputs.get("joint")),
        [
            (
                tables.said,
                tables.description,
                tables.comparisons,
            )
            for tables in map(StudyTables, snakemake.params.studies)
        ],
        snakemake.params.category,
    )
    write_whole(snakemake.output[0], literal_rst(page))
