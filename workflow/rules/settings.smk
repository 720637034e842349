# A dry run writes no results, so the settings files that have changed are the outputs of a rule.
if PLAN.outdated_settings:

    localrules:
        write_settings,

    rule write_settings:
        """Write the settings files that are missing or have changed."""
        input:
            PLAN.changes.marker,
        output:
            list(PLAN.outdated_settings),
        log:
            f"{RESULTS}/logs/write_settings.log",
        benchmark:
            f"{RESULTS}/benchmarks/write_settings.tsv"
        priority: 3
        conda:
            "../../environment.yml"
        threads: 1
        params:
            job="write_settings",
            documents=unrecorded(PLAN.outdated_settings.items()),
        message:
            "Writing the settings that have changed"
        script:
            "../scripts/write_settings.py"
