"""Scaffolds: a course, a unit or an exercise to begin with, in which every blank says what to write."""

from grader.new.scaffold import ScaffoldError, new_course, new_exercise, new_unit

__all__ = ["ScaffoldError", "new_course", "new_exercise", "new_unit"]
