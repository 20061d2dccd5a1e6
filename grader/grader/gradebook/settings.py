"""The course's nbgrader settings, read as nbgrader reads them."""

from __future__ import annotations

from traitlets.config import Config

from grader.course import Course


def nbgrader_settings(course: Course) -> Config:
    """What ``nbgrader_config.py`` in the course's folder says."""
    return course.settings()
