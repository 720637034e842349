"""Captions of the figures of the replication, and descriptions of what is seen in them."""

import pandas as pd

from reprise.escape import rst_literal
from reprise.figures.caption_text import (
    bullets,
    count_nouns,
    format_number,
    join_paragraphs,
    join_words,
)
from reprise.figures.description_text import describe_extremes, describe_panels, join_sentences
from reprise.replication.joint_sentences import joint_names, joint_sentence
from reprise.replication.replicate import ReplicationTables
from reprise.replication.stored_summary import STORED


def caption_eras(tables: ReplicationTables) -> str:
    """Explain the bars and marks, and give the joint distance of each era."""
    joint = tables["joint"]
    together = joint[joint["study"].isin(("all", STORED))]
    items = [
        f"{rst_literal(name)}: {joint_sentence(row)}"
        for name, row in zip(joint_names(together), together.to_dict("records"), strict=True)
    ]
    return join_paragraphs(
        [
            "A bar shows where the mean would lie if our experiment were repeated with as many runs"
            " as published (95 % prediction interval by Student's t). The stroke is our mean, the"
            " mark is the published mean. The verdict comes from Welch's test with Holm's"
            " correction.",
            "The right panel shows the distance of our runs from all published tables and lists of"
            " a source. It is the sum of squared Mahalanobis distances of mean, standard deviation"
            " and quartiles. Simulated experiments with the shape of our runs give its p-value. If"
            " only chance is at work, the distance stays within the grey bar in 95 of 100 cases.",
            bullets(items),
            "We chose the era ``keras1_tf1`` after we had compared its results with the printed"
            " tables."
            if "keras1_tf1" in set(joint["era"])
            else "",
        ]
    )


def caption_runs(tables: ReplicationTables) -> str:
    """Explain dots, bars and marks, and give the place of each published number among our runs."""
    table = tables["table"]
    items = [
        f"{rst_literal(row['configuration'])}, {row['statistic'].replace('_', ' ')}: The source"
        f" prints {format_number(row['published'])}, our mean is {format_number(row['ours'])}, and"
        f" {100 * row['place']:.0f} % of our runs are lower. The verdict is: {row['verdict']}"
        f" ({row['reason']})."
        for row in table[table["kind"] == "run"].to_dict("records")
    ]
    return join_paragraphs(
        [
            "Each dot is one of our runs. A bar is the 95 % prediction interval of one more run"
            " (by Student's t). The stroke is the mean of our runs, and the mark is the number that"
            " the source prints for one run.",
            bullets(items),
        ]
    )


def describe_eras(tables: ReplicationTables) -> str:
    """Say how many published means lie in our intervals, and which joint distance is smallest."""
    table, joint = tables["table"], tables["joint"]
    means = table[(table["kind"] == "describe") & (table["statistic"] == "mean")]
    sentences = [
        "Each panel shows published means as marks on bars, which are the intervals for a repeated"
        " experiment."
    ]
    for title, rows in means.groupby(means["era"].where(means["era"] != "", means["study"])):
        inside = rows["published"].between(rows["prediction_low"], rows["prediction_high"]).sum()
        sentences.append(f"{title}: {inside} of {len(rows)} marks lie on their bar.")
    together = joint[joint["study"] == "all"]
    distances = pd.Series(together["distance"].to_list(), joint_names(together), dtype=float)
    if len(distances):
        sentences.append(
            f"The last panel shows distances from all tables: {describe_extremes(distances, 'one')}"
        )
    return join_sentences(sentences)


def describe_runs(tables: ReplicationTables) -> str:
    """Say which published numbers of a single run lie outside our runs."""
    numbers = tables["table"][tables["table"]["kind"] == "run"]
    inside = numbers["published"].between(numbers["prediction_low"], numbers["prediction_high"])
    outside = [
        f"{row['configuration']} ({format_number(row['published'])}, our mean is"
        f" {format_number(row['ours'])})"
        for row in numbers[~inside].to_dict("records")
    ]
    return join_sentences(
        [
            f"{describe_panels(numbers['study'].nunique())} our runs as dots, and"
            f" {count_nouns(len(numbers), 'published number')} as marks among them.",
            f"{inside.sum()} of the marks lie on the bar of one more run.",
            f"These lie outside it: {join_words(outside)}." if outside else "",
        ]
    )
