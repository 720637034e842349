"""Errors whose messages speak to the user: what is wrong, where, and what to do."""

import difflib
import errno
import os
from collections.abc import Iterable
from typing import Self

FREE_SPACE = "Make room and run the same command again; it continues from there."
ALLOW_WRITING = (
    "Make it writable and run the same command again, or choose another folder with"
    " --config results=..."
)
ADVICE_BY_ERROR_NUMBER = {
    errno.ENOSPC: FREE_SPACE,
    errno.EDQUOT: FREE_SPACE,
    errno.EFBIG: FREE_SPACE,
    errno.EROFS: ALLOW_WRITING,
    errno.EACCES: ALLOW_WRITING,
    errno.EPERM: ALLOW_WRITING,
}


class RepriseError(Exception):
    """An error that the user can act on; its text is shown without a traceback."""


class ConfigError(RepriseError):
    """A config, a study, a file of claims or a CSV cannot be used.

    Parameters
    ----------
    problem : str
        What is wrong, what is allowed and what to do, in sentences that name the key.
    where : str
        The file, with the line, the configuration or the claim if the file has several.
    key : str
        The path of the wrong key within `where`, as `key_path` writes it; empty if no single key
        is wrong.
    value : object
        The wrong value, if there is one.
    """

    def __init__(self, problem: str, where: str = "", key: str = "", value: object = None):
        super().__init__(problem, where, key, value)
        self.problem, self.where, self.key, self.value = problem, where, key, value

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" if self.where else self.problem

    def inside(self, where: str, key: str = "") -> Self:
        """Build the same error with a larger place named before its own.

        Parameters
        ----------
        where : str
            The larger place, such as the study file that names a CSV.
        key : str
            The key of the larger place that leads to the error, if the error has no key.
        """
        places = f"{where}: {self.where}" if self.where else where
        return type(self)(self.problem, places, self.key or key, self.value)


class DamagedFileError(RepriseError):
    """A file that a job wrote is incomplete, or was changed afterwards.

    Parameters
    ----------
    path : path-like
    problem : str
        What is wrong, as in "is not complete".
    consequence : str
        What the next command does after the user has deleted the file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        problem: str,
        consequence: str = "to make it again",
    ):
        super().__init__(path, problem, consequence)
        self.path, self.problem, self.consequence = path, problem, consequence

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.problem}; delete this file and run the same command again"
            f" {self.consequence}."
        )


class ModelError(RepriseError):
    """A network cannot be built; most often the user wrote its model family."""


def explain_os_error(error: OSError) -> str:
    """Describe in one line what the system refused, which file is concerned, and what to do."""
    where = f": {error.filename}" if error.filename else ""
    advice = ADVICE_BY_ERROR_NUMBER.get(error.errno or 0, "")
    return f"{error.strerror or error}{where}. {advice}".rstrip()


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Write a question that names the most similar known word, or an empty text."""
    similar = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f" Did you mean '{similar[0]}'?" if similar else ""


def key_path(*parts: str | int) -> str:
    """Write the path of a key in a YAML file, as in `training.epochs` or `checks, item 2, kind`.

    Parameters
    ----------
    *parts : str or int
        Keys, and positions in lists. Positions count from 0, and the text counts from 1.
    """
    path = ""
    for previous, part in zip((None, *parts), parts, strict=False):
        if isinstance(part, int):
            path += f", item {part + 1}"
        elif previous is None:
            path = part
        else:
            path += f", {part}" if isinstance(previous, int) else f".{part}"
    return path.removeprefix(", ")
