"""The project's top level is what its design draws."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", ["solutions", "notebooks", "lib", "grader", "data", "tests", "benchmarks"])
def test_a_folder_of_the_design_is_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()
