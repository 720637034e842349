"""The metric columns that several configurations have in common."""

from collections.abc import Sequence

from reprise.config.study import Configuration


def common_metric_columns(configurations: Sequence[Configuration]) -> list[str]:
    """The metric columns that all configurations have, sorted."""
    return sorted(set.intersection(*(set(c.metric_columns) for c in configurations)))


def common_history_columns(configurations: Sequence[Configuration]) -> list[str]:
    """The metric columns of histories that all configurations have, sorted."""
    return sorted(set.intersection(*(set(c.history_columns) for c in configurations)))
