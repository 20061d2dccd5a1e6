"""A machine lent for its GPU may have little else: those tests need NumPy, CuPy, array-api-compat and pytest alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLACES = [
    "gpu/test_device.py",
    "backend/test_namespaces.py",
    "backend/elementwise",
    "nn",
    "optim",
    "train",
    "data/test_augmentations.py",
]
ABSENT = """
import sys
from importlib.metadata import packages_distributions
THERE = {"numpy", "array-api-compat", "array-api-strict", "gradschool"}
THERE |= {"pytest", "pluggy", "iniconfig", "packaging", "pygments"}  # pytest, and what it needs itself
for name, owners in packages_distributions().items():
    if not any(owner.lower().replace("_", "-") in THERE or owner.startswith("cupy") for owner in owners):
        sys.modules[name] = None
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


def pytest_with_little(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the GPU's tests where every other package is missing."""
    command = [sys.executable, "-c", ABSENT, "-q", "-p", "no:cacheprovider", *arguments]
    here = {name: value for name, value in os.environ.items() if name != "CI"}  # where a test may be skipped
    environment = {**here, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT / "lib")}
    places = [str(ROOT / "tests/lib" / place) for place in PLACES]
    return subprocess.run([*command, *places], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_tests_for_a_gpu_are_found_without_other_packages() -> None:
    found = pytest_with_little("--collect-only", "-m", "gpu")
    assert found.returncode == 0, found.stdout
    for place in PLACES:
        assert f"tests/lib/{place}" in found.stdout


def test_training_on_a_device_needs_no_other_packages() -> None:
    ran = pytest_with_little("-m", "not gpu", "-k", "another_device_gives_the_same")
    assert ran.returncode == 0, ran.stdout
    assert "passed" in ran.stdout
