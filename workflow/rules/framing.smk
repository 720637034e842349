for job in jobs_of("prepare", "prepared"):

    rule:
        """Frame the datasets of some studies and make their baselines."""
        name:
            job.name
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
        priority: 2
        conda:
            "../../environment.yml"
        threads: 1
        params:
            job=job.name,
            root=str(ROOT),
            outputs=plan([files.prepared for files in job.files]),
        message:
            f"Framing {job.studies} and making their baselines"
        script:
            "../scripts/prepare_studies.py"
