import numpy as np
import pytest
from sklearn.datasets import load_digits, make_moons

from reprise.data.dataset import dataset_digests, load_dataset
from reprise.data.dataset_files import make_dataset_file
from reprise.data.generated_datasets import build_dataset, make_sine
from reprise.errors import ConfigError, DamagedFileError
from reprise.settings import DatasetSettings

GENERATED = [
    DatasetSettings(values=(10, 0.1 + 0.2, -1e-300, 1 / 3, 5e-324, 1e38, -0.0)),
    DatasetSettings(builtin="sine", samples=63, wavelength=20 * np.pi, noise=0.1, random_state=1),
    DatasetSettings(builtin="circles", samples=100, noise=0.1, random_state=1),
    DatasetSettings(builtin="moons", samples=51, random_state=3),
    DatasetSettings(builtin="iris"),
    DatasetSettings(builtin="digits"),
]


@pytest.mark.parametrize("settings", GENERATED, ids=lambda s: s.builtin or "values")
def test_a_csv_gives_back_a_generated_dataset_to_the_bit(tmp_path, settings):
    path = tmp_path / "dataset.csv"
    make_dataset_file(settings, None, path)
    made, read = build_dataset(settings), load_dataset(settings, path)
    arrays = ("times", "values") if settings.is_series else ("x", "y")
    for name in arrays:
        one, other = (np.asarray(getattr(dataset, name)) for dataset in (made, read))
        assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    left_out = (*arrays, "columns")
    others = [{k: v for k, v in vars(d).items() if k not in left_out} for d in (made, read)]
    assert others[0] == others[1]


def test_a_series_that_a_study_file_lists_has_positions_from_1():
    series = build_dataset(DatasetSettings(values=(1, 2, 4), units="x"))
    assert (list(series.times), series.values.tolist()) == ([1, 2, 3], [1, 2, 4])
    assert series.values.dtype == "float64"


def test_the_csv_of_images_has_a_column_per_pixel(tmp_path):
    make_dataset_file(DatasetSettings(builtin="digits"), None, tmp_path / "dataset.csv")
    header, first, *rest = (tmp_path / "dataset.csv").read_text().splitlines()
    assert header.split(",")[:9] == [*(f"pixel_0_{k}" for k in range(8)), "pixel_1_0"]
    assert header.split(",")[63:] == ["pixel_7_7", "class"]
    assert [float(cell) * 16 for cell in first.split(",")[:-1]] == load_digits().data[0].tolist()
    assert first.endswith(",0") and len(rest) == 1796


def test_the_csv_of_a_series_has_positions_and_all_digits(tmp_path):
    make_dataset_file(DatasetSettings(values=(10, 0.1 + 0.2)), None, tmp_path / "dataset.csv")
    assert (tmp_path / "dataset.csv").read_text() == (
        "position,value\n1,10.0\n2,0.30000000000000004\n"
    )


def test_a_generated_dataset_has_the_options_of_its_study():
    settings = DatasetSettings(builtin="moons", samples=30, noise=0.2, random_state=5)
    x, _ = make_moons(n_samples=30, noise=0.2, random_state=5)
    np.testing.assert_array_equal(build_dataset(settings).x, x)


def test_a_sine_has_its_wavelength_its_noise_and_its_seed():
    np.testing.assert_allclose(make_sine(9, 8), np.sin(np.arange(9) * np.pi / 4), atol=1e-15)
    np.testing.assert_allclose(make_sine(50, 20 * np.pi), np.sin(np.arange(50) / 10), atol=1e-15)
    noise = make_sine(20000, 8, 0.5, 1) - make_sine(20000, 8)
    assert noise.std() == pytest.approx(0.5, rel=0.02) and abs(noise.mean()) < 0.02
    np.testing.assert_array_equal(make_sine(9, 8, 0.5, 1), make_sine(9, 8, 0.5, 1))
    assert not np.array_equal(make_sine(9, 8, 0.5, 1), make_sine(9, 8, 0.5, 2))
    np.testing.assert_array_equal(make_sine(9, 8, 0.0, 1), make_sine(9, 8))


@pytest.mark.parametrize(
    "settings", [DatasetSettings(), DatasetSettings(builtin="sine", samples=10)]
)
def test_settings_that_describe_no_dataset_are_refused(settings):
    with pytest.raises(ConfigError, match=r"^dataset lacks the key"):
        build_dataset(settings)


def test_an_edited_dataset_is_refused(tmp_path):
    settings, path = DatasetSettings(values=(1, 2, 3)), tmp_path / "dataset.csv"
    make_dataset_file(settings, None, path)
    assert (tmp_path / "dataset.sha256").read_text().endswith("  dataset.csv\n")
    assert dataset_digests(path) == str(tmp_path / "dataset.sha256")
    path.write_text(path.read_text().replace("2,2.0", "2,2.5"))
    with pytest.raises(DamagedFileError, match=r"dataset\.csv: was changed after it was written"):
        load_dataset(settings, path)
