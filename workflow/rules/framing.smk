for job in PLAN.jobs("prepare", CORES):

    rule:
        """Frame the datasets of some studies and make their baselines."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/prepare/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/prepare/{job.name}.tsv"
        priority: 2
        group:
            group_name("prepare", JOB_SIZE)
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **study_resources(len(job.files)),
        params:
            job=job.name,
            studies=unrecorded(job.files),
            records=unrecorded(PLAN.records.of_studies(job.files, "prepare")),
        message:
            f"Framing {job.study_names} and making their baselines"
        script:
            "../scripts/prepare_studies.py"
