"""Published numbers as tables: what a study's file says that its source prints."""

from collections.abc import Sequence

import pandas as pd

from reprise.published_settings import DESCRIBE_STATISTICS, PublishedNumber

COLUMNS = (
    *("table", "configuration", "kind", "metric", "statistic"),
    *("published", "rounding", "published_runs"),
)


def published_table(numbers: Sequence[PublishedNumber]) -> pd.DataFrame:
    """Put published numbers into a table, one row per number.

    Returns
    -------
    DataFrame
        Columns COLUMNS. `rounding` is the largest error that rounding makes.
    """
    rows = [
        (n.table, n.configuration, n.kind, n.metric, n.statistic, n.value, n.rounding, n.runs)
        for n in numbers
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def published_descriptions(numbers: Sequence[PublishedNumber], metric: str) -> pd.DataFrame:
    """Describe the published runs of each configuration by one metric.

    If the source prints the runs of a configuration one by one, they are described here. If several
    of its tables print a configuration, the first of them counts.

    Returns
    -------
    DataFrame
        One row per statistic, one column per configuration, named as the published numbers name it.
    """
    table = published_table([n for n in numbers if n.metric == metric])
    columns = {}
    for name, rows in table.groupby("configuration", sort=False):
        rows = rows[rows["table"] == rows["table"].iloc[0]]
        described = rows[rows["kind"] == "describe"].set_index("statistic")["published"]
        listed = rows.loc[rows["kind"] == "list", "published"]
        if len(described):
            runs = float(rows["published_runs"].iloc[0])
            columns[name] = pd.Series({"count": runs}).combine_first(described)
        elif len(listed):
            columns[name] = listed.describe()
    return pd.DataFrame(columns, index=pd.Index(DESCRIBE_STATISTICS, name="statistic"))[
        list(columns)
    ]
