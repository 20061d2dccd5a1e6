"""A course on disk: its folders, its units, and what an author says of each exercise."""

from grader.course.course import Course, CourseError
from grader.course.solution import Solution, SolutionError
from grader.course.unit import Exercise, Unit, UnitError

__all__ = ["Course", "CourseError", "Exercise", "Solution", "SolutionError", "Unit", "UnitError"]
