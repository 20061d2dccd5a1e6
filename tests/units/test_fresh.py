"""What notebooks/ holds is what solutions/ makes: a stale release fails here, with the command that mends it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.build import build
from grader.course import Course

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", Course(ROOT).unit_names)
def test_a_released_unit_is_not_stale(name: str) -> None:
    course = Course(ROOT)
    (report,) = build(course, [course.unit(name)], check=True)
    assert report.ok, report


@pytest.mark.parametrize("name", Course(ROOT).unit_names)
def test_another_processor_s_rounding_makes_no_unit_stale(name: str) -> None:
    """OpenBLAS and NumPy are told to do without the instructions of the last ten years, as an old machine does."""
    old = {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"}
    command = [sys.executable, "-m", "grader", "build", "--check", name]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | old, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_released_unit_has_its_source() -> None:
    released = {
        folder.name for folder in (ROOT / "notebooks").iterdir() if folder.is_dir() and folder.name[0].isdigit()
    }
    assert released <= set(Course(ROOT).unit_names)
