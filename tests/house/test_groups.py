"""Tests that share something dear, such as a server or a graded class, run in one process, which makes it once.

pytest 9.2 with pytest-xdist 3.8 passes over `xdist_group` without a word (issue 1386 of the latter): hence the bound on
pytest.
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.programs

OF_ONE_GROUP = """
import os, pathlib, pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(6))
def test_it(number):
    pathlib.Path(__file__).with_name(os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


def test_the_tests_of_a_group_run_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(OF_ONE_GROUP)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "--dist", "loadgroup"]
    ran = subprocess.run([*command, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    assert len(list(tmp_path.glob("gw*"))) == 1
