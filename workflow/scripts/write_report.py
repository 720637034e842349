"""Write the report: one HTML file with the results of all studies."""

from reprise.console import configure_logging
from reprise.file_index import index_files
from reprise.report.report_files import read_report_parts
from reprise.report.report_page import render_report
from reprise.storage import check_digests, write_text_file

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    params = snakemake.params
    paths = [path for digests, files in params.digested for path in (digests, *files)]
    (findings,) = params.findings
    shown = index_files(paths, findings.results)
    for digests, files in params.digested:
        check_digests(digests, files)
    write_text_file(snakemake.output[0], render_report(read_report_parts(findings)))
    (record,) = snakemake.params.record
    record.write(shown=shown)
