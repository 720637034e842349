for job in PLAN.jobs("draw", CORES):

    rule:
        """Draw the figures of some studies, with captions, and write their tables as pages."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            [path for files in job.files for path in files.outputs("draw")],
        log:
            f"{RESULTS}/logs/draw/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/draw/{job.name}.tsv"
        priority: 1
        # The networks that forecast are trained between the tables and the figures of a study. A
        # submission that has both could not wait for them.
        group:
            group_name(
                "figures" if any(files.forecast for files in job.files) else "tables",
                JOB_SIZE,
            )
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **study_resources(len(job.files)),
        params:
            job=job.name,
            studies=unrecorded(job.files),
            records=unrecorded(PLAN.records.of_studies(job.files, "draw")),
        message:
            f"Drawing {job.study_names}"
        script:
            "../scripts/draw_studies.py"
