"""The jobs of the rounds in which a study trains until its pairs are decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from reprise.plan.files import StudyFiles
from reprise.plan.jobs import TrainingJob, training_jobs
from reprise.plan.round_files import RoundFiles


@dataclass(frozen=True)
class DecisionJob:
    """A job that decides after a round which configurations are trained further.

    Attributes
    ----------
    files : StudyFiles
    round : RoundFiles
    """

    files: StudyFiles
    round: RoundFiles

    @property
    def name(self) -> str:
        """The name of the job."""
        return f"decide_{self.files.study.name}_{self.round.number}"

    @property
    def inputs(self) -> list[str]:
        """The files that the job reads, or that say that the files are there."""
        earlier = self.round.earlier_decision
        trained = [earlier, *self.round.all_done] if earlier else self.files.trained
        return [self.files.settings("rounds"), *self.files.prepared, *trained]

    @property
    def outputs(self) -> list[str]:
        """The files that the job makes."""
        return [self.round.decision, self.round.record]


@dataclass(frozen=True)
class RoundJob(TrainingJob):
    """A job that trains some runs of a round, if their configurations are trained further.

    Attributes
    ----------
    round : RoundFiles
    """

    round: RoundFiles

    @property
    def inputs(self) -> list[str]:
        """The files that the job reads."""
        assert self.round.earlier_decision is not None
        return [*super().inputs, self.round.earlier_decision]

    @property
    def outputs(self) -> list[str]:
        """The files that say that the job is done."""
        return [self.round.done(run) for run in self.runs]


def decision_jobs(all_files: Sequence[StudyFiles]) -> list[DecisionJob]:
    """One job for each round of each study."""
    return [DecisionJob(files, each) for files in all_files for each in files.rounds]


def round_jobs(all_files: Sequence[StudyFiles], job_size: str, cores: int) -> list[RoundJob]:
    """Divide the training of each round into jobs, as `jobs.training_jobs` does for one study.

    Parameters
    ----------
    all_files : sequence of StudyFiles
    job_size : {"run", "configuration", "study", "share", "all"}
    cores : int
    """
    jobs = []
    for files in all_files:
        for each in files.rounds[1:]:
            divided = training_jobs("rounds", [each], set(), job_size, cores)
            for part, job in enumerate(divided, start=1):
                name = f"round_{each.number}_{files.study.name}_{part}"
                jobs.append(
                    RoundJob(name, job.runs, job.description, job.stage, job.settings, each)
                )
    return jobs
