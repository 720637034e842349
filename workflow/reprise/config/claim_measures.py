"""Check that a study has what a claim measures: metrics, curves, layers and baselines."""

import math
from collections.abc import Collection, Iterable
from typing import Any

from reprise.config.common_columns import common_history_columns, common_metric_columns
from reprise.config.study import Study
from reprise.errors import ConfigError, did_you_mean
from reprise.evaluation.metrics import FIT_METRICS

Measure = dict[str, Any]  # as the schema of claims describes it

# For each feature of a curve, the options that it needs; the other features need none.
NEEDED_OPTIONS = {
    "mean_of_last": ("last",),
    "first_reaching": ("value",),
    "change_at_end": ("last",),
    "settling_epoch": ("within",),
}


def check_measure(
    measure: str | Measure, study: Study, where: str, names: Collection[str] | None = None
) -> None:
    """Check that the runs of a study have what is measured.

    Parameters
    ----------
    measure : str or dict
        A metric, or a mapping with `metric`, `curve` or `layer`.
    study : Study
    where : str
        The file, the claim and the position of the check.
    names : collection of str, optional
        The configurations that are measured; the default is all of the study.

    Raises
    ------
    ConfigError
        If the study does not record the measure, or an option of its feature is missing or wrong.
    """
    if isinstance(measure, str):
        measure = {"metric": measure}
    if sum(key in measure for key in ("metric", "curve", "layer")) != 1:
        raise ConfigError(
            "'of' needs exactly one of the keys 'metric', 'curve' and 'layer'.", where, "of"
        )
    if "metric" in measure:
        known = common_metric_columns(study.configurations)
        _refuse_unknown("metric", measure["metric"], [*known, *_fit_metrics(study)], study, where)
    elif "curve" in measure:
        _check_curve(measure, study, where, names)
    else:
        _check_layer(measure, study, where, names)
    if "less" in measure:
        check_measure(measure["less"], study, where, names)


def check_baselines(check: dict[str, Any], study: Study, where: str) -> None:
    """Check that a study has the baselines that a check names, and that they can be compared.

    Parameters
    ----------
    check : dict
        One check of a claim.
    study : Study
    where : str
        The file, the claim and the position of the check.

    Raises
    ------
    ConfigError
        If the study has no such baseline, or the check measures something else than a metric.
    """
    names = [check["baseline"]] if "baseline" in check else []
    limits = (check.get("below"), check.get("above"))
    names += [limit["baseline"] for limit in limits if isinstance(limit, dict)]
    for name in names:
        _refuse_unknown("baseline", name, study.baselines, study, where)
        if not isinstance(check.get("of", ""), str):
            raise ConfigError(
                "a baseline has only metrics; 'of' must be the name of a metric.", where, "of"
            )


def _check_curve(measure: Measure, study: Study, where: str, names: Collection[str] | None) -> None:
    """Check that a study records a curve, and that the curve is long enough for its feature."""
    if not study.records_epochs:
        raise ConfigError(
            f"{study.name} does not record curves; set evaluation.every_epoch: true in the study.",
            where,
            "of.curve",
            measure["curve"],
        )
    feature = measure["feature"]
    for option in NEEDED_OPTIONS.get(feature, ()):
        if option not in measure:
            raise ConfigError(
                f"the feature '{feature}' needs the key '{option}'.", where, f"of.{option}"
            )
    needed_epochs = max(measure.get("at", 1), measure.get("last", 1))
    if feature == "change_at_end":  # it compares the last epochs with as many before
        needed_epochs *= 2
    fewest_epochs = min(
        c.run.training.epochs for c in study.configurations if names is None or c.name in names
    )
    if needed_epochs > fewest_epochs:
        raise ConfigError(
            f"the feature '{feature}' needs {needed_epochs} epochs, but {study.name} trains a"
            f" configuration for {fewest_epochs} epochs.",
            where,
            "of.feature",
            feature,
        )
    known = common_history_columns(study.configurations)
    _refuse_unknown("curve", measure["curve"], [*known, *_fit_metrics(study)], study, where)


def _check_layer(measure: Measure, study: Study, where: str, names: Collection[str] | None) -> None:
    """Check that a study records its layers, and that every run has the update."""
    if not study.records_layers:
        raise ConfigError(
            f"{study.name} does not record its layers; set evaluation.layer_statistics: true in"
            " the study.",
            where,
            "of.layer",
            measure["layer"],
        )
    if study.dataset.url is not None:  # the number of training rows may not be known yet
        return
    fewest_updates = min(
        c.fewest_epochs * math.ceil(c.train_rows / c.run.training.batch_size)
        for c in study.configurations
        if names is None or c.name in names
    )
    if measure["update"] > fewest_updates:
        raise ConfigError(
            f"update is {measure['update']}, but a run of {study.name} may have only"
            f" {fewest_updates} updates; choose an earlier one.",
            where,
            "of.update",
            measure["update"],
        )


def _fit_metrics(study: Study) -> tuple[str, ...]:
    """The metrics that training itself reports, which only studies of classes have."""
    return FIT_METRICS if study.task == "classify" else ()


def _refuse_unknown(key: str, name: str, known: Iterable[str], study: Study, where: str) -> None:
    known = sorted(set(known))
    if name not in known:
        raise ConfigError(
            f"{study.name} has no {key} '{name}'.{did_you_mean(name, known)} It has"
            f" {', '.join(known)}.",
            where,
            key,
            name,
        )
