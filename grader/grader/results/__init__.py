"""What became of a submission: the nouns of a result, its JSON document, and the folder in which documents are kept."""

from grader.results.document import ExerciseResult, Problem, Result, Status, timeless
from grader.results.showing import CellRun, Output
from grader.results.store import Results

__all__ = ["CellRun", "ExerciseResult", "Output", "Problem", "Result", "Results", "Status", "timeless"]
