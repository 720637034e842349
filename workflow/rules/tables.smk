for job in jobs_of("tabulate", "tables"):

    rule:
        """Collect the runs of some studies and describe them."""
        name:
            job.name
        input:
            settings=job.settings("tables"),
            baselines=[files.path("baselines.json") for files in job.files],
            runs=job.collect("trained"),
            modules=MODULES["tabulate"],
        output:
            [
                (
                    report(
                        table,
                        caption=f"../report/{Path(table).stem}.rst",
                        category=files.study.title,
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
            runs=plan([files.runs for files in job.files]),
            outputs=plan([files.tables for files in job.files]),
        message:
            f"Tabulating {job.studies}"
        script:
            "../scripts/tabulate_studies.py"
