"""Train the runs of one job and store each."""

from reprise.console import Progress, configure_logging, say
from reprise.training.train_runs import train_runs

if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    trained = train_runs(snakemake.params.runs, Progress, snakemake.params.checkpoint_seconds)
    kept = len(snakemake.params.runs) - trained
    say(f"trained {trained} runs" + (f", kept {kept} that were there" if kept else ""))
