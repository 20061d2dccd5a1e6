"""What notebooks/ holds is what solutions/ makes: a stale release fails here, with the command that mends it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import Course

ROOT = Path(__file__).parents[2]


PROCESSORS = {
    "this one": {},
    "an old one": {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"},
}
"""What OpenBLAS and NumPy are told. The old one does without the instructions of ten years, and rounds otherwise."""


@pytest.mark.parametrize("processor", PROCESSORS)
@pytest.mark.parametrize("name", Course(ROOT).unit_names)
def test_a_released_unit_is_stale_on_no_processor(name: str, processor: str) -> None:
    command = [sys.executable, "-m", "grader", "build", "--check", name]
    environment = os.environ | PROCESSORS[processor]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_released_unit_has_its_source() -> None:
    released = {
        folder.name for folder in (ROOT / "notebooks").iterdir() if folder.is_dir() and folder.name[0].isdigit()
    }
    assert released <= set(Course(ROOT).unit_names)
