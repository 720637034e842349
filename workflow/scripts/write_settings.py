"""Write the settings files that are missing or have changed."""

from reprise.console import configure_logging
from reprise.plan.workflow_plan import write_settings

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    write_settings(dict(snakemake.params.documents))
