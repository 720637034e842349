"""Check that a network can be trained further between the forecasts of the test rows."""

from reprise.data.row_counts import RowCounts
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings, RunSettings


def check_updates(
    run: RunSettings, rows: RowCounts | None, dataset: DatasetSettings, where: str
) -> None:
    """Check the updates of a configuration, if it has any.

    Parameters
    ----------
    run : RunSettings
    rows : RowCounts or None
        None before the dataset is downloaded.
    dataset : DatasetSettings
    where : str
        The file and the configuration.

    Raises
    ------
    ConfigError
        If the test rows are not one step after the other, if the tables would mix networks with
        and without updates, or if the rows of an update do not fill its batches.
    """
    if not run.evaluation.update_epochs:
        return
    reason = _find_obstacle(run, dataset)
    if reason:
        raise ConfigError(
            f"evaluation.update_epochs is {run.evaluation.update_epochs}, but {reason}",
            where,
            "evaluation.update_epochs",
            run.evaluation.update_epochs,
        )
    if rows is not None:
        _check_rows_of_updates(run, rows, where)


def _find_obstacle(run: RunSettings, dataset: DatasetSettings) -> str:
    """What makes updates meaningless, and what to do; an empty text if nothing does."""
    framing, evaluation = run.framing, run.evaluation
    if not dataset.is_series:
        return "samples have no order in time; remove the key."
    if framing.query:
        return "a query is a single forecast, after which nothing is forecast; remove the key."
    if framing.horizon > 1:
        return (
            f"framing.horizon is {framing.horizon}: the observations of a row are known only"
            f" {framing.horizon} steps after its forecast. Set framing.horizon to 1."
        )
    if evaluation.every_epoch and not framing.validation_rows:
        return (
            "evaluation.every_epoch would record the errors of the test rows without updates. Set"
            " evaluation.every_epoch to false, or set framing.validation_rows."
        )
    if evaluation.layer_statistics:
        return "evaluation.layer_statistics records the training alone; remove one of the two keys."
    return ""


def _check_rows_of_updates(run: RunSettings, rows: RowCounts, where: str) -> None:
    update_rows, batch_size = run.evaluation.update_rows, run.training.batch_size
    if update_rows is None or update_rows == "all":
        return
    observed = rows.train + rows.validation + 1
    if update_rows > observed:
        raise ConfigError(
            f"evaluation.update_rows is {update_rows}, but after the first test row only {observed}"
            " rows are observed. Lower evaluation.update_rows, or set it to all.",
            where,
            "evaluation.update_rows",
            update_rows,
        )
    is_small_batch = update_rows < batch_size and not run.model.get("stateful")
    if update_rows % batch_size and not is_small_batch:
        smaller = "" if run.model.get("stateful") else " or a smaller number"
        raise ConfigError(
            f"evaluation.update_rows is {update_rows}, which does not fill batches of"
            f" training.batch_size {batch_size}. Use a multiple of {batch_size}{smaller}, or set"
            " evaluation.update_rows to all.",
            where,
            "evaluation.update_rows",
            update_rows,
        )
