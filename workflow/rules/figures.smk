for job in PLAN.jobs("draw", CORES):

    rule:
        """Draw the figures of some studies, with captions, and write their tables as pages."""
        name:
            job.name
        input:
            inputs_of(job.inputs, PLAN.changes.of_job(job)),
        output:
            [
                report(
                    f"{figure.stem}.svg",
                    caption=os.path.abspath(f"{figure.stem}.rst"),
                    category=files.study.title,
                    labels={"what": figure.label, "kind": "figure"},
                )
                for files in job.files
                for figure in files.figure_files
            ],
            [
                report(
                    files.path(table.page_file),
                    caption=f"../report/{table.caption}",
                    category=files.study.title,
                    labels={"what": table.label, "kind": "table"},
                )
                for files in job.files
                for table in files.shown_tables
            ],
            [
                f"{figure.stem}.{ending}"
                for files in job.files
                for figure in files.figure_files
                for ending in ("png", "rst", "txt")
            ],
            [
                path
                for files in job.files
                for path in (files.digests("draw"), files.record("draw"))
            ],
        log:
            f"{RESULTS}/logs/draw/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/draw/{job.name}.tsv"
        priority: 1
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
            records=unrecorded(PLAN.records.of_studies(job.files, "draw")),
        message:
            f"Drawing {job.study_names}"
        script:
            "../scripts/draw_studies.py"
