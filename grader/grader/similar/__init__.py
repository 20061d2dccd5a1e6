"""Which submissions of a class are more alike than the class makes one expect; a person decides what that means.

Students' code is text here: it is cut into tokens by pygments, and never parsed, imported or run.
"""

from grader.similar.page import write_similar
from grader.similar.pairs import Findings, Pair, compare
from grader.similar.programs import Program, programs, skeleton

__all__ = ["Findings", "Pair", "Program", "compare", "programs", "skeleton", "write_similar"]
