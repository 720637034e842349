import inspect
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reprise.config.study_file import load_study
from reprise.figures.registry import KINDS, import_figure_module, list_figures
from reprise.paths import SCRIPTS
from reprise.plan.files import StudyFiles
from reprise.provenance import imported_files
from reprise.settings import FigureOptions

ROOT = Path(__file__).resolve().parents[2]


def stems_of(study):
    return [figure.file_stem for figure in list_figures(study)]


@pytest.fixture(scope="module")
def read_study():
    return lambda name: load_study(name, ROOT / "config" / "studies", ROOT)


def test_planning_imports_no_drawing_library():
    heavy = ("matplotlib", "seaborn", "scipy", "sklearn", "statsmodels")
    code = f"import sys, reprise.figures.registry; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_each_kind_has_a_module_with_draw_and_caption(kind):
    module = import_figure_module(kind)
    for function in (module.draw, module.caption, module.describe):
        assert list(inspect.signature(function).parameters)[:2] == ["tables", "part"]


def test_the_code_of_the_drawing_stage_contains_each_drawing_module():
    files = imported_files(SCRIPTS / "draw_studies.py")
    modules = {kind.name: Path(inspect.getfile(import_figure_module(kind.name))) for kind in KINDS}
    assert set(modules.values()) <= set(files)
    # One module draws the forecasts, of one target or of each of several targets.
    assert modules.pop("forecasts_of_targets") == modules["forecasts"]
    assert modules.pop("forecast_of_targets") == modules["forecast"]
    assert len(set(modules.values())) == len(modules)


SERIES = ("series", "autocorrelations")


@pytest.mark.parametrize(
    ("study", "stems"),
    [
        ("quick", [*SERIES, "distribution", "comparisons", "repeats"]),
        (
            "lstm_epochs",
            [
                "series",
                "autocorrelations",
                "distribution",
                "comparisons",
                "interactions",
                "repeats",
            ],
        ),
        (
            "births_origins",
            [
                "series",
                "autocorrelations",
                "distribution",
                "comparisons",
                "repeats",
                "origins",
                "forecasts",
            ],
        ),
        (
            "lstm_ensembles",
            [
                *("series", "autocorrelations", "distribution", "comparisons", "repeats"),
                "ensembles",
            ],
        ),
        ("sequence_epochs", ["series", "distribution", "query", "diagnostic_all"]),
        (
            "births_forecasters",
            [
                *(
                    "series",
                    "autocorrelations",
                    "distribution",
                    "comparisons",
                    "repeats",
                    "forecasts",
                    "steps",
                ),
                *("diagnostic_mlp", "diagnostic_cnn", "diagnostic_lstm", "diagnostic_cnn_lstm"),
                "diagnostic_encoder_decoder",
            ],
        ),
        (
            "batchnorm_layer",
            [
                *("samples", "distribution", "comparisons", "repeats"),
                *(f"diagnostic_batch_norm_momentum={m}" for m in ("0.99", "0.9", "0.0")),
                "layers",
            ],
        ),
    ],
)
def test_a_study_has_the_figures_that_its_settings_call_for(read_study, study, stems):
    assert stems_of(read_study(study)) == stems


def test_a_study_can_leave_its_forecasts_out(read_study):
    study = read_study("births_origins")
    without = replace(study, figures=FigureOptions(forecasts=False))
    assert set(stems_of(study)) - set(stems_of(without)) == {"forecasts"}


def test_a_figure_of_one_part_has_the_part_in_its_label(read_study):
    figure = list_figures(read_study("sequence_epochs"))[-1]
    assert (figure.kind.name, figure.part) == ("curves", "all")
    assert figure.label == "every epoch, all"


def test_the_plan_stores_the_figures_in_the_folder_of_the_study(read_study):
    study = read_study("sequence_epochs")
    planned = StudyFiles(study, "results", None).figure_files
    folder = "results/sequence_epochs/figures"
    assert [file.stem for file in planned] == [f"{folder}/{stem}" for stem in stems_of(study)]
    assert [file.kind for file in planned] == ["series", "distribution", "query", "curves"]
