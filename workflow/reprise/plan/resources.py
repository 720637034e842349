"""What each job asks a cluster for: memory, minutes and a group."""

from collections.abc import Callable
from typing import Any

from reprise.config.study import Configuration
from reprise.plan.jobs import TrainingJob
from reprise.training.costs import (
    MEGABYTES_WITHOUT_TRAINING,
    SECONDS_PER_STUDY,
    megabytes_to_train,
    minutes_to_request,
    seconds_to_train,
)

Resources = dict[str, Any]


def job_resources(seconds: float, megabytes: int = MEGABYTES_WITHOUT_TRAINING) -> Resources:
    """The resources of a job that takes some seconds; each further attempt asks for more."""

    def multiplied(amount: int) -> Callable[[Any, int], int]:
        return lambda wildcards, attempt: attempt * amount

    return {"mem_mb": multiplied(megabytes), "runtime": multiplied(minutes_to_request(seconds))}


def study_resources(studies: int) -> Resources:
    """The resources of a short job that does one stage for some studies."""
    return job_resources(SECONDS_PER_STUDY * studies) | {"side_by_side": 1}


def training_resources(
    job: TrainingJob,
    configurations: dict[tuple[str, str], Configuration],
    requested: Resources,
) -> Resources:
    """The resources of a training job.

    Parameters
    ----------
    job : TrainingJob
    configurations : dict of (study, configuration) to Configuration
    requested : dict
        `training_resources` of the config; they replace what is estimated.
    """
    seconds = seconds_to_train(job.runs, configurations)
    megabytes = megabytes_to_train(job.runs, configurations)
    return job_resources(seconds, megabytes) | requested


def group_name(name: str, job_size: str) -> str | None:
    """The name under which short jobs share a submission to a cluster."""
    return None if job_size == "share" else name
