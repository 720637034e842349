import numpy as np
import pytest
from sklearn.datasets import (
    load_diabetes,
    load_digits,
    load_iris,
    load_wine,
    make_circles,
    make_moons,
)

from reprise.data.dataset import format_first_rows
from reprise.data.generated_datasets import read_generated, write_dataset
from reprise.data.samples import BUILT_IN, build_samples, read_samples
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings


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
    smallest = int(np.bincount(samples.y).min())
    assert BUILT_IN["wine"] == (len(samples.y), 3, None, True, smallest)
    assert (np.diff(samples.y) >= 0).all(), "the rows are sorted by class"


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
            ", line 3, column 'a': '?' is not a number; if it stands for a missing value, fill in"
            " the value, or remove the row.",
        ),
        (
            "a,kind\n1,x\nred,y\n",
            ", line 3, column 'a': 'red' is not a number; a feature is a number. Replace the column"
            " by one column of 0 and 1 for each of its words (pandas.get_dummies), or leave it out"
            " of dataset.features.",
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


def test_the_features_of_diabetes_are_in_their_units(tmp_path):
    samples = build_samples("diabetes")
    loaded = load_diabetes(scaled=False)
    np.testing.assert_array_equal(samples.x, loaded.data)
    np.testing.assert_array_equal(samples.y, loaded.target)
    assert (samples.class_names, samples.target_name) == ([], "target")
    assert BUILT_IN["diabetes"] == (len(samples.y), 0, None, False, None)
    write_dataset(samples, tmp_path / "dataset.csv")
    read = read_generated(DatasetSettings(builtin="diabetes"), tmp_path / "dataset.csv")
    np.testing.assert_array_equal(read.x, samples.x)
    np.testing.assert_array_equal(read.y, samples.y)
    first = format_first_rows(read, 1).splitlines()
    assert first[0].split() == [*loaded.feature_names, "target"]
    assert first[1].split()[-1] == "151.0"


def test_numbers_to_predict_are_read_from_a_csv(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,price\n1,2,3.5\n3,4,-1e2\n")
    samples = read_samples(path, ["a", "b"], target="price")
    assert (samples.y.tolist(), samples.class_names) == ([3.5, -100.0], [])
    assert samples.target_name == "price"
    images = read_samples(path, ["a", "b"], image_shape=(1, 2), target="price")
    assert images.are_images and images.y.tolist() == [3.5, -100.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,y\n1,2\n2,2\n", ": all rows have the value 2 in column 'y', so there is nothing to"),
        ("a,y\n1,2\n2,low\n", ", line 3, column 'y': 'low' is not a number"),
        ("a,y\n1,2\n2,\n", ", line 3, column 'y'"),
        ("a,y\n1,2\n2,inf\n", ", line 3, column 'y'"),
        ("a,Y\n1,2\n2,3\n", ": has no column 'y'."),
    ],
)
def test_a_wrong_csv_of_numbers_is_refused_with_its_line_and_column(tmp_path, text, message):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_samples(path, ["a"], target="y")
    assert str(caught.value).startswith(f"{path}{message}")


def test_a_word_among_the_targets_is_refused_with_advice(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,level\n1,2.5\n2,high\n")
    with pytest.raises(ConfigError) as caught:
        read_samples(path, ["a"], target="level")
    assert str(caught.value) == (
        f"{path}, line 3, column 'level': 'high' is not a number; a target is a number. To predict"
        " classes, set dataset.label in place of dataset.target."
    )
