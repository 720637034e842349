localrules:
    write_report,
    record_environment,


rule record_environment:
    """Record versions, machine and commit whenever a table is made."""
    input:
        inputs_of(
            [path for files in PLAN.studies for path in files.tables],
            PLAN.changes.of_findings("environment"),
        ),
    output:
        environment=f"{RESULTS}/environment.json",
        digests=FINDINGS.digests("environment"),
        record=PLAN.records.of_findings("environment").path,
    log:
        f"{RESULTS}/logs/record_environment.log",
    benchmark:
        f"{RESULTS}/benchmarks/record_environment.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    params:
        job="record_environment",
        root=str(ROOT),
        record=unrecorded([PLAN.records.of_findings("environment")]),
    message:
        "Recording versions and machine"
    script:
        "../scripts/record_environment.py"


rule write_report:
    """Write the results of all studies into one HTML file that works offline."""
    input:
        inputs_of(
            [
                *(
                    path
                    for files in PLAN.studies
                    for path in (
                        *files.outputs("draw"),
                        *files.tables,
                        *files.outputs("forecast"),
                        files.settings("draw"),
                    )
                ),
                *FINDINGS.shown,
            ],
            PLAN.changes.of_findings("report"),
        ),
        claims=settings_of_findings(FINDINGS.settings, "report"),
        left_out=settings_of_findings(FINDINGS.left_out, "report"),
        studies=settings_of_findings(FINDINGS.study_list, "report"),
    output:
        f"{RESULTS}/report.html",
        record=PLAN.records.of_findings("report").path,
    log:
        f"{RESULTS}/logs/write_report.log",
    benchmark:
        f"{RESULTS}/benchmarks/write_report.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    params:
        job="write_report",
        findings=unrecorded([FINDINGS]),
        record=unrecorded([PLAN.records.of_findings("report")]),
        digested=unrecorded(PLAN.digested.items()),
    message:
        "Writing the report to {output[0]}"
    script:
        "../scripts/write_report.py"
