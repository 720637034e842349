"""Published numbers of a user's paper, from one YAML file and one CSV to verdicts."""

import re

import pandas as pd
import pytest
from conftest import ROOT

pytestmark = pytest.mark.workflow

PAGE = (ROOT / "docs" / "any_paper.md").read_text(encoding="utf-8")


def block(language):
    """The first block of the page in a language."""
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL).group(1)


def test_the_page_about_papers_gives_verdicts_and_another_number_trains_nothing(project):
    csv = project.folder / "data" / "my_paper.csv"
    csv.write_text(block("csv"))
    project.write_study("my_paper", block("yaml").replace("repeats: 30", "repeats: 6"))
    project.snakemake(studies="my_paper", cores=1)
    table = pd.read_csv(project.folder / "results" / "replication.csv", keep_default_na=False)
    assert len(table) == 5 and set(table["era"]) == {""}
    assert set(table["verdict"]) <= {"replicates", "does not", "cannot tell"}
    assert set(table["source"]) == {'A. Author, "A paper", 2024; table 2'}
    claims = pd.read_csv(project.folder / "results" / "claims.csv")
    assert claims["verdict"].isin(["supported", "contradicted", "undecided"]).all()
    findings = project.folder / "results" / "findings"
    assert not (findings / "eras.html").exists() and (findings / "replication.html").exists()

    ours = table["ours"].iloc[0]
    describe = pd.read_csv(project.path("describe.csv", "my_paper"), index_col=0)
    assert float(ours) == pytest.approx(describe.loc["mean", "units=4"], rel=1e-4)
    shifted = float(ours) + 0.5
    csv.write_text(
        csv.read_text().replace("68.0%,10", f"{shifted:.3f},10").replace("11.0%", "1.0%")
    )
    printed = project.snakemake(studies="my_paper", cores=1)
    assert "Training" not in printed
    table = pd.read_csv(project.folder / "results" / "replication.csv")
    assert table.loc[0, "verdict"] == "does not"
