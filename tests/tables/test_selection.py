import pandas as pd
import pytest

from reprise.tables.selection import choose_by_validation

GROUPS = {"a": "1 ahead", "b": "1 ahead", "week": "7 ahead"}


def runs(metric):
    return pd.DataFrame(
        {
            "configuration": ["week", "a", "a", "b", "b"],
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
        "configuration,forecasts,validation_rmse,chosen,test_rmse,test_rmse_std,kept_epoch",
        "week,7 ahead,1.0000,True,1.0000,,2.0000",
        "a,1 ahead,4.0000,False,2.5000,2.1213,5.0000",
        "b,1 ahead,2.2500,True,9.0000,0.0000,8.5000",
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
    assert list(table)[-2:] == ["kept_epoch", "trained_epochs"]
    assert table["trained_epochs"].tolist() == [5, 7.5, 40]


def test_configurations_with_equal_means_are_all_chosen():
    equal = runs("rmse").assign(validation_rmse=1.0)
    assert choose_by_validation(equal, "test_rmse", GROUPS)["chosen"].all()
