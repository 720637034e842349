"""Errors of single studies in a job that works on several studies."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from reprise.console import describe_error, show_failure

log = logging.getLogger(__name__)


class StudyErrors:
    """Collects the errors of a job, so that a wrong study does not stop the others.

    Attributes
    ----------
    messages : list of str
        One for each different error, in one line that begins with the name of the study.
    """

    def __init__(self) -> None:
        self.messages: list[str] = []

    @contextmanager
    def collect(self, name: str) -> Iterator[None]:
        """Show and keep an error of this context.

        An error of the system is raised, because it concerns all studies: a full disk, for example.

        Parameters
        ----------
        name : str
            The name of the study, with the configuration if the error concerns it alone.
        """
        try:
            yield
        except OSError:
            raise
        except Exception as error:
            log.exception("%s failed", name)
            text = describe_error(error)
            message = text if text.startswith((name, "config/")) else f"{name}: {text}"
            if message not in self.messages:
                self.messages.append(message)
                show_failure(message)

    def end_job(self) -> None:
        """End the job as failed if there were errors; they have been shown."""
        if self.messages:
            sys.exit(1)
