"""What notebooks/ holds is what solutions/ makes: a stale release fails here, with the command that mends it."""

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


def test_every_released_unit_has_its_source() -> None:
    released = {
        folder.name for folder in (ROOT / "notebooks").iterdir() if folder.is_dir() and folder.name[0].isdigit()
    }
    assert released <= set(Course(ROOT).unit_names)
