"""Write the first page of the report."""

from pathlib import Path

from reprise.claim_settings import ClaimsSettings
from reprise.console import configure_logging
from reprise.escape import escape_jinja
from reprise.report.front_page import read_claims, read_joint_table, render_front_page
from reprise.storage import check_digests, read_json, write_digests, write_text_file
from reprise.tables.study_tables import StudyTables

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    inputs, tables = snakemake.input, snakemake.params.tables
    for name, path in tables.items():
        check_digests(snakemake.params.digests_of_tables[name], [path])
    page = render_front_page(
        Path(inputs.template).read_text(),
        ClaimsSettings.from_json(read_json(inputs.claims)).tutorials,
        read_claims(tables.get("claims_table")),
        read_joint_table(tables.get("joint_table")),
        [StudyTables(files) for files in snakemake.params.studies],
        snakemake.params.category,
        read_json(inputs.left_out),
    )
    write_text_file(snakemake.output.page, escape_jinja(page))
    write_digests(snakemake.output.digests, [snakemake.output.page])
    (record,) = snakemake.params.record
    record.write()
