"""Write the texts and tables of a study's paper kit."""

from collections.abc import Iterable

from reprise.escape import escape_markdown
from reprise.export.checklists import checklists_md
from reprise.export.kit_contents import (
    CLAIMS_TABLE,
    OTHER_PURPOSES,
    PARTITIONS_TABLE,
    PURPOSES,
    REPLICATION_TABLE,
)
from reprise.export.latex_tables import baselines_table, comparisons_table, description_table
from reprise.export.methods import methods_tex
from reprise.export.paper_data import PaperData
from reprise.export.paper_figures import figures_tex
from reprise.export.partitions_table import partitions_table
from reprise.export.replication_tables import claims_table, replication_table
from reprise.export.values import Macros, collect_macros, values_tex
from reprise.figures.registry import StudyFigure

README = """\
# Paper kit: {title}

| file | content |
| --- | --- |
{files}

Reprise writes this folder anew when the study changes. Copy it beside your article before you edit
a file, for example as `{study}/`. The preamble of the article needs:

```latex
\\usepackage[T1]{{fontenc}}
\\usepackage{{booktabs,graphicx}}
\\graphicspath{{{{{study}/}}}}
\\input{{{study}/values.tex}}
```

Then `\\input{{{study}/methods.tex}}`, `\\input{{{study}/describe.tex}}` and so on. A number in a
sentence is a macro: `{macro}` prints {text}. The name of a macro is that of the study, of the
configuration and of the number, in letters only. Several kits can be used in one article.

A character that pdfLaTeX cannot typeset is printed as its number in Unicode, for example
`[U+6F22]`. The CSV files have the original text.
"""
EXAMPLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[margin=2.5cm]{geometry}
\usepackage{booktabs,graphicx}
\input{values.tex}
\begin{document}
\section{Methods}
\input{methods.tex}
\section{Results}
INPUTS
\end{document}
"""


def write_texts(
    data: PaperData, files: Iterable[str], figures: list[StudyFigure]
) -> dict[str, str]:
    """Write the texts of a kit.

    Parameters
    ----------
    data : PaperData
    files : iterable of str
        The files of the kit, as `kit_contents.list_kit_files` lists them.
    figures : list of StudyFigure

    Returns
    -------
    dict of str to str
        File to content; figures are left out.
    """
    macros, wanted = collect_macros(data), list(files)
    texts = {
        "README.md": _readme(data, macros, wanted),
        "example.tex": _example(wanted),
        "values.tex": values_tex(macros),
        "facts.csv": data.facts.table.to_csv(index=False),
        "figures.tex": figures_tex(data, figures),
        "methods.tex": methods_tex(data, macros),
        "describe.tex": description_table(data, macros),
        "comparisons.tex": comparisons_table(data, macros),
        "baselines.tex": baselines_table(data, macros),
        "checklists.md": checklists_md(data, macros),
    }
    if PARTITIONS_TABLE in wanted:
        texts[PARTITIONS_TABLE] = partitions_table(data, macros)
    if REPLICATION_TABLE in wanted:
        texts[REPLICATION_TABLE] = replication_table(data)
    if CLAIMS_TABLE in wanted:
        texts[CLAIMS_TABLE] = claims_table(data)
    return texts


def _readme(data: PaperData, macros: Macros, files: list[str]) -> str:
    purposes = PURPOSES | OTHER_PURPOSES
    rows = [
        f"| `{name}` | {purposes.get(name, 'a figure at the width of a column')} |"
        for name in files
    ]
    name = data.settings.configuration_names[0]
    key = ("describe", name, "count")
    return README.format(
        title=escape_markdown(data.settings.title),
        files="\n".join(rows),
        study=data.settings.study,
        macro=macros.use(*key),
        text=macros.text(*key),
    )


def _example(files: list[str]) -> str:
    """A small article; it has no text of the user besides the files that it reads."""
    unused = ("methods.tex", "values.tex", "example.tex")
    inputs = [
        rf"\input{{{name}}}" for name in files if name.endswith(".tex") and name not in unused
    ]
    return EXAMPLE.replace("INPUTS", "\n".join(inputs))
