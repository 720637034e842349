"""Repeated training of neural networks, and what the repeats say.

The modules stand in the order in which the data takes its way; each imports only from those
before it: `schema`, `study`, `dataset`, `framing`, `baselines`, `eras`, `models`, `engine`,
`reference`, `runs`, `tables`, `published`, `figures`. For Snakemake, `files` says where the files
of a study go and `jobs` cuts the work into jobs; both import nothing heavier than `study`.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("reprise")
except PackageNotFoundError:  # run from a folder without installing
    __version__ = "0"
