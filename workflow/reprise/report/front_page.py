"""The report's first page: what each tutorial concluded, and what was found, for a student."""

import jinja2

from reprise.replication.joint_distance import say_p
from reprise.report.claims_page import further_values
from reprise.stats.comparisons import best_of, kind_of

ANSWERS = {"supported": "yes", "contradicted": "no", "undecided": "cannot tell"}
COUNTED = {
    "supported": ("holds", "hold"),
    "contradicted": ("fails", "fail"),
    "undecided": ("cannot be decided", "cannot be decided"),
}


def front_page(template, tutorials, checked, joint, studies, category):
    """The page, as reStructuredText.

    Parameters
    ----------
    template : str
        In Jinja, workflow/report/front_page.rst.
    tutorials : dict of str to dict
        Each tutorial's title and what it concluded, as data/claims.yaml says it.
    checked : DataFrame or None
        As claims.check_claims makes it, read from its file as text.
    joint : DataFrame or None
        As joint_distance.joint_table makes it.
    studies : list of (dict, DataFrame, DataFrame)
        What each study file says, its describe table and its comparisons.

    category : str
        The report's section on what is found across studies.

    Returns
    -------
    str
    """
    shown = []
    for name, tutorial in tutorials.items():
        if checked is not None and (checked["tutorial"] == name).any():
            rows = checked[checked["tutorial"] == name]
            shown.append(tutorial | _claims_of(rows) | {"joint": _say_joint(rows, joint)})
    own = None
    if checked is not None and (~checked["tutorial"].isin(tutorials)).any():
        own = _own_claims(checked[~checked["tutorial"].isin(tutorials)])
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    return environment.from_string(template).render(
        tutorials=shown,
        own=own,
        studies=[
            {"title": _plain(said["title"]), "found": _found(said, *tables)}
            for said, *tables in studies
        ],
        has_eras=any("era=" in title for said, *_ in studies for title in said["panels"]),
        category=category,
        table=_table,
    )


def _table(claims):
    """Claims and answers as a table in reStructuredText."""
    widths = " ".join(["60", *["15"] * len(claims["columns"])])
    lines = ["", ".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for says, *answers in [["It says", *claims["columns"]], *claims["rows"]]:
        lines += [f"   * - {says}", *(f"     - {answer}" for answer in answers)]
    return "\n".join([*lines, ""])


def _claims_of(rows):
    """The answers to a tutorial's claims, today's first, then those of the other eras."""
    others = [o for o in further_values(rows) if rows[f"verdict_{o}"].ne("").any()]
    first = next((label for label in rows["checked_for"] if label), "")
    columns = [f"In {first}?" if first else "In our runs?", *(f"In {o}?" for o in others)]
    answered = [
        [
            _plain(row["says"]),
            _answer(row["verdict"], row["probability"], row["runs"]),
            *(_answer(row[f"verdict_{o}"], row[f"probability_{o}"], row["runs"]) for o in others),
        ]
        for row in rows.to_dict("records")
    ]
    today = f" with today's Keras ({first})" if first == "keras3" else ""
    return {"rows": answered, "columns": columns, "counts": _counts(rows["verdict"]) + today}


def _own_claims(rows):
    """The answers to studies' own claims, a row for each value that one is checked for."""
    answered, verdicts = [], []
    for row in rows.to_dict("records"):
        values = [(row["checked_for"], row["verdict"], row["probability"])]
        for value in further_values(rows):
            if row[f"verdict_{value}"] != "":
                values.append((value, row[f"verdict_{value}"], row[f"probability_{value}"]))
        for value, verdict, probability in values:
            says = row["says"] + (f" ({row['each']} {value})" if value != "" else "")
            answered.append([_plain(says), _answer(verdict, probability, row["runs"])])
            verdicts.append(verdict)
    return {"rows": answered, "columns": ["In our runs?"], "counts": _counts(verdicts)}


def _counts(verdicts):
    """`of 9 claims 8 hold and 1 fails`."""
    verdicts = list(verdicts)
    counts = [(verdicts.count(v), words) for v, words in COUNTED.items() if v in verdicts]
    said = [f"{n} {words[int(n > 1)]}" for n, words in counts]
    return f"of {len(verdicts)} claims {_listed(said)}"


def _listed(words):
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def _answer(verdict, probability, runs):
    if not verdict:
        return ""
    if str(runs) == "0":
        return "not asked: the study was changed, or no run is whole"
    if probability == "":
        return "cannot tell"
    return f"{ANSWERS[verdict]} ({100 * float(probability):.0f})"


def _say_joint(rows, joint):
    """Which eras' printed tables replicate, where the tutorial has eras."""
    if joint is None or not (rows["checked_for"] == "keras3").any():
        return ""
    few = {"cannot tell": "too few runs to tell"}
    whole = joint[joint["study"] == "all"]
    said = [
        f"with ``{row.era}`` {row.distance:.0f}, where chance gives {row.expected:.0f}"
        f" ({say_p(row.p)}, {few.get(row.verdict, row.verdict)})"
        for row in whole.itertuples()
    ]
    if not said:
        return ""
    many = whole["configuration"].iloc[0]
    return f"All its {many} together lie as far from ours: {'; '.join(said)}."


def _found(said, described, comparisons):
    """One study in some sentences: its best configuration, and who is ahead of it."""
    means = described.loc["mean", said["configurations"]].astype(float).dropna()
    if not len(means):
        return "No run ended with a finite error."
    if said["origins"]:
        return _over_origins(said, means)
    groups = {}
    for name in means.index:
        steps = said["framings"][said["framing_of"][name]].get("horizon", 1)
        groups.setdefault(steps, []).append(name)
    found = [_best_of(said["metric"], means[names], comparisons) for names in groups.values()]
    if len(groups) > 1:
        found = [f"{n} step{'s' * (n > 1)} ahead: {f}" for n, f in zip(groups, found, strict=True)]
    return " ".join(found)


def _over_origins(said, means):
    """The best mean over all origins, and how far single origins' means lie apart."""
    bases = [said["origins"][name][0] for name in means.index]
    over = means.groupby(bases).mean()
    best = best_of(over, said["metric"])
    own = means[[base == best for base in bases]]
    return (
        f"Over {len(own)} rolling origins the best mean {said['metric']} is {over[best]:.4g}, of"
        f" ``{best}``; the means of single origins lie between {own.min():.4g} and {own.max():.4g}."
    )


def _best_of(metric, means, comparisons):
    best = best_of(means, metric)
    if len(means) == 1:
        words = f"The mean {metric} is {means[best]:.4g}, of ``{best}``."
    else:
        rivals = _rivals(best, comparisons)
        words = f"The best mean {metric} is {means[best]:.4g}, of ``{best}``{rivals}."
    mine = comparisons["configuration"] == best
    against = comparisons[(comparisons["kind"] == "baseline") & mine]
    ahead = against.loc[against["verdict"] == "worse", "other"].map(kind_of)
    if len(ahead):
        verb = "is" if len(ahead) == 1 else "are"
        names = _listed([f"``{name}``" for name in ahead])
        words += f" Ahead of it, without a network, {verb} {names}."
    elif len(against) and (against["verdict"] == "better").all():
        words += " It is ahead of every baseline."
    return words


def _rivals(best, comparisons):
    """Whether the best configuration is told apart from those that forecast the same."""
    pairs = comparisons[comparisons["kind"] == "configuration"]
    pairs = pairs[(pairs["configuration"] == best) | (pairs["other"] == best)]
    if not len(pairs):
        return ""
    told = pairs["verdict"].isin(["better", "worse"]).sum()
    if told == len(pairs):
        return ", told apart from every other"
    return f", told apart from {told} of {len(pairs)} others"


def _plain(text):
    """Text of the user's in which nothing is reStructuredText."""
    for mark in "\\*`|_":
        text = text.replace(mark, f"\\{mark}")
    return text
