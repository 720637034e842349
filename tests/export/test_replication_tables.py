"""The tables of published numbers and of claims, for the rows of one study."""

import re

import pytest
from export_studies import make_study, replication_row, write_findings, write_kit

from reprise.errors import DamagedFileError
from reprise.export.paper_data import PaperData
from reprise.export.replication_tables import claims_table, replication_table

CLAIM = {
    **{
        "claim": "1",
        "tutorial": "t",
        "says": "More is 50% *better*.",
        "value": "",
        "partition": "",
    },
    **{"study": "another, made_up", "runs": "30", "p_supported": "0.0002", "p_contradicted": "1"},
    "verdict": "supported",
}
ROWS = re.compile(r"^(.*) \\\\$", re.MULTILINE)


def test_a_published_number_is_beside_ours(kit):
    text = kit.texts["replication.tex"]
    _, row = ROWS.findall(text)
    assert row.split(" & ") == [
        *("epochs=500", "--", r"mean of test\_rmse", "12.5", "101.4"),
        *("{[}90.1, 110.0{]}", r"\ensuremath{<0.001}", "does not replicate"),
    ]
    assert "with a verdict: 1 does not replicate, 1 replicates." in text


def test_claims_are_those_of_the_study(tmp_path):
    files = make_study(tmp_path, has_claims=True)
    write_findings(
        files,
        {
            "replication.csv": [replication_row()],
            "claims.csv": [CLAIM | {"study": "made_up_2"}, CLAIM],
        },
    )
    kit = write_kit(files)
    _, row = ROWS.findall(kit.texts["claims.tex"])
    assert r"More is 50\% {*}better{*}.}" in row
    assert row.split(" & ")[1:] == ["--", "30", r"\ensuremath{<0.001}", "1", "supported"]
    (path, _), *_ = files.kit.tables_of_findings.items()
    with open(path, "a") as file:
        file.write("\n")
    damaged = PaperData(files, {})
    with pytest.raises(DamagedFileError, match=r"replication\.csv: was changed"):
        replication_table(damaged)
    assert claims_table(damaged) == kit.texts["claims.tex"]
