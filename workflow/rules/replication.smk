if FINDINGS.replicated_studies:

    rule replicate_figures:
        """Compare every published number with our runs."""
        input:
            inputs_of(
                [
                    *(
                        files.path(name)
                        for files in FINDINGS.replicated_studies
                        for name in ("settings/draw.json", "runs.csv", "baselines.csv")
                    ),
                    *(
                        files.path(name)
                        for files in FINDINGS.pooled_studies
                        for name in ("settings/draw.json", "runs.csv")
                    ),
                ],
                PLAN.changes.of_findings("replicate"),
            ),
            page_template=ancient(from_root("workflow", "report", "replication.html")),
            eras_template=ancient(from_root("workflow", "report", "eras.html")),
            studies=settings_of_findings(FINDINGS.study_list, "replicate"),
        output:
            [f"{stem}.{ending}" for stem in FINDINGS.figures for ending in ENDINGS],
            eras=[FINDINGS.path("eras.html") for _ in range(FINDINGS.has_eras)],
            table=f"{RESULTS}/replication.csv",
            joint=FINDINGS.path("joint_distance.csv"),
            checks=FINDINGS.path("published_checks.csv"),
            page=FINDINGS.path("replication.html"),
            digests=FINDINGS.digests("replicate"),
            record=PLAN.records.of_findings("replicate").path,
        log:
            f"{RESULTS}/logs/replicate_figures.log",
        benchmark:
            f"{RESULTS}/benchmarks/replicate_figures.tsv"
        priority: 1
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **job_resources(SECONDS_PER_STUDY * len(FINDINGS.replicated_studies)),
        params:
            job="replicate_figures",
            studies=unrecorded(FINDINGS.replicated_studies),
            pooled=unrecorded(FINDINGS.pooled_studies),
            figures=FINDINGS.figures,
            record=unrecorded([PLAN.records.of_findings("replicate")]),
        message:
            "Comparing published numbers with our runs"
        script:
            "../scripts/replicate_figures.py"
