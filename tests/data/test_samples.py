import numpy as np
import pytest
from sklearn.datasets import load_digits, make_circles

from reprise.data.samples import build_samples, read_samples
from reprise.errors import ConfigError


def test_the_circles_are_the_tutorials(circles):
    # Batch-normalization tutorial, "Binary Classification Problem"
    x, y = make_circles(n_samples=1000, noise=0.1, random_state=1)
    np.testing.assert_array_equal(circles.x, x)
    np.testing.assert_array_equal(circles.y, y)


def test_digits_are_images_between_0_and_1():
    samples = build_samples("digits")
    assert samples.x.shape == (1797, 8, 8, 1) and samples.are_images
    assert (samples.x.min(), samples.x.max()) == (0, 1)
    np.testing.assert_array_equal(samples.y, load_digits().target)


def test_a_csv_of_samples_is_read_and_its_classes_numbered(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,kind\n1,2,pear\n3,4,apple\n5,6,pear\n")
    samples = read_samples(path, ["b", "a"], "kind")
    assert samples.x.tolist() == [[2, 1], [4, 3], [6, 5]]
    assert samples.class_names == ["apple", "pear"]
    assert samples.y.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,kind\n1,x\n", "needs at least two classes"),
        ("a,kind\n1,x\n2,\n", "line 3, column 'kind': is empty"),
        ("a,kind\n1,x\n?,y\n", "line 3, column 'a': '\\?' is not a number"),
        ("A,kind\n1,x\n", "has no column 'a'"),
    ],
)
def test_a_wrong_csv_of_samples_names_the_file_the_line_and_the_cell(tmp_path, text, expected):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(ConfigError, match=expected) as caught:
        read_samples(path, ["a"], "kind")
    assert str(path) in str(caught.value)
