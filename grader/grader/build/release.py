"""nbgrader's own `generate_assignment`, used as a library: solutions cut, cells locked, checksums computed."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from grader.course import Course, UnitError

PATTERN = re.compile(r"[][*?]")


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

    if PATTERN.search(unit):
        raise UnitError(f"{unit}: nbgrader takes a name with [, ], * or ? for a pattern; rename solutions/{unit}")
    said: list[str] = []
    folders = {"source_directory": str(source), "release_directory": str(release)}
    settings = course.settings()
    settings.SaveCells.enabled = False
    for name, path in settings.IncludeHeaderFooter.items():  # relative to the course, as nbgrader has it
        settings.IncludeHeaderFooter[name] = str(course.root / path)
    directory = CourseDirectory(config=settings, root=str(source.parent), assignment_id=unit, **folders)
    converter = GenerateAssignment(
        coursedir=directory, config=settings, log=_listener(said), no_database=True, force=True
    )
    try:
        converter.start()
    except NbGraderException as error:
        raise UnitError(f"nbgrader can't release {unit}: {_reason(said) or error}") from error


def _reason(said: list[str]) -> str:
    """The last line of the first traceback in what nbgrader said, else of what it said first."""
    traced = [text for text in said if text.startswith("Traceback")]
    lines = [line for text in (traced or said)[:1] for line in text.strip().splitlines()]
    return lines[-1] if lines else ""


def _listener(said: list[str]) -> logging.Logger:
    """A logger that keeps errors in a list and prints nothing."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.Logger("grader.build")
    logger.addHandler(Keep(logging.ERROR))
    return logger
