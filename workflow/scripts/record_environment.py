"""Record versions, machine and commit."""

import json

from reprise.console import configure_logging
from reprise.environment import describe_environment
from reprise.storage import write_digests, write_text_file

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    environment = describe_environment(snakemake.params.root)
    write_text_file(snakemake.output.environment, json.dumps(environment, indent=2) + "\n")
    write_digests(snakemake.output.digests, [snakemake.output.environment])
    (record,) = snakemake.params.record
    record.write()
