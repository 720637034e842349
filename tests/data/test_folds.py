import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from reprise.data.folds import divide_into_folds, frame_folds, refuse_too_many_folds
from reprise.data.samples import Samples, build_samples
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings


@pytest.mark.parametrize("name", ["wine", "diabetes", "digits"])
@pytest.mark.parametrize("number", [2, 5, 7])
def test_every_sample_is_in_one_fold_with_the_shares_of_the_classes(name, number):
    samples = build_samples(name)
    folds = divide_into_folds(samples, number)
    assert sorted(np.concatenate(folds)) == list(range(len(samples.y)))
    sizes = [len(fold) for fold in folds]
    assert len(folds) == number and max(sizes) - min(sizes) <= 1
    for k in range(len(samples.class_names)):
        counts = [np.count_nonzero(samples.y[fold] == k) for fold in folds]
        assert max(counts) - min(counts) <= 2
    again = divide_into_folds(samples, number)
    assert all(np.array_equal(a, b) for a, b in zip(folds, again, strict=True))
    assert folds[0].tolist() != sorted(folds[0]), "the order is random"


def test_each_fold_is_scaled_by_the_samples_of_the_others():
    samples = build_samples("wine")
    settings = FramingSettings(scale="standard", test_rows=50, random_state=3, train_rows=20)
    *framings, everything = frame_folds(samples, settings, 4)
    for framing, fold in zip(framings, divide_into_folds(samples, 4), strict=True):
        test = framing.split("test")
        assert framing.first_targets[test].tolist() == fold.tolist()
        assert framing.train_rows + len(fold) == len(samples.y)
        others = np.setdiff1d(np.arange(len(samples.y)), fold)
        scaler = StandardScaler().fit(samples.x[others])
        np.testing.assert_allclose(framing.x[test], scaler.transform(samples.x[fold]))
        assert framing.actual[test, 0].tolist() == samples.y[fold].tolist()
    assert (everything.train_rows, everything.test_rows) == (len(samples.y), 0)
    expected = StandardScaler().fit_transform(samples.x)
    np.testing.assert_allclose(everything.x, expected[everything.first_targets])


def test_more_folds_than_samples_of_a_class_are_refused():
    refuse_too_many_folds(4, 40, 4)
    y = np.array([0] * 30 + [1] * 3)
    samples = Samples(np.zeros((33, 1)), y, ["a"], ["no", "yes"])
    with pytest.raises(ConfigError) as caught:
        divide_into_folds(samples, 5)
    assert str(caught.value) == (
        "predictor.folds is 5, but the rarest class has only 3 samples, so not every fold can have"
        " one. Set it to at most 3."
    )
    with pytest.raises(ConfigError, match="there are only 33 samples"):
        refuse_too_many_folds(34, 33, None)
    with pytest.raises(ConfigError, match=r"only 1 samples.*Add samples of this class"):
        refuse_too_many_folds(2, 33, 1)
