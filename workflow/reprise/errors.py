"""Errors that speak to the person who wrote a config or a CSV."""

import difflib
import errno

ROOM = "Make room and run the same command again; it goes on from there."
LEAVE = (
    "Make it writable and run the same command again, or choose another folder with"
    " --config results=..."
)
ADVICE = {
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ROOM,
    errno.EFBIG: ROOM,
    errno.EROFS: LEAVE,
    errno.EACCES: LEAVE,
    errno.EPERM: LEAVE,
}


class ConfigError(Exception):
    """Something a user wrote cannot be run; the message says what, where and what to do."""


def explain_os_error(error):
    """What the system refused, where, and what to do, in one line."""
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}. {ADVICE.get(error.errno, '')}".rstrip()


def did_you_mean(word, known):
    """A question that names the nearest known word, or nothing."""
    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
