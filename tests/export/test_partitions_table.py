"""The table of a study with several origins, compared with origins.csv."""

import pandas as pd
from export_studies import STUDY, make_study, write_kit
from latex_rows import read_table

from reprise.export.partitions_table import partitions_table
from reprise.export.values import collect_macros

ORIGINS = STUDY.replace("[100, 500, 1000]", "[100, 500]") + "origins: {number: 3, step: 2}\n"


def test_the_mean_over_all_origins_has_two_intervals(tmp_path):
    text = "".join(line for line in ORIGINS.splitlines(True) if not line.startswith("published"))
    kit = write_kit(make_study(tmp_path, text.replace("test_rows: 12", "test_rows: 6")))
    table = pd.read_csv(kit.files.path("origins.csv"))
    rows = read_table(kit.texts["partitions.tex"])
    assert len(rows) == len(table) == 2
    decimals = kit.data.decimals
    for row, entry in zip(rows, table.to_dict("records"), strict=True):
        assert row["Configuration"] == entry["configuration"] and row["origins"] == "3"
        assert row["mean"] == f"{entry['mean']:.{decimals}f}"
        for heading, name in (("for other seeds", "starts"), ("for other origins", "origins")):
            low, high = (f"{entry[f'{name}_{end}']:.{decimals}f}" for end in ("low", "high"))
            assert row[heading] == f"{{[}}{low}, {high}{{]}}"
    assert "corrected for skewness" in kit.texts["partitions.tex"]
    assert "too narrow" in kit.texts["partitions.tex"]
    assert "partitions.tex" in kit.texts["README.md"] and "partitions" in kit.texts["example.tex"]
    macros = collect_macros(kit.data)
    assert macros.use("partitions", "epochs=500", "mean") == (
        r"\MadeUpEpochsFiveHundredOverOriginsMean{}"
    )
    assert partitions_table(kit.data, macros) == kit.texts["partitions.tex"]
    assert "rolling origins: there are" in kit.texts["methods.tex"]
