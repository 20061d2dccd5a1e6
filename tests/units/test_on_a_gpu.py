"""What a student with a GPU meets: every code cell of a unit, solved, and every check, on the stand-in for CuPy.

`benchmarks/units.py` does the same on a real one.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import Course

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)


@pytest.mark.parametrize("name", COURSE.unit_names)
def test_every_cell_and_every_check_runs_where_cupy_is(name: str) -> None:
    environment = {**os.environ, "GRADSCHOOL_BACKEND": "cupy", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "tests" / "standin"), str(ROOT / "lib")])
    command = [sys.executable, str(ROOT / "benchmarks" / "units.py"), name]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["failures"] == []
