if FINDINGS.claims:

    rule check_claims:
        """Check the claims of tutorials and studies on our runs."""
        input:
            inputs_of(
                [
                    path
                    for files in [
                        *FINDINGS.claimed_studies,
                        *FINDINGS.studies_pooled_for_claims,
                    ]
                    for path in files.evidence
                ],
                PLAN.changes.of_findings("claim"),
            ),
            claims=settings_of_findings(FINDINGS.settings, "claim"),
        output:
            table=f"{RESULTS}/claims.csv",
            page=FINDINGS.path("claims.html"),
            digests=FINDINGS.digests("claim"),
            record=PLAN.records.of_findings("claim").path,
        log:
            f"{RESULTS}/logs/check_claims.log",
        benchmark:
            f"{RESULTS}/benchmarks/check_claims.tsv"
        priority: 1
        conda:
            "../../environment.yml"
        threads: 1
        resources:
            **job_resources(SECONDS_PER_STUDY * len(FINDINGS.claimed_studies)),
        params:
            job="check_claims",
            studies=unrecorded(
                [*FINDINGS.claimed_studies, *FINDINGS.studies_pooled_for_claims]
            ),
            record=unrecorded([PLAN.records.of_findings("claim")]),
        message:
            "Checking claims on our runs"
        script:
            "../scripts/check_claims.py"
