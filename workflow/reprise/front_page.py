"""The report's first page: what each tutorial concluded, and what was found, for a student."""

import jinja2

from reprise.comparisons import kind_of

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
    own = [] if checked is None else checked[~checked["tutorial"].isin(tutorials)]
    if len(own):
        title = {"title": "Claims of these studies", "concluded": "what their files say."}
        shown.append(title | _claims_of(own) | {"joint": ""})
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    return environment.from_string(template).render(
        tutorials=shown,
        studies=[
            {"title": _plain(said["title"]), "found": _found(said, *tables)}
            for said, *tables in studies
        ],
        has_eras=any("era=" in title for said, *_ in studies for title in said["panels"]),
        category=category,
    )


def _claims_of(rows):
    """The answers to some claims, today's first, then those of the other eras."""
    others = [
        column.removeprefix("verdict_")
        for column in rows.columns
        if column.startswith("verdict_") and rows[column].ne("").any()
    ]
    first = next((label for label in rows["checked_for"] if label), "")
    columns = [f"In {first}?" if first else "In our runs?", *(f"In {o}?" for o in others)]
    answered = [
        {
            "says": _plain(row["says"]),
            "answers": [
                _answer(row["verdict"], row["probability"]),
                *(_answer(row[f"verdict_{o}"], row[f"probability_{o}"]) for o in others),
            ],
        }
        for row in rows.to_dict("records")
    ]
    counts = rows["verdict"].value_counts()
    said = [
        f"{counts[v]} {words[int(counts[v] > 1)]}" for v, words in COUNTED.items() if v in counts
    ]
    return {
        "rows": answered,
        "columns": columns,
        "widths": " ".join(["60", *["15"] * len(columns)]),
        "counts": " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)
        + (f" with today's Keras ({first})" if first else ""),
    }


def _answer(verdict, probability):
    if not verdict:
        return ""
    if probability == "":
        return "cannot tell"
    return f"{ANSWERS[verdict]} ({100 * float(probability):.0f})"


def _say_joint(rows, joint):
    """Which eras' printed tables replicate, where the tutorial has eras."""
    if joint is None or not (rows["checked_for"] == "keras3").any():
        return ""
    whole = joint[joint["study"] == "all"]
    said = [
        f"with ``{row.era}`` they {'do' if row.verdict == 'replicates' else 'do not'}"
        f" (p {row.p:.2g})"
        for row in whole.itertuples()
    ]
    return f"Do its printed tables replicate? As a whole, {', '.join(said)}." if said else ""


def _found(said, described, comparisons):
    """One study in a sentence or two: its best configuration, and who is ahead of it."""
    metric, names = said["metric"], said["configurations"]
    means = described.loc["mean", names].astype(float).dropna()
    if not len(means):
        return "No run ended with a finite error."
    rises = metric.endswith("accuracy")
    best = means.idxmax() if rises else means.idxmin()
    if len(names) == 1:
        words = f"The mean {metric} is {means[best]:.3g}."
    else:
        rivals = _rivals(best, comparisons)
        words = f"The best mean {metric} is {means[best]:.4g}, of ``{best}``{rivals}."
    against = comparisons[
        (comparisons["kind"] == "baseline") & (comparisons["configuration"] == best)
    ]
    ahead = against.loc[against["verdict"] == "worse", "other"].map(kind_of)
    if len(ahead):
        verb = "is" if len(ahead) == 1 else "are"
        words += (
            f" Ahead of it, without a network, {verb} {' and '.join(f'``{n}``' for n in ahead)}."
        )
    elif len(against) and (against["verdict"] == "better").all():
        words += " It is ahead of every baseline."
    return words


def _rivals(best, comparisons):
    """Whether the best configuration is told apart from the others."""
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
