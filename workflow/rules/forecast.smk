for job in PLAN.jobs("choose", CORES):

    rule:
        """Choose the configuration that forecasts or predicts, and frame the data for its networks."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/choose/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/choose/{job.name}.tsv"
        priority: 2
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **study_resources(len(job.files)),
        params:
            job=job.name,
            studies=unrecorded(job.files),
            records=unrecorded(PLAN.records.of_studies(job.files, "choose")),
        message:
            f"Choosing the configurations that forecast or predict of {job.study_names}"
        script:
            "../scripts/choose_configurations.py"


for job in PLAN.retraining_jobs(CORES):

    rule:
        """Train the chosen configurations anew: at each origin or fold, and on all rows."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            update(job.outputs),
        log:
            f"{RESULTS}/logs/retrain/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/retrain/{job.name}.tsv"
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
            f"Training {job.description} to forecast or predict"
        script:
            "../scripts/train_runs.py"


for job in PLAN.jobs("forecast", CORES):

    rule:
        """Forecast beyond the data or store a predictor, and measure the errors of the past."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            job.outputs,
        log:
            f"{RESULTS}/logs/forecast/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/forecast/{job.name}.tsv"
        priority: 1
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **study_resources(len(job.files)),
        params:
            job=job.name,
            studies=unrecorded(job.files),
            records=unrecorded(PLAN.records.of_studies(job.files, "forecast")),
        message:
            f"Storing forecasters and predictors of {job.study_names}"
        script:
            "../scripts/forecast_studies.py"
