"""Disks that a test mounts for a while; a test is skipped where mounting is not allowed."""

import shutil
import subprocess
from contextlib import contextmanager

import pytest


@contextmanager
def mounted(folder, *options):
    """A disk in memory at `folder`."""
    folder.mkdir(exist_ok=True)
    mount("-t", "tmpfs", *options, "tmpfs", folder)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def read_only(folder):
    """Make a folder read-only, for the administrator too."""
    mount("--bind", folder, folder)
    try:
        mount("-o", "remount,ro,bind", folder)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def mount(*arguments):
    command = ["mount", *arguments]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a disk is not allowed here")
