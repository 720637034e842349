"""What the library knows of a table of a study.

Snakemake's plan imports this module. Therefore it imports neither pandas nor SciPy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from reprise.config.study import Study
    from reprise.tables.makers import TableInputs


@dataclass(frozen=True)
class Table:
    """One table of a study.

    Attributes
    ----------
    file : str
        The name of the file in the study's folder.
    is_wanted : callable
        Whether a study has this table.
    make : callable or None
        Makes the content of the file: a table, a text, or the parts of a long text. It is None
        for a file that is written elsewhere.
    page : str or None
        The function that shows the table in the report, as `module:function`. It is a text because
        pages belong to the stage that draws: a changed page must not make the tables again.
    caption : str or None
        The file in workflow/report/ that explains the page.
    number_format : str or None
        The format of numbers with decimals; without it, all digits are written.
    stage : {"prepare", "tabulate", "forecast"}
        The stage that writes the file.
    page_name : str or None
        The name of the page, if it shows more than the table.
    """

    file: str
    is_wanted: "Callable[[Study], bool]"
    make: "Callable[[TableInputs], pd.DataFrame | str | Iterator[str]] | None"
    page: str | None = None
    caption: str | None = None
    number_format: str | None = "%.6f"
    stage: Literal["prepare", "tabulate", "forecast"] = "tabulate"
    page_name: str | None = None

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.file.partition(".")[0]

    @property
    def page_file(self) -> str:
        """The name of the file with the table's page."""
        return f"pages/{self.page_name or self.name}.html"
