"""The files of the networks that a study trains anew, to forecast beyond its data or to predict."""

from dataclasses import dataclass, replace
from functools import cached_property

from reprise.config.retraining import plan_retrained
from reprise.config.study import Configuration, Study
from reprise.forecast_settings import MEMBERS
from reprise.predictor_settings import PredictorSettings, Retraining
from reprise.training.planned_run import PlannedRun


@dataclass(frozen=True)
class ForecastFiles:
    """The files of the networks that are trained anew, and of what they forecast or predict.

    A path depends on the study alone, and not on the configuration that is chosen, because the plan
    does not know it yet.

    Attributes
    ----------
    of_study : Study
    folder : str
        The folder of the study.
    """

    of_study: Study
    folder: str

    @property
    def plan(self) -> Retraining:
        """What the study trains anew."""
        plan = self.of_study.forecast or self.of_study.predictor
        assert plan is not None
        return plan

    @cached_property
    def study(self) -> Study:
        """The study with the configurations that are trained anew, for the division into jobs."""
        configurations = tuple(
            replace(c, name=self._run_configuration(c.name))
            for c in plan_retrained(self.of_study.configurations, self.plan)
        )
        return replace(self.of_study, configurations=configurations)

    @property
    def configurations(self) -> tuple[Configuration, ...]:
        """The configurations that are trained anew, as far as the plan knows them."""
        return self.study.configurations

    def path(self, name: str) -> str:
        """The path of a file in the study's folder."""
        return f"{self.folder}/{name}"

    def work_path(self, name: str) -> str:
        """The path of a file of the training, beside the files that the study gives away."""
        return self.path(f"{self.plan.work_folder}/{name}")

    @property
    def training_settings(self) -> str:
        """The file whose change makes the training necessary."""
        return self.choice

    @property
    def choice(self) -> str:
        """The file with the chosen configuration."""
        return self.work_path("choice.json")

    @property
    def framing(self) -> str:
        """The file with the rows of all networks that are trained anew."""
        return self.work_path("framing.npz")

    @property
    def framing_description(self) -> str:
        """The file with the digests of the framings."""
        return self.work_path("framing.json")

    @property
    def chosen(self) -> list[str]:
        """The files that the stage `choose` makes, without the file of their digests."""
        names = self.plan.run_names
        settings = [self.configuration_settings(name) for name in names]
        return [self.choice, self.framing, self.framing_description, *settings]

    def configuration_settings(self, name: str) -> str:
        """The settings file of the networks of an origin or a fold, or of the members."""
        return self.work_path(f"configurations/{name}.json")

    @cached_property
    def runs(self) -> list[PlannedRun]:
        """Every run that is trained anew, ordered by origin or fold and by repeat."""
        return [
            self._run(name, member)
            for name in self.plan.run_names
            for member in range(1, self.plan.members + 1)
        ]

    @property
    def trained(self) -> list[str]:
        """The files of all runs that are trained anew."""
        return [path for run in self.runs for path in run.output_paths]

    @property
    def product(self) -> list[str]:
        """The files that the stage `forecast` makes besides the tables."""
        return [self.path(name) for name in self.plan.product_files]

    @property
    def summary(self) -> str:
        """The file that says in a few words what came out."""
        return self.product[0]

    @property
    def families(self) -> list[str]:
        """The files of model families of the user's own."""
        return sorted({c.family_path for c in self.of_study.configurations if c.family_path})

    def _run(self, name: str, member: int) -> PlannedRun:
        network = self.path(f"{self.plan.product}/members/{member:03d}.keras")
        is_member = name == MEMBERS
        return PlannedRun(
            study=self.of_study.name,
            configuration=self._run_configuration(name),
            repeat=member,
            settings_path=self.configuration_settings(name),
            framing_path=self.framing,
            run_path=self.work_path(f"runs/{name}/{member:03d}.json"),
            network_path=network if is_member else None,
            stores_probabilities=isinstance(self.plan, PredictorSettings)
            and self.plan.task == "classify"
            and not is_member,
        )

    def _run_configuration(self, name: str) -> str:
        """The configuration in the files of the runs, from which their seeds follow.

        Therefore no seed is that of a run of the study.
        """
        return f"{self.plan.work_folder},{name}"
