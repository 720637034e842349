for job in PLAN.jobs("tabulate", CORES):

    rule:
        """Collect the runs of some studies in tables."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/tabulate/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/tabulate/{job.name}.tsv"
        group:
            group_name("tables", JOB_SIZE)
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **study_resources(len(job.files)),
        params:
            job=job.name,
            studies=unrecorded(job.files),
            records=unrecorded(PLAN.records.of_studies(job.files, "tabulate")),
        message:
            f"Tabulating {job.study_names}"
        script:
            "../scripts/tabulate_studies.py"
