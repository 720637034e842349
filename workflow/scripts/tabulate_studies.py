"""Collect the runs of some studies and describe them."""

from reprise.console import configure_logging
from reprise.files import read_settings
from reprise.pages import baselines_page, describe_page, scores_page
from reprise.storage import write_whole
from reprise.tables import (
    collect_histories,
    collect_runs,
    describe_runs,
    final_scores,
    tabulate_baselines,
)


def tabulate_study(files):
    """Write one study's tables."""
    said = read_settings(files, "tabulate")
    names = said["configurations"]
    table = collect_runs([run.run_path for run in files.runs])
    baselines = tabulate_baselines(files.path("baselines.json"))
    description = describe_runs(table, said["metric"], names, baselines)
    write_whole(files.path("runs.csv"), table.to_csv(index=False))
    write_whole(files.path("baselines.csv"), baselines.to_csv(index=False, float_format="%.6f"))
    write_whole(files.path("describe.csv"), description.to_csv(float_format="%.6f"))
    scores = final_scores(table, names)
    write_whole(files.path("final_scores.txt"), scores)
    pages = (
        describe_page(description, f"{said['study']}: {said['metric']}"),
        baselines_page(baselines, f"{said['study']}: baselines"),
        scores_page(scores, f"{said['study']}: final scores"),
    )
    for path, page in zip(files.pages, pages, strict=True):
        write_whole(path, page)
    recorded = [run for run in files.runs if run.history_path]
    if recorded:
        collect_histories(
            [(run.configuration, run.repeat, run.history_path) for run in recorded],
            files.path("history.csv.gz"),
        )


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    for files in snakemake.params.studies:
        tabulate_study(files)
