"""The table of a study that is repeated at several origins or splits, for a paper."""

from reprise.escape import escape_latex
from reprise.export.captions import confidence_latex, metric_latex, titled
from reprise.export.latex_tables import interval_latex, label_of, table_tex
from reprise.export.paper_data import PaperData
from reprise.export.values import Macros
from reprise.partition import PartitionKind

CAPTION = (
    "The {metric}, as a mean over all {kind}s. Both intervals have a confidence of {confidence}:"
    " that for other seeds is about the same {kind}s, and that for other {kind}s is Student's $t$"
    " interval of the means of the {kind}s{correction}. The standard deviation (std) between seeds"
    " is pooled over the {kind}s. That between {kind}s is without the variation between seeds."
)
CORRECTIONS: dict[PartitionKind, str] = {
    "origin": ", corrected for skewness (Hall 1992)",
    "split": ", with the variance of Nadeau and Bengio (2003) for splits of the same samples",
}
CAUTION_ABOUT_ORIGINS = (
    " The interval for other origins is probably too narrow, because origins share training rows."
)


def partitions_table(data: PaperData, macros: Macros) -> str:
    """One row per configuration: its mean over all origins or splits, and two intervals."""
    kind = data.settings.partition_kind
    assert kind is not None  # other studies have no such table
    names = list(dict.fromkeys(base for base, _ in data.settings.partitions.values()))

    def latex(name: str, column: str) -> str:
        return macros.latex("partitions", name, column)

    rows = [
        {
            "Configuration": escape_latex(name),
            f"{kind}s": latex(name, f"{kind}s"),
            "mean": latex(name, "mean"),
            "for other seeds": interval_latex(
                latex(name, "starts_low"), latex(name, "starts_high")
            ),
            f"for other {kind}s": interval_latex(
                latex(name, f"{kind}s_low"), latex(name, f"{kind}s_high")
            ),
            "std of seeds": latex(name, "std_starts"),
            f"std of {kind}s": latex(name, f"std_{kind}s"),
        }
        for name in names
    ]
    caption = CAPTION.format(
        metric=metric_latex(data),
        kind=kind,
        confidence=confidence_latex(data),
        correction=CORRECTIONS[kind],
    )
    if kind == "origin":
        caption += CAUTION_ABOUT_ORIGINS
    label = label_of(data.settings.study, "partitions")
    return table_tex(rows, titled(data, caption), label)
