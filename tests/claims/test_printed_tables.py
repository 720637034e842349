import pytest
from figure_settings_builder import published_numbers

from reprise.claims.evidence import Evidence
from reprise.claims.printed_tables import holds_in_the_tables

UNITS = [f"units={k}" for k in range(1, 6)]
EPOCHS = [f"epochs={k}" for k in (500, 1000, 2000, 4000)]


@pytest.fixture
def hold(tables_of):
    """Hold checks against the printed tables of `lstm_neurons` and `lstm_epochs_diagnostic`."""
    tables = {}
    for study, names in (("lstm_neurons", UNITS), ("lstm_epochs_diagnostic", EPOCHS)):
        full = [f"era=x,{name}" for name in names]
        tables[study] = tables_of(
            {name: [1.0] for name in full},
            [("persistence", name, 136.761) for name in full],
            study=study,
            panels={"era=x": dict(zip(full, names, strict=True))},
            published=published_numbers(study),
        )
    evidence = Evidence(tables)

    def hold_check(study, kind, configurations, **keys):
        check = {"kind": kind, "study": study, "of": "test_rmse"} | keys
        check["configurations"] = [f"era=x,{name}" for name in configurations]
        if kind in ("lowest", "highest"):
            check["among"] = [f"era=x,{name}" for name in UNITS]
        return holds_in_the_tables([check], evidence)

    return hold_check


def test_one_neuron_has_the_lowest_printed_mean_but_not_the_lowest_standard_deviation(hold):
    # lstm_describe.csv: means 98.34 and more; standard deviations 13.54 of 1 unit, 12.91 of 3.
    assert hold("lstm_neurons", "lowest", UNITS[:1]) == "holds"
    assert hold("lstm_neurons", "lowest", UNITS[:1], statistic="std") == "does not hold"
    assert hold("lstm_neurons", "lowest", ["units=3"], statistic="std") == "holds"
    assert hold("lstm_neurons", "highest", ["units=5"]) == "holds"


def test_steps_and_trends_and_ranges_use_the_printed_statistics(hold):
    rising = {"statistic": "median", "direction": "rising"}
    assert hold("lstm_neurons", "trend", UNITS, **rising) == "holds"
    assert hold("lstm_neurons", "trend", UNITS[::-1], **rising) == "does not hold"
    assert hold("lstm_neurons", "ordering", UNITS[:2], **rising) == "holds"
    assert hold("lstm_neurons", "within", UNITS[:1], at_least=98.3, at_most=98.4) == "holds"
    assert hold("lstm_neurons", "difference", UNITS[:2], at_least=0) == "does not hold"
    below = {"baseline": "persistence", "at_most": 0}
    assert hold("lstm_neurons", "difference", UNITS, **below) == "holds"


def test_single_scores_give_shares_and_the_training_error(hold):
    study = "lstm_epochs_diagnostic"
    below = {"below": {"baseline": "persistence"}, "at_least": 1}
    assert hold(study, "share", EPOCHS[:1], **below) == "holds"
    falling = {"of": "train_rmse", "direction": "falling"}
    assert hold(study, "ordering", EPOCHS, **falling) == "holds"
    assert hold(study, "share", EPOCHS[:1], between=[0, 1], at_least=0.5) == "does not hold"


def test_what_is_not_printed_is_empty(hold):
    assert hold("lstm_neurons", "share", UNITS[:1], below=100, at_least=0.5) == ""
    assert hold("lstm_neurons", "within", UNITS[:1], of="train_rmse", at_least=0) == ""
    curve = {"curve": "test_rmse", "feature": "at_epoch"}
    assert hold("lstm_neurons", "within", UNITS[:1], of=curve, at_least=0) == ""
    assert hold("lstm_neurons", "baseline", UNITS[:1], baseline="persistence", at_least=0) == ""


def test_the_printed_number_of_one_run_is_its_mean(tables_of):
    names = ["baseline", "after_activation", "before_activation"]
    tables = tables_of({name: [1.0] for name in names}, published=published_numbers("batchnorm"))
    better = {"kind": "difference", "study": "s", "of": "test_accuracy", "at_least": 0}
    check = better | {"configurations": ["after_activation", "baseline"]}
    # batchnorm.csv: 0.848 with batch normalization after the activation, 0.846 without it.
    assert holds_in_the_tables([check], Evidence({"s": tables})) == "holds"
    assert holds_in_the_tables([check | {"statistic": "std"}], Evidence({"s": tables})) == ""
