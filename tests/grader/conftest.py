"""A small course for the tests of the grader: one unit with a cell of every kind, as its author wrote it, and built."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from grader.build import build
from grader.course import Course, Unit
from grader.sandbox.cache import prepare_cache

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).parent / "course"
UNIT = "01-small"

Hand = Callable[..., Path]


def course_at(folder: Path, copied_from: Path) -> Course:
    """A copy of a course, with the project's own settings of nbgrader."""
    shutil.copytree(copied_from, folder)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Course(folder)


@pytest.fixture
def small_course(tmp_path: Path) -> Course:
    """The small course as its author wrote it: nothing is built."""
    return course_at(tmp_path / "course", SMALL)


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = course_at(tmp_path_factory.mktemp("built") / "course", SMALL)
    for report in build(course, course.units()):
        assert report.ok, report
    prepare_cache(course.cache)
    return course.root


@pytest.fixture
def built_course(tmp_path: Path, _built_once: Path) -> Course:
    """The small course, built and registered in its gradebook; a copy of its own for every test."""
    shutil.copytree(_built_once, tmp_path / "built")
    return Course(tmp_path / "built")


@pytest.fixture
def small_unit(built_course: Course) -> Unit:
    """The one unit of `built_course`."""
    return built_course.unit(UNIT)


@pytest.fixture
def hand_in(built_course: Course) -> Hand:
    """``hand_in(student, notebook)`` puts a notebook where nbgrader expects submissions, and returns its path."""

    def put(student: str, notebook: NotebookNode) -> Path:
        path = built_course.submitted / student / UNIT / f"{UNIT}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        return path

    return put


class Gate:
    """Holds submissions in the middle of a run: a cell of theirs waits until the test opens the gate.

    Parameters
    ----------
    folder : Path
        An empty folder that a sandbox shows.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "open"

    def hold(self, notebook: NotebookNode) -> NotebookNode:
        """Add the cell that waits."""
        waiting = f"import pathlib, time\nwhile not pathlib.Path({str(self._file)!r}).exists(): time.sleep(0.01)"
        notebook.cells.append(new_code_cell(waiting, id="gate"))
        return notebook

    def open(self) -> None:
        """Let everybody through, now and later."""
        self._file.touch()


@pytest.fixture
def gate() -> Iterator[Gate]:
    """A gate among Python's own files: of all that a test may write to, only these exist inside a sandbox."""
    with tempfile.TemporaryDirectory(prefix="gate-", dir=sys.prefix) as folder:
        Path(folder).chmod(0o755)
        yield Gate(Path(folder))
