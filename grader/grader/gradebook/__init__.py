"""nbgrader's gradebook: what a build registers there, and what grading writes."""

from grader.gradebook.autograded import autograded_path, write_executed
from grader.gradebook.database import GradebookError, open_gradebook
from grader.gradebook.executed import executed_notebook
from grader.gradebook.extensions import extensions_of, grant, slip_days, spent
from grader.gradebook.lateness import LatePenalties, lateness, update_times
from grader.gradebook.registration import register
from grader.gradebook.released import changed_cells, released_notebook, released_texts
from grader.gradebook.writer import GradebookWriter

__all__ = [
    "GradebookError",
    "GradebookWriter",
    "LatePenalties",
    "autograded_path",
    "changed_cells",
    "executed_notebook",
    "extensions_of",
    "grant",
    "lateness",
    "open_gradebook",
    "register",
    "released_notebook",
    "released_texts",
    "slip_days",
    "spent",
    "update_times",
    "write_executed",
]
