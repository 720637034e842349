"""Train the runs of one job of a round, if their configurations are not decided yet."""

from reprise.console import Progress, configure_logging, show_message
from reprise.storage import json_text, write_text_file
from reprise.study_errors import StudyErrors
from reprise.training.train_runs import describe_training, train_runs

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    params, errors = snakemake.params, StudyErrors()
    with errors.collect(params.study):
        (earlier,) = params.earlier
        asked = earlier.read_decision().asked_runs(params.runs)
        if asked:
            trained = train_runs(
                asked, Progress, errors, params.checkpoint_seconds, params.max_build_seconds
            )
            for message in describe_training(asked, trained, bool(errors.messages)):
                show_message(message)
    if not errors.messages:
        for run, path in zip(params.runs, snakemake.output, strict=True):
            write_text_file(path, json_text({"trained": run in asked}), durable=False)
    errors.end_job()
