"""Which tests run on a GPU: one list, that of the benchmark."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def places() -> list[str]:
    """What is handed to pytest on a GPU."""
    return [f"tests/lib/{place}" for place in runpy.run_path(str(ROOT / "benchmarks" / "gpu.py"))["TESTED"]]
