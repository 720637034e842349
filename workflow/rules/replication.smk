if FINDINGS.replicated:

    rule replicate_figures:
        """Hold every figure that a tutorial prints against our runs."""
        input:
            [
                files.path(name)
                for files in FINDINGS.replicated
                for name in ("settings/draw.json", "runs.csv", "baselines.csv")
            ],
            [
                files.path(name)
                for files in FINDINGS.pooled
                for name in ("settings/draw.json", "runs.csv")
            ],
            template=os.path.relpath(ROOT / "workflow" / "report" / "eras.html"),
            studies=f"{RESULTS}/settings.json",
            code=CODE["replicate"],
        output:
            [
                report(
                    f"{stem}.svg",
                    caption=os.path.abspath(f"{stem}.rst"),
                    category=CATEGORY,
                    labels={
                        "what": Path(stem).name.replace("_", " "),
                        "kind": "figure",
                    },
                )
                for stem in FINDINGS.figures
            ],
            [
                f"{stem}.{ending}"
                for stem in FINDINGS.figures
                for ending in ("png", "rst")
            ],
            table=f"{RESULTS}/replication.csv",
            joint=FINDINGS.path("joint_distance.csv"),
            checks=FINDINGS.path("published_checks.csv"),
            page=report(
                FINDINGS.path("replication.html"),
                caption="../report/replication.rst",
                category=CATEGORY,
                labels={"what": "every printed number", "kind": "table"},
            ),
            eras=report(
                FINDINGS.path("eras.html"),
                caption="../report/eras.rst",
                category=CATEGORY,
                labels={"what": "the story of the eras", "kind": "page"},
            ),
        log:
            f"{RESULTS}/logs/replicate_figures.log",
        benchmark:
            f"{RESULTS}/benchmarks/replicate_figures.tsv"
        priority: 1
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **asks(SECONDS_A_STUDY * len(FINDINGS.replicated)),
        params:
            job="replicate_figures",
            studies=plan(FINDINGS.replicated),
            pooled=plan(FINDINGS.pooled),
            figures=FINDINGS.figures,
        message:
            "Holding published figures against ours"
        script:
            "../scripts/replicate_figures.py"
