"""Whatever is tested here runs whole units, which takes its time: the marker says so.

A unit's own tests share the networks that they train, so one process runs them all. What is asked of every unit alike
shares nothing, and goes to whichever process is free.
"""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OF_ONE_UNIT = re.compile(r"test_\d\d_")


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups after it
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; the list is of all."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.units)
            if OF_ONE_UNIT.match(item.path.name):
                item.add_marker(pytest.mark.xdist_group(item.path.stem))
