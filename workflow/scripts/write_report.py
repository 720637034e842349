"""Write the report with Snakemake's own `--report`."""

import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from reprise.console import configure_logging
from reprise.errors import RepriseError
from reprise.file_index import index_files
from reprise.storage import check_digests


def write_report(snakefile: str, config: dict[str, Any], stylesheet: str, path: Path) -> None:
    """Run `snakemake --report` with the config of this command.

    Raises
    ------
    RepriseError
        If Snakemake fails.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json") as config_file:
        json.dump(config | {"job_size": "all"}, config_file)  # draws a rule graph of a few nodes
        config_file.flush()
        command = [sys.executable, "-m", "snakemake", "reported", "--report", str(path)]
        command += ["--report-stylesheet", stylesheet]
        command += ["--snakefile", snakefile, "--configfile", config_file.name, "--nolock"]
        completed = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            close_fds=False,  # the lock of the results must last until Snakemake has ended
        )
    logging.getLogger("reprise").info("%s", completed.stdout)
    if completed.returncode:
        last = next((s for s in reversed(completed.stdout.splitlines()) if s.strip()), "")
        raise RepriseError(f"Snakemake could not write the report: {last}")


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    params, stylesheet = snakemake.params, snakemake.input.stylesheet
    paths = [path for digests, files in params.digested for path in (digests, *files)]
    shown = index_files(paths, params.config["results"])
    for digests, files in params.digested:
        check_digests(digests, files)
    report = Path(snakemake.output[0])
    incomplete = report.with_name(".report.html")  # Snakemake demands the ending .html
    write_report(params.snakefile, params.config, stylesheet, incomplete)
    incomplete.replace(report)
    (record,) = snakemake.params.record
    record.write(shown=shown)
