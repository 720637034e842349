# Reprise: neural networks trained many times, and what the repeats say.
#
# This file is the table of contents. What to run stands in config/config.yaml; each stage of
# the way from a dataset to the report has a file in workflow/rules/.
from snakemake.utils import min_version

min_version("9.0")


include: "workflow/rules/common.smk"


report: os.path.abspath(FRONT_PAGE)


include: "workflow/rules/framing.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/tables.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/replication.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/report.smk"


rule all:
    """Everything that the config asks for."""
    default_target: True
    input:
        rules.write_report.output,
        rules.write_report.input,
        TABLES,
        MISSED,
    message:
        f"All is in {RESULTS}/; open {RESULTS}/report.html in a browser"


rule reported:
    """Everything but the report, which is made of it."""
    input:
        rules.write_report.input,


rule trained:
    """Every run, and nothing made of them."""
    input:
        [path for files in FILES for path in files.trained],
