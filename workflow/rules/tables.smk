for job in jobs_of("tabulate"):

    rule:
        """Collect the runs of some studies and describe them."""
        name:
            job.name
        input:
            job.inputs,
            code=CODE["tabulate"],
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/tabulate/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/tabulate/{job.name}.tsv"
        group:
            together("tables")
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **asks_of_studies(len(job.files)),
        params:
            job=job.name,
            studies=plan(job.files),
        message:
            f"Tabulating {job.studies}"
        script:
            "../scripts/tabulate_studies.py"
