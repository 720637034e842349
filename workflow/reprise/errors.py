"""Errors that speak to the person who wrote a config or a CSV."""

import difflib


class ConfigError(Exception):
    """Something a user wrote cannot be run; the message says what, where and what to do."""


def did_you_mean(word, known):
    """A question that names the nearest known word, or nothing."""
    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
