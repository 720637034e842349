for job in jobs_of("prepare", "prepared"):

    rule:
        name:
            job.name
        """Frame the datasets of some studies and make their baselines."""
        input:
            settings=job.settings("prepare"),
            observations=observations(job),
            modules=MODULES["prepare"],
        output:
            job.collect("prepared"),
        log:
            f"{RESULTS}/logs/prepare/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/prepare/{job.name}.tsv"
        threads: 1
        priority: 2
        params:
            job=job.name,
            root=str(ROOT),
            outputs=plan([files.prepared for files in job.files]),
        message:
            f"Framing {job.studies} and making their baselines"
        script:
            "../scripts/prepare_studies.py"
