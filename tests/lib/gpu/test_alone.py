"""A machine lent for its GPU may have little else: those tests need NumPy, CuPy, array-api-compat and pytest alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.programs

ROOT = Path(__file__).parents[3]
ABSENT = """
import sys
from importlib.metadata import packages_distributions
THERE = {"numpy", "array-api-compat", "array-api-strict", "gradschool"}
THERE |= {"pytest", "pluggy", "iniconfig", "packaging", "pygments"}  # pytest, and what it needs itself
sys.path = [place for place in sys.path if not place.endswith("/grader")]  # leaves what the working folder shows
for name, owners in packages_distributions().items():
    there = (owner.lower().replace("_", "-") in THERE or owner.startswith("cupy") for owner in owners)
    if name != "grader" and not any(there):
        sys.modules[name] = None
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


def pytest_with_little(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the GPU's tests where every other package is missing."""
    command = [sys.executable, "-c", ABSENT, "-q", "-p", "no:cacheprovider", *arguments]
    here = {name: value for name, value in os.environ.items() if name != "CI"}  # where a test may be skipped
    environment = {**here, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT / "lib")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def test_the_tests_for_a_gpu_are_found_without_other_packages(places: list[str]) -> None:
    found = pytest_with_little("--collect-only", "-m", "gpu", *places)
    assert found.returncode == 0, found.stdout
    for place in places:
        assert place in found.stdout


def test_training_on_a_device_needs_no_other_packages(places: list[str]) -> None:
    ran = pytest_with_little("-m", "not gpu", "-k", "another_device_gives_the_same", *places)
    assert ran.returncode == 0, ran.stdout
    assert "passed" in ran.stdout


def test_the_make_target_runs_the_same_tests(places: list[str]) -> None:
    dry = subprocess.run(
        ["make", "--dry-run", "test-gpu"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert [word for word in dry.stdout.split() if word.startswith("tests/lib/")] == places
