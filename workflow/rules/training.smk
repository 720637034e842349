for job in jobs_of("train"):

    rule:
        """Train the runs of one job that are missing or stale."""
        name:
            job.name
        input:
            job.inputs,
            code=CODE["train"],
        output:
            update(job.outputs),
        log:
            f"{RESULTS}/logs/train/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/train/{job.name}.tsv"
        priority: 1
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **asks_to_train(job),
        params:
            job=job.name,
            runs=plan(list(job.runs)),
            checkpoint_seconds=CONFIG["checkpoint_seconds"],
        message:
            f"Training {job.doing}"
        script:
            "../scripts/train_runs.py"
