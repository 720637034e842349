import pytest

from reprise.figures.names import split_common_keys


@pytest.mark.parametrize(
    ("names", "split"),
    [
        (["epochs=500", "epochs=1000"], ("epochs", ["500", "1000"])),
        (["epochs=500", "units=2"], ("", ["epochs=500", "units=2"])),
        (["era=a,n=1", "era=b,n=2"], ("era, n", ["a, 1", "b, 2"])),
        (["mlp,origin=3", "cnn,origin=4"], ("configuration, origin", ["mlp, 3", "cnn, 4"])),
        (["mlp", "cnn"], ("", ["mlp", "cnn"])),
        (["era=a,n=1", "n=2"], ("", ["era=a,n=1", "n=2"])),
        (["loss=a=b"], ("loss", ["a=b"])),
        ([], ("", [])),
    ],
)
def test_the_keys_that_all_names_have_become_one_label(names, split):
    assert split_common_keys(names) == split
