from dataclasses import replace

import pytest

from reprise.config.study_file import load_study
from reprise.config.transform_checks import check_transform
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings

LOG = FramingSettings(lags=1, test_rows=1, transform="log")


def test_a_value_without_a_logarithm_is_refused_with_its_row_and_its_value(tmp_path, config_error):
    file = tmp_path / "f.csv"
    file.write_text("Month,Sales\n2024-01,1\n2024-02,0\n2024-03,-3\n")
    dataset = DatasetSettings(file="f.csv", time="Month", value="Sales")
    error = config_error(check_transform, dataset, LOG, str(file), "s.yaml")
    assert error.problem == (
        f"framing.transform is log, which needs values above 0, but observation 2 of {file} (Month"
        " 2024-02-01 00:00:00) is 0 in column 'Sales'. Remove framing.transform, or correct the"
        " value."
    )
    assert (error.where, error.key, error.value) == ("s.yaml", "framing.transform", "log")
    check_transform(dataset, replace(LOG, transform=None), str(file), "s.yaml")
    check_transform(dataset, replace(LOG, observations=1), str(file), "s.yaml")


@pytest.mark.parametrize(
    ("dataset", "problem"),
    [
        (DatasetSettings(values=(2.0, 1.0, -0.25)), "observation 3 (position 3) is -0.25."),
        (DatasetSettings(builtin="sine", samples=9, wavelength=4), "observation 1 (position 1) is"),
    ],
)
def test_a_series_without_a_file_is_refused_by_its_position(config_error, dataset, problem):
    error = config_error(check_transform, dataset, LOG, None, "s.yaml")
    assert problem in error.problem


def test_observations_that_are_not_used_need_no_logarithm():
    dataset = DatasetSettings(values=(2.0, 1.0, 0.5, -0.25))
    check_transform(dataset, replace(LOG, observations=3), None, "s.yaml")


def test_a_study_stops_before_any_job_if_a_value_has_no_logarithm(tmp_path, config_error):
    (tmp_path / "mine.yaml").write_text(
        "title: t\nrepeats: 1\ndataset: {values: [1, 2, 0, 4, 5, 6]}\n"
        "framing: {transform: log, test_rows: 1}\nmodel: {family: mlp}\n"
        "training: {epochs: 1, batch_size: 8}\n"
    )
    error = config_error(load_study, "mine", tmp_path, tmp_path)
    assert "observation 3 (position 3) is 0" in error.problem
    assert error.where == str(tmp_path / "mine.yaml")
