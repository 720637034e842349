import pytest

from reprise.training.planned_run import PlannedRun, run_seed

RUN = PlannedRun("s", "epochs=5", 2, "settings.json", "framing.npz", "002.json")


@pytest.mark.parametrize(
    ("configuration", "repeat", "seed"),
    [
        ("era=keras3,epochs=500", 1, 1452661772),
        ("era=keras3,epochs=500", 2, 884329121),
        ("era=keras1,epochs=500", 1, 1874869702),
    ],
)
def test_a_seed_never_changes(configuration, repeat, seed):
    """The first 31 bits of `printf lstm_epochs/CONFIGURATION/REPEAT | sha256sum`."""
    assert run_seed("lstm_epochs", configuration, repeat) == seed


def test_runs_have_different_seeds():
    names = [(s, c, r) for s in "ab" for c in "xy" for r in range(1, 200)]
    seeds = {run_seed(*name) for name in names}
    assert len(seeds) == len(names)
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert RUN.seed == run_seed("s", "epochs=5", 2)


def test_a_run_lists_the_files_that_its_training_writes():
    assert RUN.output_paths == ["002.json"]
    run = PlannedRun("s", "c", 1, "", "", "run.json", layers_path="layers.csv")
    assert run.record_paths == {"layers": "layers.csv"}
    run = PlannedRun("s", "c", 1, "", "", "run.json", "history.csv", "layers.csv")
    assert run.record_paths == {"history": "history.csv", "layers": "layers.csv"}
    assert run.output_paths == ["run.json", "history.csv", "layers.csv"]


def test_a_run_is_named_by_study_configuration_and_repeat():
    assert str(RUN) == "s / epochs=5, repeat 2"


def test_the_first_split_has_the_seed_of_the_study_without_splits():
    split = PlannedRun("s", "epochs=5,split=1", 2, "", "", "", training="epochs=5")
    assert split.seed == RUN.seed
