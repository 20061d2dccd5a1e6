"""A demonstration shows the experiment: its cell is short, and what draws it is in `gradschool.plots`."""

from pathlib import Path

import pytest

from grader.cells import is_demo
from grader.course import Course

UNITS = Course(Path(__file__).parents[2]).unit_names
LINES, COLUMNS = 25, 100


def too_long(unit: str) -> list[str]:
    """First line and size of each demonstration that is longer or wider than the rule allows."""
    course = Course(Path(__file__).parents[2])
    found = []
    for cell in course.unit(unit).notebook.cells:
        lines = cell.source.strip().splitlines()
        widest = max(map(len, lines), default=0)
        if is_demo(cell) and (len(lines) > LINES or widest > COLUMNS):
            found.append(f"{lines[0]} ...: {len(lines)} lines, {widest} columns")
    return found


@pytest.mark.parametrize("unit", UNITS)
def test_a_demonstration_has_at_most_25_lines_of_100_columns(unit: str) -> None:
    assert too_long(unit) == []
