"""Whether a machine gets the bits that were committed for the locked environment.

`python -m reprise.verification results` holds every run in a folder of results against
data/verified_runs.csv; with `--record` it writes that file anew from them.
"""

import argparse
import csv
import hashlib
import json
import math
import sys
from pathlib import Path

from reprise.paths import DATA
from reprise.storage import write_whole
from reprise.training.run_files import read_run, versions

VERIFIED = DATA / "verified_runs.csv"
COLUMNS = ("study", "configuration", "repeat", "checksum", "metric", "value")
DIGITS = 16  # of the checksum: no two of a million runs share them by chance
SHOWN = 20


def stored_runs(results):
    """Every run in a folder of results: (study, configuration, repeat) to its numbers.

    Returns
    -------
    dict of tuple to (str, str, float)
        The checksum of all metrics, the first metric of the test rows, its value.

    Raises
    ------
    ValueError
        If a run's file is not whole.
    """
    found = {}
    for path in sorted(Path(results).glob("*/runs/*/*.json")):
        run = read_run(path)
        metrics = run["metrics"]
        name = next((m for m in metrics if m.startswith("test_")), next(iter(metrics)))
        digest = hashlib.sha256(json.dumps(metrics, sort_keys=True).encode()).hexdigest()
        key = run["study"], run["configuration"], run["repeat"]
        value = math.nan if metrics[name] is None else metrics[name]
        found[key] = digest[:DIGITS], name, value
    return found


def record(runs, path=VERIFIED):
    """Write the runs and the versions that they were made with."""
    with_versions = " ".join(f"{name}={number}" for name, number in versions().items())
    lines = [f"# {with_versions}", ",".join(COLUMNS)]
    for (study, configuration, repeat), (digest, metric, value) in sorted(runs.items()):
        lines.append(f'{study},"{configuration}",{repeat},{digest},{metric},{value!r}')
    write_whole(path, "\n".join(lines) + "\n")


def recorded_runs(path=VERIFIED):
    """The committed versions as text, and the committed runs as `stored_runs` gives ours."""
    with open(path, newline="") as handle:
        with_versions = next(handle).removeprefix("# ").strip()
        rows = {
            (row["study"], row["configuration"], int(row["repeat"])): (
                row["checksum"],
                row["metric"],
                float(row["value"]),
            )
            for row in csv.DictReader(handle)
        }
    return with_versions, rows


def compare(expected, found):
    """The runs whose metrics differ in any bit, and those that are missing.

    Parameters
    ----------
    expected, found : dict
        As `stored_runs` gives them.

    Returns
    -------
    list of (tuple, str, float, float), list of tuple
        Run, metric, committed value and ours, the largest relative difference first; and the
        runs that were committed and are not there.
    """
    differing = [
        (run, metric, value, found[run][2])
        for run, (digest, metric, value) in expected.items()
        if run in found and found[run][0] != digest
    ]
    differing.sort(key=lambda row: -_relative(row[2], row[3]))
    return differing, [run for run in expected if run not in found]


def _relative(expected, found):
    if math.isnan(expected) or math.isnan(found):
        return 0.0 if math.isnan(expected) and math.isnan(found) else math.inf
    return abs(found - expected) / (abs(expected) or 1.0)


def say(expected_versions, expected, found):
    """What the comparison shows, line by line, and whether all is equal."""
    ours = " ".join(f"{name}={number}" for name, number in versions().items())
    differing, missing = compare(expected, found)
    lines = []
    if ours != expected_versions:
        lines.append(f"Other versions: here {ours}; committed for {expected_versions}.")
    lines.append(
        f"{len(expected) - len(differing) - len(missing)} of {len(expected)} runs have the"
        " metrics that were committed, bit by bit."
    )
    for (study, configuration, repeat), metric, value, here in differing[:SHOWN]:
        lines.append(
            f"  {study} / {configuration}, repeat {repeat}: {metric} {here!r} here,"
            f" {value!r} committed, {_relative(value, here):.1e} of it"
        )
    if len(differing) > SHOWN:
        least = _relative(*differing[-1][2:])
        lines.append(f"  and {len(differing) - SHOWN} more, down to {least:.1e}")
    for study, configuration, repeat in missing[:SHOWN]:
        lines.append(f"  {study} / {configuration}, repeat {repeat}: is not there")
    if len(missing) > SHOWN:
        lines.append(f"  and {len(missing) - SHOWN} more are not there")
    return lines, not (differing or missing)


def main(arguments=None):
    """Compare or record; the exit status is 1 where a run differs or is missing."""
    parser = argparse.ArgumentParser(prog="reprise.verification", description=__doc__)
    parser.add_argument("results", help="a folder of results")
    parser.add_argument("--record", action="store_true", help="commit what is there")
    said = parser.parse_args(arguments)
    found = stored_runs(said.results)
    if said.record:
        record(found)
        print(f"Recorded {len(found)} runs in {VERIFIED}")
        return 0
    lines, is_equal = say(*recorded_runs(), found)
    print("\n".join(lines))
    return 0 if is_equal else 1


if __name__ == "__main__":
    sys.exit(main())
