import subprocess
import sys
from itertools import pairwise

import matplotlib

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


def test_the_first_84_configurations_have_different_styles_and_neighbours_share_nothing():
    styles = [configuration_style(number) for number in range(84)]
    assert len({str(style) for style in styles}) == 84
    for one, other in pairwise(styles):
        assert all(one[key] != other[key] for key in ("color", "marker", "linestyle"))
