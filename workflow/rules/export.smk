for job in PLAN.jobs("export", CORES):

    rule:
        """Write the paper kits and notebooks of some studies; no other stage waits for them."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/export/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/export/{job.name}.tsv"
        priority: -1
        group:
            group_name("export", JOB_SIZE)
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **study_resources(len(job.files)),
        params:
            job=job.name,
            root=str(ROOT),
            studies=unrecorded(job.files),
            records=unrecorded(PLAN.records.of_studies(job.files, "export")),
        message:
            f"Writing the paper kits and notebooks of {job.study_names}"
        script:
            "../scripts/export_studies.py"
