"""The paper kit of a study, compiled by pdfLaTeX."""

import re
import shutil
import subprocess

import pytest
from conftest import Project
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
OPTIONS = ("-interaction=nonstopmode", "-halt-on-error")
OPENED = re.compile(r"\((\.?/[^\s()]+)")
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
    """Compile an article; return its log in one line, as TeX breaks lines anywhere."""
    command = [PDFLATEX, *OPTIONS, name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    log = (folder / name).with_suffix(".log").read_text(errors="replace").replace("\n", "")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Output written on" in log and "Missing character" not in log
    return log


def test_the_example_and_an_article_elsewhere_compile(shared, tmp_path):
    kit = shutil.copytree(shared.path("paper"), tmp_path / "tiny")
    compile_article(kit)
    (tmp_path / "article.tex").write_text(ARTICLE.replace("FOLDER", "tiny"))
    log = compile_article(tmp_path, "article.tex")
    assert "tiny/figures/distribution.pdf" in log
    assert "Overfull" not in log, "the tables and figures fit the columns"


def test_hostile_texts_are_typeset_as_texts(tmp_path):
    project = Project(tmp_path / "project")
    write_studies(project, 8000)
    targets = [f"results/{study}/export.sha256" for study in STUDIES]
    project.snakemake(*targets, studies=",".join(STUDIES))
    for study in STUDIES:
        kit = shutil.copytree(project.path("paper", study), tmp_path / study)
        log = compile_article(kit)
        opened = {path for path in OPENED.findall(log) if not path.startswith("/usr/")}
        assert {"./values.tex", "./methods.tex", "./describe.tex"} <= opened
        assert all(path.startswith("./") for path in opened), opened
    assert list(tmp_path.rglob(f"*{CANARY}*")) == []
