"""Collect the errors of all studies, so that one command names all of them."""

import os
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from reprise.config.claim_validation import resolve_claims
from reprise.config.study import Study
from reprise.config.study_checks import refuse_equal_titles
from reprise.errors import ConfigError, RepriseError, explain_os_error
from reprise.escape import show_control_characters

HOW_TO_CONTINUE = "--config on_study_error=continue"


class WrongStudies:
    """The studies that cannot run, and why.

    Parameters
    ----------
    root : path-like
        The folder of the project, which the messages do not repeat.

    Attributes
    ----------
    problems : dict of str to str
        The name of each wrong study, and what is wrong, in one line that names the study.
    """

    def __init__(self, root: str | os.PathLike[str] = "."):
        self._root = f"{os.fspath(root)}/"
        self.problems: dict[str, str] = {}

    @contextmanager
    def collect(self, name: str) -> Iterator[None]:
        """Keep an error of this context as the error of a study."""
        try:
            yield
        except Exception as error:
            problem = _describe(error).replace(self._root, "")
            problem = show_control_characters(" ".join(problem.split()))
            is_named = f"{name}.yaml" in problem or f"'{name}'" in problem
            self.problems.setdefault(name, problem if is_named else f"{name}: {problem}")

    def refuse(self, left: Sequence[object]) -> None:
        """Refuse to run any study if there are wrong ones.

        Parameters
        ----------
        left : sequence
            The studies that are not wrong.

        Raises
        ------
        ConfigError
            With one line per wrong study.
        """
        if not self.problems:
            return
        lines = list(self.problems.values())
        if len(lines) > 1:
            lines.insert(0, f"{len(lines)} studies are wrong, so nothing was started:")
        if left:
            lines.append(f"Correct this, or leave the wrong studies out with {HOW_TO_CONTINUE}.")
        raise ConfigError("\n".join(lines))

    def describe_left_out(self) -> str:
        """One line per study that was left out, after a line that says so."""
        number = len(self.problems)
        what = "1 wrong study was" if number == 1 else f"{number} wrong studies were"
        return "\n".join([f"Reprise: {what} left out:", *self.problems.values()])


def leave_out_wrong(studies: Sequence[Study], wrong: WrongStudies) -> list[Study]:
    """Leave out studies that are wrong beside the others.

    A study is wrong if it has the title of an earlier study, or claims something about a study
    that does not run.

    Parameters
    ----------
    studies : sequence of Study
    wrong : WrongStudies
        Gets the studies that are left out.
    """
    kept: list[Study] = []
    for study in studies:
        with wrong.collect(study.name):
            refuse_equal_titles([*kept, study])
            kept.append(study)
    checked = _with_right_claims(kept, wrong)
    while len(checked) < len(kept):  # a claim may be about a study that was left out just now
        kept, checked = checked, _with_right_claims(checked, wrong)
    return checked


def _with_right_claims(studies: Sequence[Study], wrong: WrongStudies) -> list[Study]:
    silent = [replace(study, claims=()) for study in studies]
    right = []
    for k, study in enumerate(studies):
        with wrong.collect(study.name):
            if study.claims:
                resolve_claims({"claims": []}, "", [*silent[:k], study, *silent[k + 1 :]])
            right.append(study)
    return right


def _describe(error: Exception) -> str:
    if isinstance(error, RepriseError):
        return str(error)
    if isinstance(error, OSError):
        return explain_os_error(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"the study cannot be read, because of an error of Reprise: {type(error).__name__}:"
        f" {error} ({place.filename}, line {place.lineno})."
    )
