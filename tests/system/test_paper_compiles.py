"""The paper kit of a study, compiled by pdfLaTeX."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Project
from hostile_studies import CANARY, STUDIES, write_studies

PDFLATEX = shutil.which("pdflatex")
pytestmark = [
    pytest.mark.workflow,
    pytest.mark.latex,
    pytest.mark.skipif(
        PDFLATEX is None,
        reason="pdflatex is not installed (apt install texlive-latex-recommended lmodern)",
    ),
]
OPTIONS = ("-interaction=nonstopmode", "-halt-on-error", "-recorder")
ARTICLE = r"""\documentclass[twocolumn]{article}
\usepackage[T1]{fontenc}
\usepackage{booktabs,graphicx}
\graphicspath{{FOLDER/}}
\input{FOLDER/values.tex}
\begin{document}
The mean is \TinyEpochsThreeMean{} (\TinyRuns{} runs).
\input{FOLDER/methods.tex} \input{FOLDER/describe.tex} \input{FOLDER/figures.tex}
\end{document}
"""


def compile_article(folder, name="example.tex"):
    """Compile an article; return its log, and the files that it read."""
    command = [PDFLATEX, *OPTIONS, name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    article = folder / name
    log = article.with_suffix(".log").read_text(errors="replace")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Output written on" in log and "Missing character" not in log
    recorded = article.with_suffix(".fls").read_text().splitlines()
    read = {line.removeprefix("INPUT ") for line in recorded if line.startswith("INPUT ")}
    return log, {Path(path) for path in read}


def test_the_example_and_an_article_elsewhere_compile(shared, tmp_path):
    kit = shutil.copytree(shared.path("paper"), tmp_path / "tiny")
    compile_article(kit)
    (tmp_path / "article.tex").write_text(ARTICLE.replace("FOLDER", "tiny"))
    log, read = compile_article(tmp_path, "article.tex")
    assert Path("tiny/figures/distribution.pdf") in read
    assert "Overfull" not in log, "the tables and figures fit the columns"
    documented = (ROOT / "docs" / "paper.md").read_text()
    (article,) = re.findall(r"```latex\n(.*?)```", documented, re.DOTALL)
    for before, after in (("quick", "tiny"), ("Quick", "Tiny"), ("FiveHundred", "Three")):
        article = article.replace(before, after)
    (tmp_path / "documented.tex").write_text(article)
    compile_article(tmp_path, "documented.tex")


def test_hostile_texts_are_typeset_as_texts(tmp_path):
    project = Project(tmp_path / "project")
    write_studies(project, 8000)
    targets = [f"results/{study}/export.sha256" for study in STUDIES]
    project.snakemake(*targets, studies=",".join(STUDIES))
    for study in STUDIES:
        kit = shutil.copytree(project.path("paper", study), tmp_path / study)
        _, read = compile_article(kit)
        assert {Path("values.tex"), Path("methods.tex"), Path("describe.tex")} <= read
        assert not [path for path in read if path.name in ("secret.txt", "passwd")]
    assert list(tmp_path.rglob(f"*{CANARY}*")) == []
