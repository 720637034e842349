import numpy as np
import pandas as pd

from reprise.report.reaching_answer import describe_speed


def test_the_median_epoch_of_each_configuration_is_told_and_runs_that_never_arrive():
    epochs = {"a": [20, 22, 30], "b": [5, np.nan, 7], "c": [np.nan] * 3}
    rows = [
        ("test_accuracy", 0.8, name, repeat, epoch)
        for name, of_name in epochs.items()
        for repeat, epoch in enumerate(of_name, start=1)
    ]
    columns = ["metric", "value", "configuration", "repeat", "epoch"]
    assert describe_speed(pd.DataFrame(rows, columns=columns)) == [
        "The first epoch at which ``test_accuracy`` reaches 0.8 (median of the runs): 22 for ``a``,"
        " 6 for ``b`` (2 of 3 runs) and never for ``c``."
    ]
