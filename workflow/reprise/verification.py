"""Compare the runs in a folder of results with the runs that were committed, bit by bit.

`python -m reprise.verification RESULTS` compares every run in RESULTS with
data/verified_runs.csv. With `--record` it writes that file from RESULTS. The results are trained
with the locked environment, so any difference comes from the machine or from changed code.
"""

import argparse
import csv
import hashlib
import io
import json
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reprise.paths import DATA
from reprise.storage import write_text_file
from reprise.training.run_files import read_run
from reprise.training.versions import versions

VERIFIED_RUNS = DATA / "verified_runs.csv"
COLUMNS = ("study", "configuration", "repeat", "checksum", "metric", "value")
CHECKSUM_DIGITS = 16  # no two of a million runs have the same digits by chance
MAX_SHOWN_RUNS = 20


class RunName(NamedTuple):
    """Which run it is."""

    study: str
    configuration: str
    repeat: int

    def __str__(self) -> str:
        return f"{self.study} / {self.configuration}, repeat {self.repeat}"


class RunRecord(NamedTuple):
    """What is committed of a run.

    Attributes
    ----------
    checksum : str
        Of all metrics.
    metric : str
        The first metric of the test rows, or the first metric of a run without test rows.
    value : float
        The value of that metric; NaN if it is not finite.
    """

    checksum: str
    metric: str
    value: float


RunRecords = dict[RunName, RunRecord]


@dataclass(frozen=True)
class DifferentRun:
    """A run whose metrics differ from those that were committed."""

    run: RunName
    committed: RunRecord
    found: RunRecord

    @property
    def relative_difference(self) -> float:
        """The difference of the two values, relative to the committed value.

        It is 0 if only other metrics differ, and infinite if one of the values is NaN.
        """
        committed, found = self.committed.value, self.found.value
        if math.isnan(committed) or math.isnan(found):
            return 0.0 if math.isnan(committed) and math.isnan(found) else math.inf
        return abs(found - committed) / (abs(committed) or 1.0)


@dataclass(frozen=True)
class Comparison:
    """The committed runs compared with the runs in a folder of results.

    Attributes
    ----------
    equal_runs : int
        The number of runs whose metrics are equal in every bit.
    different_runs : list of DifferentRun
        The largest relative difference first.
    missing_runs : list of RunName
        The committed runs that are not in the results.
    """

    equal_runs: int
    different_runs: list[DifferentRun]
    missing_runs: list[RunName]

    @property
    def is_equal(self) -> bool:
        """Whether every committed run was found with equal metrics."""
        return not (self.different_runs or self.missing_runs)


def read_results(results: str | os.PathLike[str]) -> RunRecords:
    """Read every run in a folder of results.

    Raises
    ------
    DamagedFileError
        If a run file is not complete or was changed after it was written.
    """
    records = {}
    for path in sorted(Path(results).glob("*/runs/*/*.json")):
        run = read_run(path)
        metrics = run["metrics"]
        test_metrics = [name for name in metrics if name.startswith("test_")]
        metric = [*test_metrics, *metrics][0]
        value = math.nan if metrics[metric] is None else metrics[metric]
        digest = hashlib.sha256(json.dumps(metrics, sort_keys=True).encode()).hexdigest()
        name = RunName(run["study"], run["configuration"], run["repeat"])
        records[name] = RunRecord(digest[:CHECKSUM_DIGITS], metric, value)
    return records


def write_verified_runs(records: RunRecords, path: str | os.PathLike[str]) -> None:
    """Write runs as CSV, after a comment line with the versions that trained them."""
    text = io.StringIO()
    text.write(f"# {versions_text()}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*name, *record] for name, record in sorted(records.items()))
    write_text_file(path, text.getvalue())


def read_verified_runs(path: str | os.PathLike[str]) -> tuple[str, RunRecords]:
    """Read the text of the committed versions, and the committed runs."""
    with open(path, newline="") as handle:
        committed_versions = next(handle).removeprefix("# ").strip()
        records = {
            RunName(row["study"], row["configuration"], int(row["repeat"])): RunRecord(
                row["checksum"], row["metric"], float(row["value"])
            )
            for row in csv.DictReader(handle)
        }
    return committed_versions, records


def compare_runs(committed: RunRecords, found: RunRecords) -> Comparison:
    """Compare the committed runs with the runs that were found; other found runs do not count."""
    missing = [name for name in committed if name not in found]
    different = [
        DifferentRun(name, record, found[name])
        for name, record in committed.items()
        if name in found and found[name].checksum != record.checksum
    ]
    different.sort(key=lambda run: run.relative_difference, reverse=True)
    equal = len(committed) - len(different) - len(missing)
    return Comparison(equal, different, missing)


def describe_comparison(comparison: Comparison, committed_versions: str) -> list[str]:
    """Describe a comparison for a person, in lines."""
    lines = []
    if versions_text() != committed_versions:
        lines.append(
            f"The versions differ: here {versions_text()}; committed {committed_versions}."
        )
    different, missing = comparison.different_runs, comparison.missing_runs
    total = comparison.equal_runs + len(different) + len(missing)
    lines.append(f"{comparison.equal_runs} of {total} runs have the committed metrics, bit by bit.")
    for run in different[:MAX_SHOWN_RUNS]:
        lines.append(
            f"  {run.run}: {run.committed.metric} is {run.found.value!r} here and"
            f" {run.committed.value!r} committed; relative difference"
            f" {run.relative_difference:.1e}"
        )
    if len(different) > MAX_SHOWN_RUNS:
        lines.append(
            f"  {len(different) - MAX_SHOWN_RUNS} more runs differ; smallest relative difference"
            f" {different[-1].relative_difference:.1e}"
        )
    lines += [f"  {run}: is missing" for run in missing[:MAX_SHOWN_RUNS]]
    if len(missing) > MAX_SHOWN_RUNS:
        lines.append(f"  {len(missing) - MAX_SHOWN_RUNS} more runs are missing")
    return lines


def versions_text() -> str:
    """The versions that a run's bits may depend on, in one line."""
    return " ".join(f"{name}={number}" for name, number in versions().items())


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare or record runs; return 1 if a run differs or is missing, else 0."""
    parser = argparse.ArgumentParser(prog="reprise.verification", description=__doc__)
    parser.add_argument("results", help="a folder of results")
    parser.add_argument(
        "--record", action="store_true", help=f"write data/{VERIFIED_RUNS.name} from the results"
    )
    options = parser.parse_args(arguments)
    found = read_results(options.results)
    if options.record:
        write_verified_runs(found, VERIFIED_RUNS)
        print(f"Recorded {len(found)} runs in {VERIFIED_RUNS}")
        return 0
    committed_versions, committed = read_verified_runs(VERIFIED_RUNS)
    comparison = compare_runs(committed, found)
    print("\n".join(describe_comparison(comparison, committed_versions)))
    return 0 if comparison.is_equal else 1


if __name__ == "__main__":
    sys.exit(main())
