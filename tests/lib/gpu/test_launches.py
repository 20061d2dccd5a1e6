"""How often a training step would ask a GPU to work, as the stand-in counts it; what each costs, it can't say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.programs

ROOT = Path(__file__).parents[3]
COUNT = """
import json
from cupy import _launches
from contestants import our_step

counted = {}
for line in ("mlp", "convnet", "convnet with batch norm"):
    step = our_step(line, "cupy")
    step()
    _launches.counted.clear()
    step()
    counted[line] = dict(_launches.counted)
print(json.dumps(counted))
"""
MOST = {"mlp": 22, "convnet": 29, "convnet with batch norm": 49}
"""What was reached; more is a step back."""


@pytest.fixture(scope="module")
def counted() -> dict[str, dict[str, int]]:
    places = (ROOT / "tests" / "standin", ROOT / "lib", ROOT / "benchmarks")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places)), "GRADSCHOOL_BACKEND": "cupy"}
    command = [sys.executable, "-c", COUNT]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, dict[str, int]] = json.loads(ran.stdout)
    return found


def test_the_benchmark_says_how_much_memory_a_step_asks_for() -> None:
    places = (ROOT / "tests" / "standin", ROOT / "lib")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places)), "GRADSCHOOL_BACKEND": "cupy"}
    command = [sys.executable, str(ROOT / "benchmarks" / "gpu_parts.py"), "memory", "convnet"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert 15 < found["blocks"] < 29
    assert 60 < found["megabytes"] < 120  # im2col's matrices alone are 26, and as much goes back


@pytest.mark.parametrize("line", MOST)
def test_a_step_asks_no_more_often_than_it_did(line: str, counted: dict[str, dict[str, int]]) -> None:
    assert 20 < sum(counted[line].values()) <= MOST[line]


def test_no_matrix_product_copies_what_it_is_given(counted: dict[str, dict[str, int]]) -> None:
    assert counted["convnet"]["matmul"] == 9
    assert counted["convnet"]["copy for matmul"] == 0


def test_an_optimizer_steps_all_weights_by_one_kernel(counted: dict[str, dict[str, int]]) -> None:
    assert [counts["gradschool_rule"] for counts in counted.values()] == [1, 1, 13]  # and six for each normalization
