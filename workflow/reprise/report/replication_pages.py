"""Pages of the replication: every published number, and the story of the eras."""

from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from reprise.escape import rst_literal
from reprise.replication.joint_sentences import joint_sentence
from reprise.replication.published_checks import CHECKS_OF_COLUMNS
from reprise.replication.replicate import ReplicationTables
from reprise.replication.stored_summary import STORED
from reprise.report.html_pages import page, table_html
from reprise.stats.p_values import describe_p_value

SHOWN = (
    *("study", "table", "configuration", "era", "statistic", "published", "ours"),
    *("prediction_low", "prediction_high", "p", "p_holm", "verdict", "reason"),
)
VERDICTS = ("replicates", "cannot tell", "does not")


def replication_page(tables: ReplicationTables, template: str) -> str:
    """Show the joint distances, the numbers of verdicts, the failed checks and every number.

    Parameters
    ----------
    tables : ReplicationTables
    template : str
        HTML in Jinja, workflow/report/replication.html.
    """
    table, checks = tables["table"], tables["checks"]
    is_shown = ~checks["holds"] | ~checks["check"].isin(CHECKS_OF_COLUMNS)
    body = _render(
        template,
        joint=Markup(table_html(tables["joint"])),
        counts=Markup(table_html(count_verdicts(table))),
        checks_that_hold=int(checks["holds"].sum()),
        checks_made=len(checks),
        checks=Markup(table_html(checks[is_shown])),
        numbers=Markup(table_html(table[list(SHOWN)])),
    )
    return page("Published numbers and ours", body)


def count_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each study and era.

    Rows without a verdict do not count. A list of runs counts once per metric.

    Returns
    -------
    DataFrame
        Columns study, era, replicates, cannot tell, does not.
    """
    judged = table[table["verdict"].isin(VERDICTS)]
    is_list = judged["kind"] == "list"
    metric = judged["statistic"].mask(is_list, judged["statistic"].str.partition(",")[0])
    keys = ["study", "table", "configuration", "era", "kind", "metric", "counted"]
    judged = judged.assign(counted=metric).drop_duplicates(keys)
    numbers = judged.groupby(["study", "era"], sort=False)["verdict"].value_counts()
    counts = numbers.unstack(fill_value=0).reindex(columns=list(VERDICTS), fill_value=0)
    return counts.rename_axis(columns=None).reset_index()


def describe_published(table: pd.DataFrame, study: str) -> list[str]:
    """Say how many published numbers of a study replicate, in one sentence per era.

    Parameters
    ----------
    table : DataFrame
        replication.csv, with empty texts in place of missing ones.
    study : str

    Returns
    -------
    list of str
        Sentences in reStructuredText; empty if the study has no published numbers.
    """
    rows = table[(table["study"] == study) & table["verdict"].isin(VERDICTS)]
    if not len(rows):
        return []
    return [
        (f"In {rst_literal(row['era'])}, of" if row["era"] else "Of")
        + f" {sum(row[verdict] for verdict in VERDICTS)} published numbers and lists,"
        f" {row['replicates']} replicate, {row['does not']} do not, and for {row['cannot tell']}"
        " the runs cannot tell."
        for row in count_verdicts(rows).to_dict("records")
    ]


def eras_page(tables: ReplicationTables, template: str) -> str:
    """Tell the story of the eras, with the numbers of this report.

    Parameters
    ----------
    tables : ReplicationTables
    template : str
        HTML in Jinja, workflow/report/eras.html.
    """
    return page(
        "The eras of Keras", _render(template, eras=summarize_eras(tables), stored=_stored(tables))
    )


def _stored(tables: ReplicationTables) -> list[dict[str, str]]:
    """The stored results of each era, in a sentence."""
    joint = tables["joint"]
    rows = joint[(joint["study"] == STORED) & (joint["era"] != "")].to_dict("records")
    return [{"era": row["era"], "sentence": joint_sentence(row)} for row in rows]


def summarize_eras(tables: ReplicationTables) -> list[dict[Any, Any]]:
    """Summarize each source and era: the joint distance, and our and the published spreads.

    Studies in which the era does not vary are left out.

    Returns
    -------
    list of dict
        The columns of the joint table, `p` in words, and:

        - tables: the number of describe() columns
        - smaller: the number of describe() columns in which our standard deviation is smaller
        - ratio: the median of our standard deviation divided by the published one
    """
    table, joint = tables["table"], tables["joint"]
    is_std = (table["kind"] == "describe") & (table["statistic"] == "std")
    stds = table[is_std & table["ours"].notna()]
    eras = []
    for (_, era), rows in joint[joint["era"] != ""].groupby(["source", "era"], sort=False):
        row = rows[rows["study"] == "all"].iloc[0].to_dict()
        stds_of_era = stds[(stds["era"] == era) & stds["study"].isin(rows["study"])]
        comparison = {
            "p": describe_p_value(row["p"]),
            "tables": len(stds_of_era),
            "smaller": int((stds_of_era["ours"] < stds_of_era["published"]).sum()),
            "ratio": float((stds_of_era["ours"] / stds_of_era["published"]).median()),
        }
        eras.append(row | comparison)
    return eras


def _render(template: str, **values: Any) -> str:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(template).render(values)
