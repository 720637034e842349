for job in jobs_of("prepare"):

    rule:
        """Frame the datasets of some studies and make their baselines."""
        name:
            job.name
        input:
            job.inputs,
            code=CODE["prepare"],
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/prepare/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/prepare/{job.name}.tsv"
        priority: 2
        group:
            together("prepare")
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **asks_of_studies(len(job.files)),
        params:
            job=job.name,
            studies=plan(job.files),
        message:
            f"Framing {job.studies} and making their baselines"
        script:
            "../scripts/prepare_studies.py"
