"""A small book, made once: unit 00 of the course, and a unit with a film, sliders, and a formula wider than a phone.

Beside it the outlines of all units, read once.
"""

import shutil
from pathlib import Path

import pytest

from book.build import make
from book.outline import Outline, outlines
from grader.build import build
from grader.course import Course

ROOT = Path(__file__).parents[2]
UNITS = ("00-start", "01-moving")


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course that the small book is made of."""
    root = tmp_path_factory.mktemp("book")
    for name in ("nbgrader_config.py", "README.md", "CITATION.cff"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "docs", root / "docs", ignore=shutil.ignore_patterns("api"))
    shutil.copytree(ROOT / "solutions/00-start", root / "solutions/00-start")
    shutil.copytree(ROOT / "notebooks/00-start", root / "notebooks/00-start")
    shutil.copytree(Path(__file__).parent / "course/01-moving", root / "solutions/01-moving")
    course = Course(root)
    (report,) = build(course, [course.unit("01-moving")])
    assert report.ok, report.problem
    return course


@pytest.fixture(scope="session")
def site(small_course: Course) -> Path:
    """The site, by a build that takes any warning of Sphinx for an error."""
    made = small_course.root / "site"
    make(small_course, UNITS, small_course.root / "source", made)
    return made


@pytest.fixture(scope="session")
def units() -> list[Outline]:
    """All units of the course, as the pages that are no unit see them."""
    return outlines(Course(ROOT))
