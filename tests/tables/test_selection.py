import numpy as np
import pandas as pd
import pytest

from reprise.tables.selection import choose_by_validation

GROUPS = {"a": "1 ahead", "b": "1 ahead", "week": "7 ahead"}


def runs(metric):
    return pd.DataFrame(
        {
            "configuration": ["week", "a", "a", "b", "b"],
            "repeat": [1, 1, 2, 1, 2],
            "state": "ok",
            f"validation_{metric}": [1.0, 3.0, 5.0, 2.0, 2.5],
            f"test_{metric}": [1.0, 1.0, 4.0, 9.0, 9.0],
            "kept_epoch": [2, 4, 6, 7, 10],
        }
    )


@pytest.mark.parametrize(("metric", "best"), [("rmse", "b"), ("accuracy", "a")])
def test_the_validation_rows_choose_one_configuration_of_each_group(metric, best):
    table = choose_by_validation(runs(metric), f"test_{metric}", GROUPS)
    assert table.loc[table["chosen"], "configuration"].tolist() == ["week", best]


def test_the_table_has_one_row_per_configuration():
    table = choose_by_validation(runs("rmse"), "test_rmse", GROUPS)
    assert table.to_csv(index=False, float_format="%.4f").splitlines() == [
        "configuration,forecasts,validation_rmse,chosen,test_rmse,test_rmse_std,kept_epoch,"
        "share_chosen,honest_test_rmse,optimism",
        "week,7 ahead,1.0000,True,1.0000,,2.0000,,,",
        "a,1 ahead,4.0000,False,2.5000,2.1213,5.0000,,,",
        "b,1 ahead,2.2500,True,9.0000,0.0000,8.5000,,,",
    ]


def test_the_share_of_explained_variance_stands_beside_the_error():
    table = choose_by_validation(
        runs("rmse").assign(test_r2=[0.1, 0.2, 0.4, -0.1, -0.3]), "test_rmse", GROUPS
    )
    assert list(table)[4:7] == ["test_rmse", "test_rmse_std", "test_r2"]
    assert table["test_r2"].tolist() == pytest.approx([0.1, 0.3, -0.2])
    table = choose_by_validation(runs("r2"), "test_r2", GROUPS)
    assert list(table).count("test_r2") == 1
    assert table.loc[table["chosen"], "configuration"].tolist() == ["week", "a"], "higher is better"


def test_the_median_of_the_trained_epochs_stands_beside_that_of_the_kept_epochs():
    table = choose_by_validation(
        runs("rmse").assign(trained_epochs=[5, 6, 9, 60, 20]), "test_rmse", GROUPS
    )
    assert list(table)[-5:-3] == ["kept_epoch", "trained_epochs"]
    assert table["trained_epochs"].tolist() == [5, 7.5, 40]


def test_configurations_with_equal_means_are_all_chosen():
    equal = runs("rmse").assign(validation_rmse=1.0)
    assert choose_by_validation(equal, "test_rmse", GROUPS)["chosen"].all()


def test_one_half_of_the_runs_chooses_and_the_test_rows_of_the_other_half_are_the_score():
    """The validation rows and the test rows of a run share its luck."""
    rng = np.random.default_rng(0)
    luck = rng.normal(0, 1, (3, 20))
    rows = [
        (name, repeat + 1, "ok", 5 + luck[k, repeat], 8 + luck[k, repeat], 7)
        for k, name in enumerate("abc")
        for repeat in range(20)
    ]
    rows.append(("a", 21, "diverged", np.nan, np.nan, 7))
    names = ["configuration", "repeat", "state", "validation_rmse", "test_rmse", "kept_epoch"]
    table = choose_by_validation(
        pd.DataFrame(rows, columns=names), "test_rmse", dict.fromkeys("abc", "1 ahead")
    ).set_index("configuration")
    assert table["share_chosen"].sum() == pytest.approx(1)
    best = luck.mean(axis=1).argmin()
    (chosen,) = table.index[table["chosen"]]
    assert chosen == "abc"[best]
    honest = table.loc[chosen, "honest_test_rmse"]
    # The average of all runs is an estimate without luck; the best mean is lower.
    assert honest == pytest.approx(8 + luck.mean(), abs=0.15)
    assert table.loc[chosen, "optimism"] == pytest.approx(honest - table.loc[chosen, "test_rmse"])
    assert table.loc[chosen, "optimism"] > 0.1
    assert table["honest_test_rmse"].notna().sum() == 1
