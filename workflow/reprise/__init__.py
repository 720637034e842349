"""Repeated training of neural networks, and what the repeats say.

In the order in which the data takes its way, each importing only from those before it: `dataset`,
`framing`, `baselines`, `eras`, `models`, `engine`, `runs`, `tables`, `published`, `figures`,
`captions`, `pages`. `schema`, `checks` and `study` read what a user wrote, `files` says where the
files of a study go and `jobs` cuts the work into jobs; none of these imports TensorFlow. `backend`
is where TensorFlow is imported, `reference` the tutorial's own loop. `errors`, `storage`,
`console`, `costs` and `environment` serve all.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("reprise")
except PackageNotFoundError:  # run from a folder without installing
    __version__ = "0"
