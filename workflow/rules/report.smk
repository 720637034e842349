localrules:
    write_report,
    write_front_page,
    record_environment,


rule record_environment:
    """Record versions, machine and commit, anew whenever a table is made."""
    input:
        TABLES,
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
    """Say on one page what was concluded and what was found."""
    input:
        [
            files.path(name)
            for files in FILES
            for name in ("settings/draw.json", "describe.csv", "comparisons.csv")
        ],
        **FINDINGS.tables,
        template=os.path.relpath(ROOT / "workflow" / "report" / "front_page.rst"),
        claims=CLAIMS,
        studies=f"{RESULTS}/settings.json",
        code=CODE["report"],
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
        studies=plan(FILES),
        category=CATEGORY,
    message:
        "Writing the report's first page"
    script:
        "../scripts/write_front_page.py"


rule write_report:
    """Put tables, figures and captions into one HTML file that needs nothing else."""
    input:
        REPORTED,
        FIGURES,
        FINDINGS.pages,
        rules.record_environment.output,
        rules.write_front_page.output,
        captions=CAPTIONS,
        studies=f"{RESULTS}/settings.json",
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
        config=CONFIG,
    message:
        "Writing the report to {output}"
    script:
        "../scripts/write_report.py"
