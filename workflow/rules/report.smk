localrules:
    write_report,
    write_front_page,
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


rule write_front_page:
    """Write the front page of the report: what was concluded, and what was found."""
    input:
        inputs_of(
            [
                *(
                    files.path(name)
                    for files in PLAN.studies
                    for name in (
                        "settings/draw.json",
                        "describe.csv",
                        "comparisons.csv",
                        "runs.csv",
                    )
                ),
                *(files.forecast.summary for files in PLAN.studies if files.forecast),
                *FINDINGS.tables.values(),
            ],
            PLAN.changes.of_findings("front_page"),
        ),
        template=ancient(from_root("workflow", "report", "front_page.rst")),
        claims=settings_of_findings(FINDINGS.settings, "front_page"),
        left_out=settings_of_findings(FINDINGS.left_out, "front_page"),
        studies=settings_of_findings(FINDINGS.study_list, "front_page"),
    output:
        page=FRONT_PAGE,
        digests=FINDINGS.digests("front_page"),
        record=PLAN.records.of_findings("front_page").path,
    log:
        f"{RESULTS}/logs/write_front_page.log",
    benchmark:
        f"{RESULTS}/benchmarks/write_front_page.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    params:
        job="write_front_page",
        studies=unrecorded(PLAN.studies),
        category=CATEGORY,
        tables=FINDINGS.tables,
        digests_of_tables=FINDINGS.digests_of_tables,
        record=unrecorded([PLAN.records.of_findings("front_page")]),
    message:
        "Writing the front page of the report"
    script:
        "../scripts/write_front_page.py"


rule write_report:
    """Write tables, figures and captions into one HTML file that works offline."""
    input:
        inputs_of(
            [
                *(path for files in PLAN.studies for path in files.outputs("draw")),
                *FINDINGS.shown,
            ],
            PLAN.changes.of_findings("report"),
        ),
        captions=ancient(
            [
                from_root("workflow", "report", table.caption)
                for table in TABLES
                if table.caption
            ]
        ),
        stylesheet=ancient(from_root("workflow", "report", "report.css")),
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
        snakefile=str(ROOT / "Snakefile"),
        config=PLAN.config,
        record=unrecorded([PLAN.records.of_findings("report")]),
        digested=unrecorded(PLAN.digested.items()),
    message:
        "Writing the report to {output[0]}"
    script:
        "../scripts/write_report.py"
