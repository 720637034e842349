"""Frame the datasets of some studies and compute their baselines."""

from reprise.console import configure_logging
from reprise.data.dataset import format_first_rows, load_dataset
from reprise.data.dataset_framing import frame_dataset, unscaled_windows
from reprise.data.framing_files import save_framings
from reprise.evaluation.baselines import study_baselines
from reprise.stage_settings import PrepareSettings
from reprise.storage import json_text, read_json, write_digests, write_text_file
from reprise.study_errors import StudyErrors
from reprise.tables.sliding_windows import describe_windows


def prepare_study(files):
    """Write the first rows, the framings and the baselines of one study."""
    settings = PrepareSettings.from_json(read_json(files.settings("prepare")))
    framing_settings = [use.framing for use in settings.framings]
    dataset = load_dataset(settings.dataset, files.observations)
    write_text_file(files.path("first_rows.txt"), format_first_rows(dataset))
    framings = frame_dataset(dataset, settings.dataset, framing_settings)
    save_framings(framings, files.path("framing.npz"), files.path("framing.json"), framing_settings)
    if settings.dataset.is_series:
        windows = unscaled_windows(dataset, settings.dataset, framings, framing_settings)
        write_text_file(files.path("windows.txt"), describe_windows(windows, settings.framings))
    baselines = study_baselines(settings, dataset, framings)
    write_text_file(files.path("baselines.json"), json_text(baselines))
    write_digests(files.digests("prepare"), files.digested[files.digests("prepare")])


if __name__ == "__main__":
    configure_logging(snakemake.log[0], snakemake.params.job)
    errors = StudyErrors()
    for files, record in zip(snakemake.params.studies, snakemake.params.records, strict=True):
        with errors.collect(files.study.name):
            prepare_study(files)
            record.write()
    errors.end_job()
