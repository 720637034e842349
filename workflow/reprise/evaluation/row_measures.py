"""Which metrics have a score for every test row.

Snakemake's plan imports this module. Therefore it does not import NumPy.
"""

ROW_MEASURES = ("rmse", "mae", "mase", "accuracy")


def has_row_scores(metric: str) -> bool:
    """Whether stored outputs tell what each test row contributes to a metric's column."""
    split, _, name = metric.partition("_")
    return split == "test" and name.partition("_")[0] in ROW_MEASURES
