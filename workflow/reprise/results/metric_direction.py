"""Whether a lower value of a metric is better, by the words in the metric's name."""

import re

from reprise.errors import RepriseError

LOW_IS_BETTER = frozenset(
    {"loss", "error", "err", "rmse", "mse", "mae", "mape", "smape", "mase", "nll", "perplexity"}
    | {"ppl", "wer", "cer", "fid", "logloss"}
)
HIGH_IS_BETTER = frozenset(
    {"accuracy", "acc", "auc", "auroc", "f1", "r2", "precision", "recall", "bleu", "iou", "map"}
    | {"reward", "return"}
)


def prefers_low(metric: str) -> bool:
    """Whether a lower value of a metric is better.

    Parameters
    ----------
    metric : str
        The name of a column, for example `metrics.val_loss` or `val/accuracy`.

    Raises
    ------
    RepriseError
        If the words of the name do not tell.

    Examples
    --------
    >>> prefers_low("metrics.val_loss"), prefers_low("val/accuracy")
    (True, False)
    """
    words = set(re.split(r"[^a-z0-9]+", metric.lower()))
    is_low, is_high = bool(words & LOW_IS_BETTER), bool(words & HIGH_IS_BETTER)
    if is_low == is_high:
        raise RepriseError(
            f"The name of the metric '{metric}' does not tell whether a lower value is better. Say"
            " it with lower_is_better=True or lower_is_better=False."
        )
    return is_low
