"""The facts of a study, compared with its files."""

import pandas as pd

from reprise.export.facts import collect_facts


def facts_of(kit):
    return pd.read_csv(kit.files.kit.path("facts.csv"), dtype=str).set_index("fact")["value"]


def test_the_facts_are_those_of_the_files(kit):
    facts, runs = facts_of(kit), pd.read_csv(kit.files.path("runs.csv"))
    expected = {
        **{"configurations": "3", "repeats": "6", "runs": f"{len(runs)}", "diverged_runs": "3"},
        **{"compared_pairs": "3", "training_rows": "22", "validation_rows": "0"},
        **{"test_rows": "12", "confidence_percent": "90", "error_rate": "0.1", "margin": "5"},
        "seconds_of_all_runs": f"{runs['seconds'].sum():.1f}",
        "seconds_per_run_median": "0.438",
        "seconds_per_run_most": "0.75",
        **{"version_python": "3.11.7", "version_keras": "1.2.3", "cores": "2"},
    }
    assert {name: facts[name] for name in expected} == expected
    assert "commit" not in facts, "a fact that is not known is left out"


def test_every_fact_about_time_has_seconds_in_its_name(kit):
    runs = kit.data.tables.runs
    environment = {
        "python": "3",
        "packages": dict.fromkeys(
            ("reprise", "tensorflow", "keras", "numpy", "scipy", "statsmodels", "scikit-learn"), "1"
        ),
        "machine": {"processor": "p", "cores": 1, "system": "s"},
        "commit": "c",
    }

    def collect(seconds):
        table = runs.assign(seconds=seconds)
        tables = kit.data.tables
        return collect_facts(
            kit.data.settings, tables.framings, table, tables.comparisons, environment
        )

    slow, quick = collect(10.0), collect(1.0)
    different = slow["value"] != quick["value"]
    assert different.sum() == 3
    assert slow.loc[different, "fact"].str.contains("seconds").all()
