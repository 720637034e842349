"""Published figures beside ours: does each replicate?

Each figure is judged by what its kind allows: a describe() column by its statistics, a list of
runs as a sample, the figure of one run by the place that it takes among ours.
"""

import pandas as pd

from reprise.data.published import published_figures
from reprise.replication.agreement import equals_printed, of_description, of_list, of_one_run
from reprise.stats.comparisons import kind_of

COLUMNS = (
    *("source", "study", "configuration", "era", "kind", "statistic", "published", "ours"),
    *("runs", "published_runs", "place", "prediction_low", "prediction_high"),
    *("same_low", "same_high", "variance_ratio", "p", "p_ranks", "p_holm", "p_equivalent"),
    *("verdict", "reason"),
)
REPLICATES, DOES_NOT, CANNOT_TELL = "replicates", "does not", "cannot tell"


def replicate_study(said, runs, baselines):
    """Every published figure of one study beside ours.

    Parameters
    ----------
    said : dict
        What the study file says: study, source, panels, comparison.
    runs, baselines : DataFrame
        As tables.collect_runs and tables.tabulate_baselines make them.

    Returns
    -------
    DataFrame
        A row a figure and panel (the eras of the LSTM studies), columns COLUMNS:

        - `place`: the share of our runs that lie below, for the figure of a single run
        - `prediction_low`, `prediction_high`: where the same experiment would put the figure if
          it were done again, by our runs alone
        - `same_low`, `same_high`: where ours may lie to count as the same: within a tenth of a
          printed mean, quantile or extreme; for a single run, where the published figure may
          lie about our mean, by the study's own margin; for a standard deviation, by a ratio
          of 1.5 about ours
        - `variance_ratio`: the published variance over ours
        - `p`: that two experiments under one distribution differ as much. Means by Welch's t
          test from the summary statistics, standard deviations by the bootstrap of their ratio,
          quantiles and extremes by the ranks of ours; a list of runs by Welch's test of its
          mean, with Mann-Whitney's in `p_ranks`; one run by its t prediction interval
        - `p_holm`: corrected by Holm (1979) over the study's figures of one era
        - `p_equivalent`: the larger p of two one-sided tests that the difference lies within
          what counts as the same (Schuirmann 1987)
    """
    figures = published_figures(said["study"])
    parts = [
        _judge_panel(figures, title, names, runs, said["comparison"])
        for title, names in said["panels"].items()
    ]
    names = baselines["baseline"].map(kind_of)
    for figure in figures[figures["kind"] == "baseline"].itertuples():
        ours = baselines.loc[names == figure.configuration, figure.statistic].iloc[0]
        parts.insert(0, pd.DataFrame([_of_baseline(figure, float(ours))]))
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(source=said["source"], study=said["study"])
    return table.reindex(columns=COLUMNS)


def _judge_panel(figures, title, names, runs, comparison):
    """The figures of one panel: those of one era, or all of a study without eras."""
    whole = runs[runs["state"] == "ok"].groupby("configuration")
    rows = []
    for full, within in names.items():
        ours = whole.get_group(full) if full in whole.groups else runs[:0]
        beside = figures[figures["configuration"] == within]
        for kind, printed in beside.groupby("kind", sort=False):
            for row in _judge(kind, printed, ours, comparison):
                of = {"configuration": within, "kind": kind, "runs": len(ours)}
                rows.append(of | {"compared": row["statistic"]} | row)
    era = title.partition("=")[2]
    return _with_verdicts(pd.DataFrame(rows).assign(era=era), 1 - comparison["confidence"])


def _judge(kind, printed, ours, comparison):
    confidence = comparison["confidence"]
    if kind == "describe":
        column = printed.set_index("statistic")["published"]
        return of_description(column, ours["test_rmse"].to_numpy(), confidence)
    if kind == "list":
        rows = []
        for metric, scores in printed.groupby("statistic", sort=False):
            rows += of_list(metric, scores["published"], ours[metric].to_numpy(), confidence)
        return rows
    margin = comparison.get("margin")
    return [
        of_one_run(row.statistic, row.published, ours[row.statistic].to_numpy(), margin, confidence)
        for row in printed.itertuples()
    ]


def _of_baseline(figure, ours):
    """A number without random starts."""
    is_equal = equals_printed(figure.published, ours)
    return {
        "configuration": figure.configuration,
        "kind": figure.kind,
        "era": "",
        "statistic": figure.statistic,
        "published": figure.published,
        "ours": ours,
        "verdict": REPLICATES if is_equal else DOES_NOT,
        "reason": f"no chance in it, {'equal' if is_equal else 'unequal'} to the printed digits",
    }


def _with_verdicts(table, level):
    """Correct the p-values over all figures of the table, each list counted once."""
    from statsmodels.stats.multitest import multipletests

    table = table.reindex(columns=[*dict.fromkeys([*table.columns, *COLUMNS])])
    test = table["configuration"] + "/" + table["compared"]
    first = table["p"].notna() & ~test.duplicated()
    if first.any():
        corrected = multipletests(table.loc[first, "p"].astype(float), method="holm")[1]
        table["p_holm"] = test.map(dict(zip(test[first], corrected, strict=True)))
    judged = [_verdict(row, first.sum(), level) for row in table.itertuples()]
    table["verdict"], table["reason"] = zip(*judged, strict=True)
    return table


def _verdict(row, tests, level):
    """What the numbers allow to say of one figure, and why."""
    what = "the list's mean" if row.kind == "list" else "it"
    if row.statistic == "count":
        if row.published == row.ours:
            return REPLICATES, "as many runs"
        return CANNOT_TELL, f"{row.runs} runs were trained here"
    if row.runs < 2:
        return CANNOT_TELL, "fewer than two runs"
    if pd.isna(row.p):
        is_equal = row.published == row.ours
        return (REPLICATES if is_equal else CANNOT_TELL), "our runs do not vary"
    if row.p_equivalent <= level:
        return REPLICATES, f"{what} is shown to lie within what counts as the same"
    if row.p_holm <= level:
        return DOES_NOT, f"{what} is further from ours than chance goes (p {row.p_holm:.2g})"
    if row.p <= level:
        return (
            CANNOT_TELL,
            f"alone {what} would look different (p {row.p:.2g}); it is one of {tests}",
        )
    if row.kind != "run":
        return CANNOT_TELL, f"{what} lies where chance may put it; too few runs to show the same"
    if row.same_low <= row.published <= row.same_high:
        return REPLICATES, "one of our runs may well give it, and our mean is the same"
    return CANNOT_TELL, "one of our runs may give it, but our mean is another"
