import subprocess
import sys
from itertools import pairwise

import matplotlib
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from reprise.figures.style import (
    COLUMN_FONT_SCALE,
    chosen_width,
    configuration_style,
    configuration_styles,
    figure_style,
    level_style,
    tint,
)
from reprise.partition import Partition
from reprise.stage_settings import ConfigurationEntry

STYLES = (configuration_style, level_style)


def test_importing_the_modules_changes_no_setting_of_matplotlib():
    code = (
        "import matplotlib; before = dict(matplotlib.rcParams)\n"
        "from reprise.figures.registry import KINDS\n"
        "[kind.import_module() for kind in KINDS]\n"
        "import reprise.figures.replication_plots, reprise.figures.style, reprise.figures.saving\n"
        "changed = [k for k, v in before.items() if matplotlib.rcParams[k] != v]\n"
        "print(changed)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_settings_of_the_user_are_restored_also_after_an_error():
    with matplotlib.rc_context({"lines.linewidth": 9, "savefig.dpi": 44}):
        before = dict(matplotlib.rcParams)
        with pytest.raises(ValueError, match="could not convert"), figure_style("column"):
            inside = {**matplotlib.rcParams, "width": chosen_width(), "stop": float("stop")}
        with figure_style("column"):
            inside = {**matplotlib.rcParams, "width": chosen_width()}
        assert (inside["svg.hashsalt"], inside["width"]) == ("reprise", "column")
        assert inside["axes.grid"] and inside["lines.linewidth"] < 9
        assert dict(matplotlib.rcParams) == before
        assert chosen_width() == "page"


def test_the_letters_of_a_column_are_smaller_and_can_be_read():
    sizes = {}
    for width in ("page", "column"):
        with figure_style(width):
            keys = ("font.size", "axes.labelsize", "xtick.labelsize", "legend.fontsize")
            sizes[width] = [matplotlib.rcParams[key] for key in keys]
    assert sizes["column"] == pytest.approx([COLUMN_FONT_SCALE * s for s in sizes["page"]])
    assert min(sizes["column"]) > 6.5


def test_a_configuration_has_one_style_in_all_panels_and_at_all_origins(make_settings):
    names = [f"{base},origin={n}" for n in (28, 32) for base in ("mlp", "cnn")]
    entries = tuple(
        ConfigurationEntry(
            name, name.split(",")[0], 0, name, partition=Partition("origin", int(name[-2:]))
        )
        for name in names
    )
    styles = configuration_styles(make_settings(names, configurations=entries))
    assert styles[names[0]] == styles[names[2]] == configuration_style(0)
    assert styles[names[1]] == styles[names[3]] == configuration_style(1)
    panels = {"era=a": {"era=a,n=1": "n=1"}, "era=b": {"era=b,n=2": "n=2", "era=b,n=1": "n=1"}}
    names = [name for panel in panels.values() for name in panel]
    styles = configuration_styles(make_settings(names, panels=panels))
    assert styles["era=a,n=1"] == styles["era=b,n=1"] != styles["era=b,n=2"]


def test_a_value_of_a_key_has_no_colour_of_a_configuration():
    colors = [{to_hex(style(k)["color"]) for k in range(12)} for style in STYLES]
    assert len(colors[0]) == len(colors[1]) == 6 and not colors[0] & colors[1]


def test_a_tint_lies_between_the_colour_and_white():
    assert tint("#ff0000", 0.25) == pytest.approx((1, 0.75, 0.75))


def test_a_matplotlibrc_of_the_user_changes_no_figure(tmp_path):
    code = (
        "import matplotlib\n"
        "from reprise.figures.layout import create_panels\n"
        "from reprise.figures.style import figure_style\n"
        "with figure_style():\n"
        "    panels = create_panels(1, 1, (5, 4))\n"
        "    panels.axes[0].plot([1, 2], label='a')\n"
        "    panels.axes[0].legend()\n"
        "    panels.figure.savefig('figure.svg', metadata={'Date': None})\n"
        "    settings = {k: str(v) for k, v in matplotlib.rcParams.items() if k != 'backend'}\n"
        "print(sorted(settings.items()))\n"
    )
    results = []
    for name, content in (
        ("clean", ""),
        (
            "changed",
            "lines.linewidth: 9\nsvg.fonttype: none\ntimezone: Asia/Tokyo\nfont.size: 30\n"
            "font.sans-serif: DejaVu Serif\nlegend.frameon: False\npath.simplify: False\n",
        ),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "matplotlibrc").write_text(content)
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        results.append((done.stdout, (folder / "figure.svg").read_bytes()))
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "text", [r"$\frac{1}{2}$", r"$\undefined{$", r"\$5", "$x$", "_a", r"\input{a}"]
)
def test_a_figure_draws_no_formulas(text):
    with matplotlib.rc_context({"text.usetex": True}), figure_style():
        figure, axes = plt.subplots()
        axes.set(title=text, xlabel=text)
        axes.set_xticks([0.5], [text])
        figure.canvas.draw()
        for drawn in (axes.title, axes.xaxis.label, axes.get_xticklabels()[0]):
            assert drawn._preprocess_math(drawn.get_text()) == (text, False)


def test_the_first_84_configurations_have_different_styles_and_neighbours_share_nothing():
    styles = [configuration_style(number) for number in range(84)]
    assert len({str(style) for style in styles}) == 84
    for one, other in pairwise(styles):
        assert all(one[key] != other[key] for key in ("color", "marker", "linestyle"))
