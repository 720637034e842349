"""Hold what tutorials and studies claim against our runs."""

import json
from pathlib import Path

from reprise.claims.check_claims import Evidence, check_claims
from reprise.console import configure_logging
from reprise.report.claims_page import claims_page
from reprise.storage import write_whole
from reprise.tables.study_tables import StudyTables

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    claims = json.loads(Path(snakemake.input.claims).read_text())
    tables = {files.study.name: StudyTables(files) for files in snakemake.params.studies}
    checked = check_claims(claims["claims"], Evidence(tables))
    write_whole(snakemake.output.table, checked.to_csv(index=False, float_format="%.6g"))
    write_whole(snakemake.output.page, claims_page(checked))
