"""nbgrader's own `generate_assignment`, used as a library: solutions cut, cells locked, checksums computed."""

from __future__ import annotations

import logging
from pathlib import Path

from grader.course import Course, UnitError


def generate_assignment(course: Course, unit: str, source: Path, release: Path) -> None:
    """Convert ``source/UNIT`` to ``release/UNIT`` by nbgrader with the course's settings; no gradebook is touched.

    Parameters
    ----------
    course : Course
        Whose ``nbgrader_config.py`` applies.
    unit : str
    source, release : Path
        Folders with one folder a unit; `release` is written.

    Raises
    ------
    UnitError
        If nbgrader refuses the notebook; the message repeats what it said.
    """
    from nbgrader.converters.base import NbGraderException
    from nbgrader.converters.generate_assignment import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    said: list[str] = []
    folders = {"source_directory": str(source), "release_directory": str(release)}
    settings = course.settings()
    settings.SaveCells.enabled = False
    directory = CourseDirectory(config=settings, root=str(source.parent), assignment_id=unit, **folders)
    converter = GenerateAssignment(
        coursedir=directory, config=settings, log=_listener(said), no_database=True, force=True
    )
    try:
        converter.start()
    except NbGraderException as error:
        reason = said[0] if said else str(error)
        raise UnitError(f"nbgrader can't release {unit}: {reason.strip().splitlines()[-1]}") from error


def _listener(said: list[str]) -> logging.Logger:
    """A logger that keeps errors in a list and prints nothing."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.Logger("grader.build")
    logger.addHandler(Keep(logging.ERROR))
    return logger
