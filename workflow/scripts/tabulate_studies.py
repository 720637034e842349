"""Collect the runs of some studies and describe them."""

import json
from pathlib import Path

from reprise.console import configure_logging
from reprise.runs import write_whole
from reprise.tables import (
    collect_histories,
    collect_runs,
    describe_runs,
    final_scores,
    tabulate_baselines,
)


def tabulate_study(said, runs, baselines_path, outputs):
    """Write one study's tables."""
    runs_path, describe_path, baselines_table_path, scores_path, *history_path = outputs
    names = [c["name"] for c in said["configurations"]]
    table = collect_runs([run.run_path for run in runs])
    baselines = tabulate_baselines(baselines_path)
    table.to_csv(runs_path, index=False)
    baselines.to_csv(baselines_table_path, index=False, float_format="%.6f")
    description = describe_runs(table, said["metric"], names, baselines)
    description.to_csv(describe_path, float_format="%.6f")
    write_whole(scores_path, final_scores(table, names))
    if history_path:
        recorded = [(r.configuration, r.repeat, r.history_path) for r in runs if r.history_path]
        collect_histories(recorded, history_path[0])


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    studies = zip(
        snakemake.input.settings,
        snakemake.params.runs,
        snakemake.input.baselines,
        snakemake.params.outputs,
        strict=True,
    )
    for settings_path, runs, baselines_path, outputs in studies:
        said = json.loads(Path(settings_path).read_text())
        tabulate_study(said, runs, baselines_path, outputs)
