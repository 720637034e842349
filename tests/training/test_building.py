"""A network that cannot be built is explained, whatever the code of the user does."""

import os
import signal
import sys
import threading
from dataclasses import replace

import pytest
from training.study_settings import with_model

from reprise.errors import ModelError
from reprise.training import building, own_code
from reprise.training.backend import keras
from reprise.training.building import build_program, name_configurations
from reprise.training.planned_run import PlannedRun

HEAD = '''\
"""A model family of the user."""

import os
import sys
import time

from keras import Input, Sequential, layers


def wide(model, input_shape, outputs, output_activation, batch_size):
'''
GOOD = "return Sequential([Input(input_shape), layers.Flatten(), layers.Dense(outputs)])"


@pytest.fixture(autouse=True)
def small_machine(monkeypatch):
    monkeypatch.setattr(building, "available_bytes", lambda: 10**9)


@pytest.fixture
def build(settings, framing, tmp_path, monkeypatch):
    """Build a network with a family of the user's own, whose function has the given body."""

    def build(body, head=HEAD, max_seconds=60, network_path=None):
        path = tmp_path / "mine.py"
        path.write_text(head + "".join(f"    {line}\n" for line in body.splitlines()))
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "mine", raising=False)
        own = replace(settings, model={"family": "mine:wide"})
        run = PlannedRun(
            *("s", "c", 1, "", "", ""), family_path=str(path), network_path=network_path
        )
        return build_program([run], own, framing, max_seconds)

    return build


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("sys.exit()", r"at line 11, in wide: it ends with sys\.exit\(\)"),
        (
            "sys.exit('bye')",
            r"in wide: it ends with sys\.exit\(bye\)\. Let it return a keras",
        ),
        ("os._exit(0)", r"at line 11, in wide: it ends with os\._exit\(0\)"),
        ("raise KeyboardInterrupt", r"at line 11, in wide: it ends with KeyboardInterrupt"),
        ("layers.Dense(-1)", r"at line 11, in wide: ValueError: .*units"),
        ("import no_such_package", r"ModuleNotFoundError: .*Install the package 'no_such_package'"),
        ("x = bytearray(10**15)", r"at line 11, in wide: MemoryError.*make the network smaller"),
        ("pass", "returned None, which is no keras.Model"),
        ("return layers.Dense(1)", "which is no keras.Model"),
        (
            "return Sequential([Input(input_shape), layers.Flatten(), layers.Dense(10**9),"
            " layers.Dense(1)])",
            r"too large: the layer 'dense\w*' has weights of shape \(1, 1000000000\)\. To train",
        ),
        ("return Sequential([layers.Flatten(), layers.Dense(3)])", "mine:wide"),
    ],
)
def test_what_the_code_of_the_user_does_is_told_with_its_place(build, body, expected):
    with pytest.raises(ModelError, match=expected) as caught:
        build(body)
    text = str(caught.value)
    assert text.startswith("s / c: ") and "mine.py" in text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("import sys\nsys.exit(3)\n\n\ndef wide():\n", r"at line 2, in <module>: it ends with"),
        ("import no_such_package\n\n\ndef wide():\n", r"at line 1, in <module>: ModuleNotFound"),
        ("def wide(model):\n", r"TypeError: .* The function is called with five arguments: model,"),
        ("def wide(a, b, c, d, e, f):\n", r"missing 1 required .*'f'.* with five arguments"),
    ],
)
def test_a_file_that_cannot_be_imported_or_called_is_told(build, head, expected):
    with pytest.raises(ModelError, match=expected):
        build("pass", head)


def test_a_network_that_has_to_be_stored_and_cannot_be_is_told_before_its_training(build):
    body = GOOD.replace("layers.Flatten()", "layers.Flatten(), layers.Lambda(lambda x: 2 * x)")
    assert build(body)
    with pytest.raises(ModelError) as caught:
        build(body, network_path="001.keras")
    assert str(caught.value).startswith(
        "s / c: the network cannot be stored: the network contains a lambda function"
    )


def test_the_code_of_the_user_changes_neither_the_folder_nor_the_limits(build, tmp_path):
    before = os.getcwd(), signal.getsignal(signal.SIGINT), os._exit, own_code.resource.getrlimit(2)
    program = build(f"os.chdir({str(tmp_path)!r})\nprint('built')\n{GOOD}")
    after = os.getcwd(), signal.getsignal(signal.SIGINT), os._exit, own_code.resource.getrlimit(2)
    assert before == after and program.model.count_params() == 2
    assert threading.active_count() == 1 or "build" not in str(threading.enumerate())


def test_code_that_fails_leaves_the_settings_of_keras_as_they_were(build):
    with pytest.raises(ModelError, match="ends with sys"):
        build("import keras\nkeras.config.set_floatx('float64')\nsys.exit()")
    assert keras.config.floatx() == "float32"


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "while True:\n    try:\n        time.sleep(9)\n    except Exception:\n        pass",
    ],
)
def test_a_loop_that_does_not_end_is_told_with_its_line_and_given_up(build, monkeypatch, body):
    shown = []
    monkeypatch.setattr(own_code, "SECONDS_UNTIL_MESSAGE", 0.3)
    monkeypatch.setattr(own_code, "show_message", shown.append)
    with pytest.raises(ModelError, match=r"mine\.py\) was given up after 1 s\. Correct the loop"):
        build(body, max_seconds=1)
    assert "has been built for" in shown[0]
    assert "mine.py, line 1" in shown[0] and ", in wide." in shown[0]


@pytest.fixture
def accepting_ctrl_c():
    """The process of the tests may ignore Ctrl-C, because a shell started it in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("accepting_ctrl_c")
def test_ctrl_c_while_the_code_of_the_user_runs_stops_the_job(build):
    body = "os.kill(os.getpid(), 2)\ntime.sleep(9)"
    with pytest.raises(KeyboardInterrupt):
        build(body)


def test_a_job_that_ignores_ctrl_c_builds_its_network(build, accepting_ctrl_c):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    build(f"os.kill(os.getpid(), 2)\n{GOOD}")


def test_a_built_in_family_that_needs_too_much_memory_is_refused(settings, framing):
    run = PlannedRun("s", "units=1000000000", 1, "", "", "")
    huge = with_model(settings, units=10**9, era="keras3")
    with pytest.raises(ModelError, match=r"^s / units=1000000000: model.family lstm is too large"):
        build_program([run], huge, framing, 60)


def test_all_studies_that_a_program_trains_are_named():
    names = (("a", "x", 1), ("a", "x", 2), ("a", "y", 1), ("b", "x", 1))
    runs = [PlannedRun(*name, "", "", "") for name in names]
    assert name_configurations(runs) == "a / x and 1 more; b / x"
