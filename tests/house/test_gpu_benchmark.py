"""The benchmark for a GPU, in a dry run, which is all that most machines can do: each part runs, nothing is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.xdist_group("gpu benchmark"), pytest.mark.units]


def dry_run(root: Path, out: Path, *settings: str) -> dict[str, Any]:
    """What `benchmarks/gpu.py --dry` finds."""
    environment = {name: value for name, value in os.environ.items() if name not in ("GRADSCHOOL_DATA", "CI")}
    command = [sys.executable, str(root / "benchmarks" / "gpu.py"), "--dry", "--out", str(out), *settings]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads((out / "gpu.json").read_text())
    return found


@pytest.fixture(scope="module")
def found(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return dry_run(root, tmp_path_factory.mktemp("gpu"))


def test_the_tests_and_the_units_are_run(found: dict[str, Any]) -> None:
    assert [said["passed"] for said in found["tests"].values()] == [True]
    assert [unit["failures"] for unit in found["units"].values()] == [[]]


def test_steps_are_timed(found: dict[str, Any]) -> None:
    assert found["mlp"]["here"]["milliseconds"] > 0
    assert found["mlp"]["here on the CPU"]["steps"] >= 1
    assert len(found["augmentations"]) == 12


def test_what_is_not_installed_is_left_out_by_name(found: dict[str, Any]) -> None:
    assert found["convnet, memory"] == {"left out": "ModuleNotFoundError: No module named 'cupy'"}
    assert "GRADSCHOOL_DATA" in found["CIFAR-10"]["left out"]


def test_when_the_time_is_over_what_was_found_is_kept_and_the_rest_says_so(root: Path, tmp_path: Path) -> None:
    found = dry_run(root, tmp_path, "--seconds", "0")
    assert found["machine"]["python"]
    assert found["augmentations"] == {"failed": "no time was left"}
