"""The course's nbgrader settings, read as nbgrader reads them."""

from __future__ import annotations

from traitlets.config import Config, PyFileConfigLoader

from grader.course import Course
from grader.course.course import CONFIG


def nbgrader_settings(course: Course) -> Config:
    """What ``nbgrader_config.py`` in the course's folder says."""
    return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
