"""The stored forecaster: the bits of forecast.csv everywhere, and nothing foreign or changed."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from forecast_studies import OBSERVATIONS, STUDIES, observations

import reprise
from reprise.errors import ConfigError, RepriseError
from reprise.forecasting.choice import Choice
from reprise.forecasting.commands import main
from reprise.forecasting.forecaster import load_forecaster
from reprise.forecasting.stored_models import StoredModels
from reprise.forecasting.study_forecast import forecast_study
from reprise.stage_settings import ConfigurationSettings
from reprise.storage import json_text, read_json
from reprise.tables.run_index import index_planned_runs


def as_csv(table):
    return table.to_csv(index=False, lineterminator="\n")


def new_rows(count, first=OBSERVATIONS):
    return observations(first + count)[first:]


@pytest.fixture(params=STUDIES)
def forecast(request, made):
    return made(request.param)


@pytest.fixture
def copied(made, tmp_path):
    """A copy of the forecaster in another folder."""
    return shutil.copytree(made("stateful").folder, tmp_path / "elsewhere")


def test_a_fresh_process_gives_the_bits_of_the_forecast_from_a_moved_folder(forecast, tmp_path):
    moved = shutil.copytree(forecast.folder, tmp_path / "moved")
    command = [sys.executable, "-m", "reprise", "forecast", str(moved)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (forecast.folder.parent / "forecast.csv").read_text()
    assert done.stderr == ""


def test_errors_that_are_missing_after_the_training_refuse_the_level_before_a_file_changes(made):
    """The plan counts origins, but observations can be missing and networks can diverge."""
    forecast = made("stateful")
    files, settings = forecast.files.forecast, forecast.settings
    before = {path: path.read_bytes() for path in forecast.folder.rglob("*") if path.is_file()}
    choice = Choice.from_json(read_json(files.choice))
    members = ConfigurationSettings.from_json(read_json(files.configuration_settings("members")))
    series = load_forecaster(forecast.folder).series
    fingerprints = index_planned_runs("mine", files.runs, forecast.files.folder)["fingerprints"]
    more = replace(settings, forecast=replace(settings.forecast, levels=(95,)))
    with pytest.raises(ConfigError) as caught:
        forecast_study(files, more, choice, members, series, fingerprints)
    assert str(caught.value).startswith(
        "mine, column 'load': forecast.levels has 95, but 12 errors support at most 92 %."
    )
    assert all(path.read_bytes() == content for path, content in before.items())


def test_the_package_offers_to_load_a_forecaster():
    assert reprise.load_forecaster is load_forecaster
    with pytest.raises(AttributeError, match="no attribute 'load_forecast'"):
        _ = reprise.load_forecast


def test_networks_without_a_finite_forecast_are_left_out_or_refused(made, monkeypatch):
    forecaster = load_forecaster(made("stateful").folder)
    outputs, spoiled = StoredModels.forecast_rows, [1]

    def spoil(self, framing, last):
        forecasts = outputs(self, framing, last)
        forecasts[spoiled] = np.nan
        return forecasts

    monkeypatch.setattr(StoredModels, "forecast_rows", spoil)
    assert (forecaster.forecast()["members"] == 2).all()
    spoiled[:] = [0, 1, 2]
    with pytest.raises(RepriseError, match="no network gives a finite forecast"):
        forecaster.forecast()


def test_fewer_steps_are_the_first_rows_of_all_steps(forecast):
    forecaster = load_forecaster(forecast.folder)
    columns = len(forecaster.series.targets)
    few, all_steps = forecaster.forecast(steps=2), forecaster.forecast()
    pd.testing.assert_frame_equal(few, all_steps[: 2 * columns], check_exact=True)


def test_the_forecast_follows_from_the_members(forecast):
    table, members = forecast.table("forecast.csv"), forecast.table("forecast_members.csv")
    grouped = members.groupby(["step", "column"], sort=False)["forecast"]
    np.testing.assert_allclose(table["mean"], grouped.mean())
    np.testing.assert_allclose(table["median"], grouped.median())
    assert members["member"].nunique() == 3
    assert (table["low_80"] <= table["low_50"]).all() and (table["low_50"] <= table["mean"]).all()
    assert (table["mean"] <= table["high_50"]).all() and (
        table["high_50"] <= table["high_80"]
    ).all()


def test_the_members_are_the_networks_of_the_stored_runs(forecast):
    """The program that trains and the stored networks are two ways to the same forecasts."""
    members = forecast.table("forecast_members.csv")
    targets = len(load_forecaster(forecast.folder).series.targets)
    for number, own in members.groupby("member"):
        run = json.loads(
            (forecast.folder.parent / f"forecast/runs/members/{number:03d}.json").read_text()
        )
        expected = np.array(run["forecasts"], dtype=float).ravel()[: 3 * targets]
        np.testing.assert_allclose(own["forecast"], expected, rtol=1e-4)


def test_new_rows_move_the_forecast_as_if_the_file_had_ended_there(forecast, tmp_path):
    forecaster = load_forecaster(forecast.folder)
    rows = observations(OBSERVATIONS + 6)
    rows.loc[20, "load"] = np.nan if "price" in forecaster.series.targets else rows.loc[20, "load"]
    later = rows[OBSERVATIONS:].copy()
    later.loc[OBSERVATIONS + 3 :, ["load", "price", "wind"]] = np.nan  # known inputs alone
    if forecaster.series.targets == ("load",):
        later = later[:3]
    file = tmp_path / "new.csv"
    later.to_csv(file, index=False)
    from_file = forecaster.forecast(file)
    assert from_file["time"].iloc[0] == pd.Timestamp("2024-01-01") + pd.Timedelta(days=73)
    as_dates = later.assign(day=pd.to_datetime(later["day"]))
    for given in (later, as_dates, as_dates.set_index("day")):
        assert as_csv(forecaster.forecast(given)) == as_csv(from_file)
    assert as_csv(forecaster.forecast()) == (forecast.folder.parent / "forecast.csv").read_text()


def test_an_update_uses_the_errors_that_became_known_and_changes_no_earlier_forecast(
    made, tmp_path
):
    forecaster = load_forecaster(made("stateful").folder)
    before, rows = forecaster.stored.by_network, new_rows(5)
    expected = forecaster.forecast(rows)
    first_steps = [
        forecaster.forecast(rows[:k] if k else None)["mean"].to_numpy() for k in range(5)
    ]
    forecaster.update(rows)
    after = forecaster.stored.by_network
    assert after.positions == (*before.positions, *range(70, 75))
    np.testing.assert_array_equal(after.array("load")[:12], before.array("load"))
    np.testing.assert_allclose(after.array("load")[12:], first_steps, rtol=1e-12)
    values = forecaster.series.columns["load"]
    scores = after.scores("load", values, float("nan"))
    assert scores[11, 2] == abs(values[71] - after.array("load")[11, 2])  # it was not known before
    assert np.isnan(scores[-1, 1:]).all() and not np.isnan(scores[-2, 0])
    updated = forecaster.forecast()
    pd.testing.assert_series_equal(updated["mean"], expected["mean"])
    assert (updated["high_80"] != expected["high_80"]).any()
    forecaster.save(tmp_path / "saved")
    assert as_csv(load_forecaster(tmp_path / "saved").forecast()) == as_csv(updated)
    with pytest.raises(RepriseError, match=r"has files\. Name a new folder"):
        forecaster.save(tmp_path / "saved")


def test_two_updates_are_one_update(made):
    one, two = (load_forecaster(made("stateful").folder) for _ in range(2))
    one.update(new_rows(5))
    two.update(new_rows(2))
    two.update(new_rows(5))  # the first two rows are stored already
    assert one.stored == two.stored and as_csv(one.forecast()) == as_csv(two.forecast())


@pytest.mark.parametrize("file", ["forecaster.json", "series.csv.gz", "members/002.keras"])
@pytest.mark.parametrize("change", ["one byte", "shorter", "missing", "another study"])
def test_a_changed_or_foreign_file_is_refused_by_name(copied, made, file, change):
    path = copied / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if change == "one byte":
        path.write_bytes(content)
    elif change == "shorter":
        path.write_bytes(path.read_bytes()[:-20])
    elif change == "missing":
        path.unlink()
    else:
        shutil.copy(made("several_columns").folder / file, path)
    named = file if change != "another study" or file != "forecaster.json" else "series.csv.gz"
    with pytest.raises(RepriseError, match=named):
        load_forecaster(copied)


def test_a_member_in_the_place_of_another_is_refused(copied):
    shutil.copy(copied / "members/001.keras", copied / "members/002.keras")
    with pytest.raises(RepriseError, match=r"members/002\.keras was changed .* or is of another"):
        load_forecaster(copied)


def test_another_version_is_named(copied):
    from reprise.digests import document_digest

    document = json.loads((copied / "forecaster.json").read_text())
    del document["checksum"]
    document["versions"]["keras"] = "3.0.0"
    checksum = document_digest(document)
    (copied / "forecaster.json").write_text(json_text(document | {"checksum": checksum}))
    with pytest.warns(UserWarning, match=r"keras 3\.0\.0 \(here 3\.15"):
        load_forecaster(copied)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--steps", "4"], "steps is 4, but this forecaster forecasts 1 to 3 steps"),
        (["--update"], "name their file with --data"),
        (["--data", "none.csv"], "none.csv: there is no such CSV file"),
        (["--save", "new"], "name their file with --data"),
    ],
)
def test_the_command_explains_a_mistake(made, capfd, arguments, problem):
    assert main(["forecast", str(made("stateful").folder), *arguments]) == 1
    out, err = capfd.readouterr()
    last = err.splitlines()[-1]  # TensorFlow may have written before, for another test
    assert out == "" and problem in last and last.startswith("Reprise: ")


def test_the_command_updates_and_saves(made, tmp_path, capfd):
    new_rows(4).to_csv(tmp_path / "new.csv", index=False)
    arguments = ["--data", str(tmp_path / "new.csv"), "--update", "--save", str(tmp_path / "saved")]
    assert main(["forecast", str(made("stateful").folder), *arguments]) == 0
    printed = capfd.readouterr().out
    output = tmp_path / "forecast.csv"
    assert main(["forecast", str(tmp_path / "saved"), "--output", str(output)]) == 0
    assert output.read_text() == printed and capfd.readouterr().out == ""


def test_a_folder_without_a_forecaster_is_explained(tmp_path):
    with pytest.raises(RepriseError, match="is not the folder of a forecaster"):
        load_forecaster(tmp_path)
    assert not list(tmp_path.iterdir())
