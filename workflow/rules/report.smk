localrules:
    write_report,
    write_front_page,
    record_environment,


rule record_environment:
    """Record versions, machine and commit whenever a table is made."""
    input:
        [path for files in PLAN.studies for path in files.tables],
    output:
        f"{RESULTS}/environment.json",
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
    message:
        "Recording versions and machine"
    script:
        "../scripts/record_environment.py"


rule write_front_page:
    """Write the front page of the report: what was concluded, and what was found."""
    input:
        [
            files.path(name)
            for files in PLAN.studies
            for name in (
                "settings/draw.json",
                "describe.csv",
                "comparisons.csv",
                "runs.csv",
            )
        ],
        **FINDINGS.tables,
        template=from_root("workflow", "report", "front_page.rst"),
        claims=FINDINGS.settings,
        studies=PLAN.study_list,
        code=PLAN.code_file("report"),
    output:
        FRONT_PAGE,
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
    message:
        "Writing the front page of the report"
    script:
        "../scripts/write_front_page.py"


rule write_report:
    """Write tables, figures and captions into one HTML file that works offline."""
    input:
        [path for files in PLAN.studies for path in files.pages],
        [path for files in PLAN.studies for path in files.figures],
        FINDINGS.pages,
        rules.record_environment.output,
        rules.write_front_page.output,
        captions=[
            from_root("workflow", "report", table.caption)
            for table in TABLES
            if table.caption
        ],
        studies=PLAN.study_list,
    output:
        f"{RESULTS}/report.html",
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
    message:
        "Writing the report to {output}"
    script:
        "../scripts/write_report.py"
