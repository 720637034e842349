"""Check the claims of tutorials and studies on our runs."""

from reprise.claim_settings import ClaimsSettings
from reprise.claims.claims_table import check_claims
from reprise.claims.evidence import Evidence
from reprise.console import configure_logging
from reprise.report.claims_page import claims_page
from reprise.storage import read_json, write_digests, write_text_file
from reprise.tables.study_tables import StudyTables

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    settings = ClaimsSettings.from_json(read_json(snakemake.input.claims))
    tables = {files.study.name: StudyTables(files) for files in snakemake.params.studies}
    checked = check_claims(settings.claims, Evidence(tables))
    write_text_file(snakemake.output.table, checked.to_csv(index=False, float_format="%.6g"))
    write_text_file(snakemake.output.page, claims_page(checked))
    write_digests(snakemake.output.digests, [snakemake.output.table, snakemake.output.page])
    (record,) = snakemake.params.record
    record.write()
