"""Train the runs of one job, and store each run."""

from reprise.console import Progress, configure_logging, show_message
from reprise.training.train_runs import describe_training, train_runs

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    trained = train_runs(snakemake.params.runs, Progress, snakemake.params.checkpoint_seconds)
    for message in describe_training(snakemake.params.runs, trained):
        show_message(message)
