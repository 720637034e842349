"""Let Snakemake make its report of everything but the report."""

import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path

from reprise.console import configure_logging


def write_report(snakefile, config, report_path):
    """Run `snakemake --report` with the same config."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as config_file:
        json.dump(config | {"job_size": "all"}, config_file)  # a graph of a few rules
        config_file.flush()
        command = [sys.executable, "-m", "snakemake", "reported", "--report", report_path]
        command += ["--snakefile", snakefile, "--configfile", config_file.name, "--nolock"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    logging.getLogger("reprise").info("%s", done.stdout)
    if done.returncode:
        raise RuntimeError(f"Snakemake could not make the report: {done.stdout[-1500:]}")


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    whole = Path(snakemake.output[0])
    part = whole.with_name(".report.html")  # Snakemake writes no other ending
    write_report(snakemake.params.snakefile, snakemake.params.config, part)
    part.replace(whole)
