import subprocess
import sys
from itertools import pairwise

import matplotlib
import matplotlib.pyplot as plt
import pytest

from reprise.figures.style import configuration_style, use_style


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


def test_the_style_draws_without_a_screen_and_without_random_ids():
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        use_style()
        assert matplotlib.get_backend().lower() == "agg"
        assert matplotlib.rcParams["svg.hashsalt"] == "reprise"
        assert matplotlib.rcParams["figure.constrained_layout.use"]
        assert matplotlib.rcParams["axes.grid"]


def test_a_matplotlibrc_of_the_user_changes_no_figure(tmp_path):
    code = (
        "import matplotlib\n"
        "from reprise.figures.style import use_style\n"
        "use_style()\n"
        "import matplotlib.pyplot as plt\n"
        "figure, axes = plt.subplots()\n"
        "axes.plot([1, 2], label='a')\n"
        "axes.legend()\n"
        "figure.savefig('figure.svg', metadata={'Date': None})\n"
        "print(sorted((k, str(v)) for k, v in matplotlib.rcParams.items()))\n"
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
    with matplotlib.rc_context({"text.usetex": True}):
        use_style()
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
