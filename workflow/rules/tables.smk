for job in jobs_of("tabulate"):

    rule:
        """Collect the runs of some studies and describe them."""
        name:
            job.name
        input:
            job.inputs,
            code=CODE["tabulate"],
        output:
            [table for files in job.files for table in files.tables],
            [
                report(
                    page,
                    caption=f"../report/{Path(page).stem}.rst",
                    category=literal(files.study.title),
                    labels={
                        "what": Path(page).stem.replace("_", " "),
                        "kind": "table",
                    },
                )
                for files in job.files
                for page in files.pages
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
