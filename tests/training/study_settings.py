"""Settings of the studies that ship, with changes that a test needs."""

from dataclasses import replace
from functools import cache

from conftest import ROOT

from reprise.config.study_file import load_study


@cache
def study_of(name):
    return load_study(name, ROOT / "config" / "studies", ROOT)


def settings_of(study, configuration):
    """The run settings of a configuration of a study that ships."""
    return next(c.run for c in study_of(study).configurations if c.name == configuration)


def with_model(settings, **changes):
    return replace(settings, model=settings.model | changes)


def with_training(settings, **changes):
    return replace(settings, training=replace(settings.training, **changes))
