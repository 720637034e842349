for job in PLAN.training_jobs(CORES):

    rule:
        """Train the runs of one job that are missing or stale."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
            downloads=inputs_of(PLAN.checked_downloads, PLAN.changes.of_job(job)),
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
            **training_resources(
                job, PLAN.configurations, PLAN.config["training_resources"]
            ),
        params:
            job=job.name,
            runs=unrecorded(list(job.runs)),
            checkpoint_seconds=PLAN.config["checkpoint_seconds"],
            max_build_seconds=PLAN.config["max_build_seconds"],
        message:
            f"Training {job.description}"
        script:
            "../scripts/train_runs.py"
