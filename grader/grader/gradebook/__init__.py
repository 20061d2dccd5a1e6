"""nbgrader's gradebook: what a build registers there, and what grading writes."""

from grader.gradebook.database import GradebookError, open_gradebook
from grader.gradebook.register import register

__all__ = ["GradebookError", "open_gradebook", "register"]
