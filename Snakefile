# Reprise trains every configuration of a study many times and compares the results.
#
# This file is the table of contents. config/config.yaml defines which studies run. Each stage from
# a dataset to the report has one file in workflow/rules/.
from snakemake.utils import min_version

min_version("9.27")


include: "workflow/rules/common.smk"


report: "workflow/report/provenance.rst"


include: "workflow/rules/settings.smk"
include: "workflow/rules/datasets.smk"
include: "workflow/rules/framing.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/rounds.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/forecast.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/replication.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/export.smk"
include: "workflow/rules/report.smk"


rule all:
    """Everything that the config asks for."""
    default_target: True
    input:
        rules.write_report.output,
        rules.write_report.input,
        [path for files in PLAN.studies for path in [*files.tables, *files.deleted]],
        [path for files in PLAN.studies for path in files.outputs("export")],
    message:
        f"Everything is in {RESULTS}/; open {RESULTS}/report.html in a browser"


rule reported:
    """Everything that the report shows."""
    input:
        rules.write_report.input,


rule trained:
    """Every run, without tables and figures."""
    input:
        [
            path
            for files in PLAN.studies
            for path in [*files.trained, *files.outputs("rounds")]
        ],
