if FINDINGS.claims:

    rule check_claims:
        """Hold what tutorials and studies claim against our runs."""
        input:
            [path for files in FINDINGS.claimed for path in files.evidence],
            claims=CLAIMS,
            code=CODE["claim"],
        output:
            table=f"{RESULTS}/claims.csv",
            page=report(
                FINDINGS.path("claims.html"),
                caption="../report/claims.rst",
                category=CATEGORY,
                labels={"what": "every claim", "kind": "table"},
            ),
        log:
            f"{RESULTS}/logs/check_claims.log",
        benchmark:
            f"{RESULTS}/benchmarks/check_claims.tsv"
        priority: 1
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **asks(SECONDS_A_STUDY * len(FINDINGS.claimed)),
        params:
            job="check_claims",
            studies=plan(FINDINGS.claimed),
        message:
            "Checking claims on our runs"
        script:
            "../scripts/check_claims.py"
