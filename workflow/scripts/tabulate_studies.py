"""Collect the runs of some studies and describe them."""

from reprise.console import configure_logging
from reprise.files import read_settings
from reprise.runs import write_whole
from reprise.tables import (
    collect_histories,
    collect_runs,
    describe_runs,
    final_scores,
    tabulate_baselines,
)


def tabulate_study(files):
    """Write one study's tables."""
    runs_path, describe_path, baselines_path, scores_path, *history_path = files.tables
    said = read_settings(files, "tabulate")
    names = [c["name"] for c in said["configurations"]]
    table = collect_runs([run.run_path for run in files.runs])
    baselines = tabulate_baselines(files.path("baselines.json"))
    table.to_csv(runs_path, index=False)
    baselines.to_csv(baselines_path, index=False, float_format="%.6f")
    description = describe_runs(table, said["metric"], names, baselines)
    description.to_csv(describe_path, float_format="%.6f")
    write_whole(scores_path, final_scores(table, names))
    if history_path:
        recorded = [run for run in files.runs if run.history_path]
        collect_histories(
            [(run.configuration, run.repeat, run.history_path) for run in recorded],
            history_path[0],
        )


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        tabulate_study(files)
