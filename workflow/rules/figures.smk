for job in jobs_of("draw"):

    rule:
        """Draw the figures of some studies, with captions, and show their tables as pages."""
        name:
            job.name
        input:
            job.inputs,
            code=CODE["draw"],
        output:
            [
                report(
                    f"{figure.stem}.svg",
                    caption=os.path.abspath(f"{figure.stem}.rst"),
                    category=literal(files.study.title),
                    labels={"what": figure.label, "kind": "figure"},
                )
                for files in job.files
                for figure in files.figure_files
            ],
            [
                report(
                    page,
                    caption=f"../report/{Path(page).stem}.rst",
                    category=literal(files.study.title),
                    labels={
                        "what": Path(page).stem.replace("_", " "),
                        "kind": "table",
                    },
                )
                for files in job.files
                for page in files.pages
            ],
            [
                f"{figure.stem}.{ending}"
                for files in job.files
                for figure in files.figure_files
                for ending in ("png", "rst")
            ],
        log:
            f"{RESULTS}/logs/draw/{job.name}.log",
        benchmark:
            f"{RESULTS}/benchmarks/draw/{job.name}.tsv"
        priority: 1
        group:
            together("tables")
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **asks_of_studies(len(job.files)),
        params:
            job=job.name,
            studies=plan(job.files),
        message:
            f"Drawing {job.studies}"
        script:
            "../scripts/draw_studies.py"
