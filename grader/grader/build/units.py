"""One build: units in, folders for students out, one report a unit.

A unit that can't be built is reported and the others are built. Nothing is written where nothing changes, and never
over a student's work.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.build.freeze import freeze, is_same
from grader.build.release import generate_assignment
from grader.build.source import source_notebook, with_marks_of_a_release
from grader.build.work import is_same_release, refusal
from grader.cells import is_written, marks
from grader.course import Course, SolutionError, Unit, UnitError
from grader.files import holds, replace
from grader.gradebook import GradebookError, register
from gradschool.checks import ProbeFileError
from gradschool.checks.cases import write_cases


@dataclass(frozen=True)
class BuildReport:
    """What a build did with one unit, or would do.

    Attributes
    ----------
    unit : str
    written : tuple of Path
        Files that were written; in a check, files that would be.
    unchanged : tuple of Path
        Files that hold what the build would write.
    cells, exercises : int
        How many the notebook has.
    points, written_points : float
        What the autograded exercises and the hand-graded answers can earn.
    seconds : float
    problem : str
        Why the unit was not built, or in a check what is stale; an empty string where all is well.
    """

    unit: str
    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    cells: int = 0
    exercises: int = 0
    points: float = 0.0
    written_points: float = 0.0
    seconds: float = 0.0
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether the unit is built."""
        return not self.problem


def build(
    course: Course, units: Sequence[Unit], *, check: bool = False, database_url: str | None = None
) -> list[BuildReport]:
    """Build units: ``solutions/UNIT/`` to ``notebooks/UNIT/``, and their cells into nbgrader's gradebook.

    Parameters
    ----------
    course : Course
    units : sequence of Unit
    check : bool, default False
        Change nothing; report what is stale.
    database_url : str, optional
        nbgrader's gradebook; by default the course's own.

    Returns
    -------
    list of BuildReport
        One a unit, in order.
    """
    return [_reported(course, unit, check, database_url or course.database_url) for unit in units]


def _reported(course: Course, unit: Unit, check: bool, database_url: str) -> BuildReport:
    started = time.perf_counter()
    try:
        source, released = _made(course, unit)
        notebook = nbformat.reads(released[f"{unit.name}.ipynb"].decode(), as_version=4)
        written, unchanged = _compared(course.notebooks / unit.name, released, notebook)
        if check and written:
            raise UnitError(_stale(unit, written))
        if not check:
            register(course, unit.name, notebook, database_url)
            _write(course.state / "source" / unit.name, source)
            _write(course.notebooks / unit.name, {path.name: released[path.name] for path in written})
    except (UnitError, SolutionError, ProbeFileError, GradebookError) as error:
        return BuildReport(unit.name, problem=str(error), seconds=time.perf_counter() - started)
    return BuildReport(
        unit.name,
        tuple(written),
        tuple(unchanged),
        len(notebook.cells),
        len(unit.exercises),
        unit.points,
        _written_points(notebook),
        time.perf_counter() - started,
    )


def _stale(unit: Unit, files: Sequence[Path]) -> str:
    names = " and ".join(path.name for path in files)
    return f"{files[0].parent} is not what solutions/{unit.name} makes ({names}); run: grader build {unit.name}"


def _made(course: Course, unit: Unit) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files of nbgrader's source folder and of the released folder, made in a temporary place."""
    if problem := refusal(course.notebooks / unit.name / f"{unit.name}.ipynb"):
        raise UnitError(problem)
    with tempfile.TemporaryDirectory(prefix="grader-build-") as folder:
        source, release = Path(folder) / "source", Path(folder) / "release"
        _write(source / unit.name, _source(course, unit, Path(folder)))
        generate_assignment(course, unit.name, source, release)
        _finish(release / unit.name / f"{unit.name}.ipynb")
        return _files(source / unit.name), _files(release / unit.name)


def _finish(path: Path) -> None:
    """Mark what the course's own settings of nbgrader added, so that it is known as the release's."""
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    if with_marks_of_a_release(notebook):
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def _source(course: Course, unit: Unit, scratch: Path) -> dict[str, bytes]:
    """The files of nbgrader's source folder."""
    notebook = nbformat.writes(source_notebook(unit)) + "\n"
    return {
        f"{unit.name}.ipynb": notebook.encode(),
        "probes.py": unit.probe_source("probes.py").encode(),
        "cases.npz": _cases(course.notebooks / unit.name / "cases.npz", unit, scratch),
    }


def _cases(existing: Path, unit: Unit, scratch: Path) -> bytes:
    """The frozen answers; those that are there, if they differ by another machine's rounding at most."""
    frozen = freeze(unit)
    if is_same(existing, frozen):
        return existing.read_bytes()
    write_cases(scratch / "cases.npz", frozen)
    return (scratch / "cases.npz").read_bytes()


def _compared(folder: Path, released: Mapping[str, bytes], notebook: NotebookNode) -> tuple[list[Path], list[Path]]:
    """Which files of a released folder differ from what is there, and which do not."""
    written: list[Path] = []
    unchanged: list[Path] = []
    for name, data in released.items():
        path = folder / name
        same = holds(path, data) or (path.suffix == ".ipynb" and is_same_release(path, notebook))
        (unchanged if same else written).append(path)
    return written, unchanged


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        replace(folder / name, data)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _written_points(notebook: NotebookNode) -> float:
    return sum((marks(cell).points for cell in notebook.cells if is_written(cell)), start=0.0)
