"""Train the runs of one job, and store each run."""

from reprise.console import Progress, configure_logging, show_message
from reprise.study_errors import StudyErrors
from reprise.training.train_runs import describe_training, train_runs

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    params, errors = snakemake.params, StudyErrors()
    trained = train_runs(
        params.runs, Progress, errors, params.checkpoint_seconds, params.max_build_seconds
    )
    for message in describe_training(params.runs, trained, bool(errors.messages)):
        show_message(message)
    errors.end_job()
