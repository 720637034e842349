"""The files of the rounds in which a study trains until its pairs are decided."""

from collections.abc import Callable
from dataclasses import dataclass

from reprise.config.study import Configuration, Study
from reprise.digests import document_digest
from reprise.round_decision import RoundDecision, read_decision
from reprise.stage_record import StageRecord
from reprise.stats.repeated_looks import list_looks
from reprise.training.planned_run import PlannedRun


@dataclass(frozen=True)
class RoundFiles:
    """The files of one round of a study.

    The plan does not know which configurations are trained further, so a path depends on the study
    alone. The run files of the rounds after the first are therefore not files of the workflow.
    Each run has a small file instead that says that its round is done.

    Attributes
    ----------
    study : Study
    folder : str
        The folder of the study.
    number : int
        From 1.
    repeats : int
        The number of repeats after the round, for a configuration that takes part in it.
    runs : tuple of PlannedRun
        The runs that the round may train: none in the first round, because the stage `train`
        trains its runs.
    training_settings : str
        The file whose change makes the training necessary.
    earlier : RoundFiles or None
        The round before.
    """

    study: Study
    folder: str
    number: int
    repeats: int
    runs: tuple[PlannedRun, ...]
    training_settings: str
    earlier: "RoundFiles | None" = None

    @property
    def decision(self) -> str:
        """The file that says which pairs are decided after the round."""
        return f"{self.folder}/rounds/{self.number}.json"

    @property
    def earlier_decision(self) -> str | None:
        """The file that says which configurations the round trains; None in the first round."""
        return self.earlier.decision if self.earlier else None

    @property
    def record(self) -> str:
        """The file that tells what the decision was made from."""
        return f"{self.folder}/made_from/round_{self.number}.json"

    def done(self, run: PlannedRun) -> str:
        """The file that says that the round has done what was decided about a run."""
        return f"{self.folder}/rounds/{self.number}/{run.configuration}/{run.repeat:03d}.json"

    def read_decision(self) -> RoundDecision:
        """Read the decision of the round, and check that it belongs to the record of the round.

        Raises
        ------
        FileNotFoundError
        DamagedFileError
            If the file is not complete, was changed, or was made for another study or from other
            settings.
        """
        made_from = StageRecord(self.record, {}).read().get("made_from")
        return read_decision(self.decision, self.study.name, document_digest(made_from))

    @property
    def all_done(self) -> list[str]:
        """The files that say that the training of the round is complete."""
        return [self.done(run) for run in self.runs]

    @property
    def outputs(self) -> list[str]:
        """All files that the round makes, its record last; without the files of its runs."""
        return [*self.all_done, self.decision, self.record]


def plan_rounds(
    study: Study,
    folder: str,
    training_settings: str,
    make_run: Callable[[Configuration, int], PlannedRun],
) -> list[RoundFiles]:
    """List the rounds of a study; none if it has no rule for its repeats.

    Parameters
    ----------
    study : Study
    folder : str
        The folder of the study.
    training_settings : str
        The settings file of the stage `train`.
    make_run : callable
        Takes a configuration and a repeat.
    """
    rounds: list[RoundFiles] = []
    before = study.repeats
    for repeats in list_looks(study.until.at_least, study.until.at_most) if study.until else []:
        runs = tuple(
            make_run(configuration, repeat)
            for configuration in study.configurations
            for repeat in range(before + 1, repeats + 1)
        )
        earlier = rounds[-1] if rounds else None
        number = len(rounds) + 1
        rounds.append(RoundFiles(study, folder, number, repeats, runs, training_settings, earlier))
        before = repeats
    return rounds
