import numpy as np
import pytest
from sklearn.datasets import load_digits, load_iris, load_wine, make_circles, make_moons

from reprise.data.samples import BUILT_IN, build_samples, read_samples
from reprise.errors import ConfigError


def test_the_circles_are_the_tutorials(circles):
    # Batch-normalization tutorial, "Binary Classification Problem"
    x, y = make_circles(n_samples=1000, noise=0.1, random_state=1)
    np.testing.assert_array_equal(circles.x, x)
    np.testing.assert_array_equal(circles.y, y)
    assert not circles.are_images


def test_moons_are_scikit_learns():
    samples = build_samples("moons", 20, random_state=2)
    x, y = make_moons(n_samples=20, random_state=2)
    np.testing.assert_array_equal(samples.x, x)
    np.testing.assert_array_equal(samples.y, y)
    assert (samples.feature_names, samples.class_names) == (["x", "y"], ["0", "1"])


def test_digits_are_images_between_0_and_1():
    samples = build_samples("digits")
    assert samples.x.shape == (1797, 8, 8, 1) and samples.are_images
    np.testing.assert_array_equal(samples.x[..., 0], load_digits().images / 16)
    np.testing.assert_array_equal(samples.y, load_digits().target)
    assert samples.class_names == list("0123456789")
    assert samples.feature_names == ["pixel"]


def test_iris_has_its_features_and_classes_by_name():
    samples = build_samples("iris")
    np.testing.assert_array_equal(samples.x, load_iris().data)
    np.testing.assert_array_equal(samples.y, load_iris().target)
    assert samples.feature_names[0] == "sepal length (cm)"
    assert samples.class_names == ["setosa", "versicolor", "virginica"]


def test_wine_has_its_features_and_classes_by_name():
    samples = build_samples("wine")
    np.testing.assert_array_equal(samples.x, load_wine().data)
    np.testing.assert_array_equal(samples.y, load_wine().target)
    assert (samples.feature_names[-1], samples.class_names[0]) == ("proline", "0")
    assert BUILT_IN["wine"] == (len(samples.y), len(samples.class_names), None)


def test_a_csv_of_samples_is_read_and_its_classes_are_numbered_in_sorted_order(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,kind\n1,2,pear\n3,4, apple \n5,6,pear\n")
    samples = read_samples(path, ["b", "a"], "kind")
    assert samples.x.tolist() == [[2, 1], [4, 3], [6, 5]]
    assert samples.feature_names == ["b", "a"]
    assert samples.class_names == ["apple", "pear"]
    assert samples.y.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a,kind\n1,x\n2,x\n",
            ": all rows have the class 'x' in column 'kind'; a study needs at least two classes.",
        ),
        ("a,kind\n1,x\n2,\n", ", line 3, column 'kind': the cell is empty; fill in the class."),
        ("a,kind\n1,x\n2,  \n", ", line 3, column 'kind': the cell is empty; fill in the class."),
        (
            "a,kind\n1,x\n?,y\n",
            ", line 3, column 'a': '?' is not a finite number; fill in the value.",
        ),
        ("A,kind\n1,x\n", ": has no column 'a'. Its columns are: A, kind."),
        ("a,Kind\n1,x\n", ": has no column 'kind'. Did you mean 'Kind'? Its columns are: a, Kind."),
    ],
)
def test_a_wrong_csv_of_samples_is_refused_with_its_file_line_and_column(tmp_path, text, message):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_samples(path, ["a"], "kind")
    assert str(caught.value) == f"{path}{message}"
