"""Pages of the replication: every printed number, and the story of the eras."""

import html

import jinja2

from reprise.replication.joint_distance import say_p
from reprise.replication.published_checks import WITHIN_EVERY_COLUMN
from reprise.report.pages import page, table_html

SHOWN = (
    *("study", "configuration", "era", "statistic", "published", "ours"),
    *("prediction_low", "prediction_high", "p", "p_holm", "verdict", "reason"),
)
VERDICTS = ("replicates", "cannot tell", "does not")


def replication_page(found):
    """Verdicts counted, the joint distances, the printed tables' own consistency, every number.

    Parameters
    ----------
    found : dict
        `table` as replication.replicate_study makes it, `joint` as joint_distance.joint_table,
        `checks` as published_checks.check_published.
    """
    table = found["table"]
    checks = found["checks"]
    said = f"{checks['holds'].sum()} of {len(checks)} checks of the printed tables hold"
    shown = checks[~checks["holds"] | ~checks["check"].isin(WITHIN_EVERY_COLUMN)]
    parts = [
        ("All tables and lists at once, and one by one", found["joint"]),
        ("How many numbers replicate, a list counted once", count_verdicts(table)),
        (f"{said}: those that fail, and those across tables", shown),
        ("Every printed number", table[list(SHOWN)]),
    ]
    body = "".join(f"<h2>{html.escape(title)}</h2>\n{table_html(part)}" for title, part in parts)
    return page("Published figures beside ours", body)


def count_verdicts(table):
    """Numbers of verdicts by study and era; counts of runs left out, a list counted once."""
    judged = table[table["statistic"] != "count"]
    metric = judged["statistic"].where(
        judged["kind"] != "list", judged["statistic"].str.partition(",")[0]
    )
    judged = judged[
        ~judged.assign(metric=metric).duplicated(["study", "configuration", "era", "metric"])
    ]
    counts = judged.groupby(["study", "era"], sort=False)["verdict"].value_counts()
    counts = counts.unstack(fill_value=0).reindex(columns=VERDICTS, fill_value=0)
    return counts.rename_axis(columns=None).reset_index()


def eras_page(found, template):
    """The story of the eras, with the numbers of this report.

    Parameters
    ----------
    found : dict
        As for `replication_page`.
    template : str
        HTML in Jinja, workflow/report/eras.html.
    """
    table, joint = found["table"], found["joint"]
    eras = joint[joint["study"] == "all"].to_dict("records")
    spread = table[
        (table["kind"] == "describe") & (table["statistic"] == "std") & table["ours"].notna()
    ]
    for era in eras:
        era["p"] = say_p(era["p"])
        of_era = spread[spread["era"] == era["era"]]
        era["smaller"] = int((of_era["ours"] < of_era["published"]).sum())
        era["tables"] = len(of_era)
        era["ratio"] = float((of_era["ours"] / of_era["published"]).median())
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    body = environment.from_string(template).render(eras=eras)
    return page("Three eras of Keras", body)
