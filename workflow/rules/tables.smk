for job in jobs_of("tabulate"):

    rule:
        """Collect the runs of some studies and describe them."""
        name:
            job.name
        input:
            job.inputs,
            code=CODE["tabulate"],
        output:
            [
                (
                    report(
                        table,
                        caption=f"../report/{Path(table).stem}.rst",
                        category=literal(files.study.title),
                        labels={"what": Path(table).stem, "kind": "table"},
                    )
                    if Path(table).stem in REPORTED_TABLES
                    else table
                )
                for files in job.files
                for table in files.tables
            ],
        log:
            f"{RESULTS}/logs/tabulate/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/tabulate/{job.name}.tsv"
        conda:
            "../../environment.yml"
        threads: 1
        params:
            job=job.name,
            studies=plan(job.files),
        message:
            f"Tabulating {job.studies}"
        script:
            "../scripts/tabulate_studies.py"
