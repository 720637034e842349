"""What each job asks a cluster for: memory, minutes and a group."""

from collections.abc import Callable
from typing import Any

from humanfriendly import InvalidSize, InvalidTimespan, parse_size, parse_timespan

from reprise.config.study import Configuration
from reprise.errors import ConfigError
from reprise.plan.jobs import TrainingJob
from reprise.training.costs import (
    MEGABYTES_WITHOUT_TRAINING,
    SECONDS_PER_STUDY,
    megabytes_to_train,
    minutes_to_request,
    seconds_to_train,
)

Resources = dict[str, Any]

# The names under which Snakemake and its executor for Slurm know the memory of a job.
AMOUNTS_OF_MEMORY = {"mem", "mem_mb", "mem_mib", "mem_mb_per_cpu"}


def job_resources(seconds: float, megabytes: int = MEGABYTES_WITHOUT_TRAINING) -> Resources:
    """The resources of a job that takes some seconds; each further attempt asks for more."""
    return _ask_for_more({"mem_mb": megabytes, "runtime": minutes_to_request(seconds)})


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
        `training_resources` of the config; they replace what is estimated. Each further attempt
        asks for more memory and time than they name, too.
    """
    seconds = seconds_to_train(job.runs, configurations)
    megabytes = megabytes_to_train(job.runs, configurations)
    resources = job_resources(seconds, megabytes)
    if AMOUNTS_OF_MEMORY & requested.keys():
        del resources["mem_mb"]  # Snakemake refuses two amounts of memory
    return resources | _ask_for_more(requested)


def _ask_for_more(resources: Resources) -> Resources:
    """Multiply memory and time by the number of the attempt."""

    def multiplied(amount: int) -> Callable[[Any, int], int]:
        return lambda wildcards, attempt: attempt * amount

    return {
        name: multiplied(_read_amount(name, value))
        if name in AMOUNTS_OF_MEMORY or name == "runtime"
        else value
        for name, value in resources.items()
    }


def refuse_unreadable_amounts(requested: Resources) -> None:
    """Refuse an amount of memory or time in `training_resources` that cannot be read.

    Raises
    ------
    ConfigError
    """
    for name, value in requested.items():
        if name == "runtime" or name in AMOUNTS_OF_MEMORY:
            _read_amount(name, value)


def _read_amount(name: str, value: int | str) -> int:
    """Megabytes or minutes, from a number or from a text such as `4 GB` or `2h`."""
    try:
        if isinstance(value, int) or value.strip().isdecimal():
            amount = int(value)
        elif name == "runtime":
            amount = round(parse_timespan(value) / 60)
        elif name == "mem":
            amount = round(parse_size(value) / 1e6)
        else:
            amount = 0
    except (InvalidSize, InvalidTimespan):
        amount = 0
    if amount < 1:
        unit = "minutes, as in 90 or '2h'" if name == "runtime" else "megabytes, as in 4000"
        raise ConfigError(f"training_resources.{name} is {value!r}; it must be a number of {unit}")
    return amount


def group_name(name: str, job_size: str) -> str | None:
    """The name under which short jobs share a submission to a cluster."""
    return None if job_size == "share" else name
