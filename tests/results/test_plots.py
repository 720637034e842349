"""Figures from Python: the right one, drawn where the user wants it, without side effects."""

import json
import subprocess
import sys
from io import BytesIO

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

import reprise
from reprise.errors import RepriseError
from reprise.figures.registry import KINDS
from reprise.results.plots import Plots
from reprise.results.study_folder import MissingResultError


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def dots_of(axes):
    return np.sort(np.concatenate([dots.get_offsets()[:, 1] for dots in axes.collections]))


def test_a_figure_shows_the_runs_of_the_study(quick):
    results = reprise.open(quick)
    axes = results.plot.distribution()
    np.testing.assert_allclose(dots_of(axes), np.sort(results.runs["test_rmse"]))
    assert [label.get_text() for label in axes.get_xticklabels()] == ["100", "500"]
    assert plt.get_fignums() == [axes.figure.number], "a notebook and plt.show() show it once"


def test_a_figure_of_several_panels_returns_all_of_them(eras):
    panels = reprise.open(eras).plot.distribution()
    assert [axes.get_title() for axes in panels] == ["era=keras3", "era=keras1"]


def test_settings_and_backend_of_the_user_stay(quick):
    with matplotlib.rc_context({"font.size": 17, "axes.grid": False, "text.usetex": False}):
        before, backend = dict(matplotlib.rcParams), matplotlib.get_backend()
        reprise.open(quick).plot.distribution()
        assert dict(matplotlib.rcParams) == before
        assert matplotlib.get_backend() == backend


def test_a_notebook_keeps_its_backend(quick):
    """In a notebook, Matplotlib is imported with the backend that the kernel names."""
    code = (
        "import reprise\n"
        f"results = reprise.open({str(quick)!r})\n"
        "results.plot.distribution()\n"
        "import matplotlib\n"
        "print(matplotlib.get_backend())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"MPLBACKEND": "svg", "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().lower() == "svg", done.stderr


def test_a_figure_is_drawn_into_the_axes_of_a_user(quick):
    results = reprise.open(quick)
    figure, (left, right) = plt.subplots(1, 2)
    assert results.plot.distribution(ax=left) is left
    np.testing.assert_allclose(dots_of(left), np.sort(results.runs["test_rmse"]))
    assert not right.has_data() and plt.get_fignums() == [figure.number]


def test_several_panels_take_as_many_axes(eras):
    plot = reprise.open(eras).plot
    _, both = plt.subplots(1, 2)
    assert plot.distribution(ax=both) is both
    assert all(axes.has_data() for axes in both)
    with pytest.raises(RepriseError, match="This figure has 2 panels, but `ax` has 1 Axes"):
        plot.distribution(ax=both[0])


@pytest.mark.parametrize("is_own", [True, False])
def test_dollar_signs_are_no_formula_when_the_user_saves_the_figure(copied, is_own):
    path = copied / "settings" / "draw.json"
    document = json.loads(path.read_text())
    document["title"] = document["dataset"]["units"] = r"$\frac{1}{2}$ and $\undefined{$ for \$5"
    path.write_text(json.dumps(document))
    axes = None if is_own else plt.subplots()[1]
    drawn = reprise.open(copied).plot.distribution(ax=axes)
    assert r"$\frac{1}{2}$" in drawn.get_ylabel()
    drawn.figure.savefig(BytesIO())


def test_the_figures_of_a_study_are_listed(quick):
    plot = reprise.open(quick).plot
    assert isinstance(plot, Plots)
    names = ["series", "autocorrelations", "distribution", "comparisons", "repeats"]
    assert {*names} <= set(dir(plot))
    assert {kind.name for kind in KINDS} & set(dir(plot)) == {*names}
    assert repr(plot) == f"Figures of the study quick: {', '.join(names)}"
    assert plot.distribution.__name__ == "distribution"
    assert "ax : Axes or sequence of Axes, optional" in plot.distribution.__doc__


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("distributions", "has no figure 'distributions'. Did you mean 'distribution'?"),
        ("curves", "Its figures are series, autocorrelations, distribution"),
    ],
)
def test_a_missing_figure_names_those_that_exist(quick, name, message):
    plot = reprise.open(quick).plot
    assert not hasattr(plot, name)
    with pytest.raises(MissingResultError) as error:
        getattr(plot, name)
    assert message in str(error.value)


def test_a_part_that_does_not_exist_names_the_parts(copied):
    with (copied / "draw.sha256").open("a") as file:
        file.writelines(f"{'0' * 64}  figures/diagnostic_epochs={n}.svg\n" for n in (100, 500))
    plot = reprise.open(copied).plot
    with pytest.raises(RepriseError, match=r"has no part 'epochs=50'\. Did you mean 'epochs=500'"):
        plot.curves("epochs=50")
    with pytest.raises(RepriseError, match="Ask for one of epochs=100, epochs=500, as in"):
        plot.curves()


def test_figures_that_are_not_drawn_yet_name_the_stage(copied):
    (copied / "made_from" / "draw.json").unlink()
    plot = reprise.open(copied).plot
    with pytest.raises(RepriseError, match="the stage 'draw' of this study has not completed"):
        plot.distribution()


@pytest.mark.parametrize("name", ["series", "autocorrelations", "comparisons", "repeats"])
def test_the_other_figures_of_the_study_are_drawn(quick, name):
    axes = np.atleast_1d(getattr(reprise.open(quick).plot, name)())
    assert all(isinstance(each, matplotlib.axes.Axes) for each in axes)
