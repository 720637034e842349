import yaml

from reprise.conda_environment import conda_environment, pins

LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa
greenlet==3.5.6 ; platform_machine == 'AMD64' or platform_machine == 'x86_64' \\
    --hash=sha256:bb
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:cc \\
    --hash=sha256:dd
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:ee
scikit-learn==1.8.0 \\
    --hash=sha256:ff
"""


def test_pins_are_the_packages_for_linux_and_python_3_11_without_hashes():
    assert pins(LOCK) == ["greenlet==3.5.6", "numpy==2.4.6", "scikit-learn==1.8.0"]


def test_conda_installs_python_and_the_pins_by_pip():
    environment = yaml.safe_load(conda_environment(LOCK))
    assert environment == {
        "name": "reprise",
        "channels": ["conda-forge"],
        "dependencies": ["python=3.11", "pip", {"pip": pins(LOCK)}],
    }
