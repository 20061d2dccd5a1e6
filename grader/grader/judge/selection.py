"""Which cells of a submission are run, which are skipped, and what is told where something graded needs a skipped one.

What a skipped cell makes is found by syntax alone: nothing of a submission runs on this side.
"""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from grader.cells import checked_in, defined_in, is_demo, is_solution
from grader.course import Unit
from grader.sandbox import Cell
from grader.submission import Submission, SubmittedCell
from grader.syntax import UNREADABLE, without_magics

RESTORED = 0
"""The number of a cell that the submission lacks."""
ADVICE = "`{}` is made in a cell with a figure, which grading skips; make it in a cell of your own"
MOST_TEXT = 200_000
"""Characters in which names are looked for: several times what a whole unit holds."""
_UNDEFINED = re.compile(r"(?:NameError: )?name '(\w+)' is not defined")


@dataclass(frozen=True)
class Selection:
    """A submission's code cells as grading takes them.

    Attributes
    ----------
    run : tuple of Cell
        Those that are run, in order; restored ones first, under the number `RESTORED`.
    skipped : tuple of str
        The texts of demonstrations: the release's, and the student's own.
    """

    run: tuple[Cell, ...]
    skipped: tuple[str, ...]

    @cached_property
    def only_skipped(self) -> set[str]:
        """Names that skipped cells make and no other."""
        return _made(self.skipped) - _made(cell.source for cell in self.run)

    def advice(self, name: str) -> str:
        """What a student is told who misses a name; an empty string where no skipped cell is to blame."""
        return ADVICE.format(name) if name and name in self.only_skipped else ""


def select(unit: Unit, submission: Submission) -> Selection:
    """Choose the cells to run.

    Skipped are demonstrations, by their text, their name or their tag, and cells that only say ``check(...)``. Whoever
    writes an exercise into a demonstration is graded for it: a cell that defines an exercise is run, whatever it is
    called. Set-up cells that were deleted or changed are run first, as they were released, and a changed one in its own
    place as well: a lost import costs nobody a point.
    """
    released = [cell for cell in unit.notebook.cells if cell.cell_type == "code" and not is_solution(cell)]
    demos = [cell.source.strip() for cell in released if is_demo(cell)]
    exercises = {exercise.name for exercise in unit.exercises}
    own = [(number, cell) for number, cell in enumerate(submission.cells, start=1) if cell.kind == "code"]
    skipped = {number for number, cell in own if _is_skipped(cell, demos, exercises)}
    run = [(number, cell.source) for number, cell in own if number not in skipped]
    there = {source.strip() for _, source in run}
    lost = [cell.source for cell in released if not is_demo(cell) and cell.source.strip() not in there]
    every = [*((RESTORED, source) for source in lost), *run]
    cells = tuple(Cell(number, source) for number, source in every if source.strip() and not checked_in(source))
    return Selection(cells, (*demos, *(cell.source for number, cell in own if number in skipped)))


def undefined(message: str) -> str:
    """The name that a `NameError` misses, by its message; an empty string for any other message."""
    found = _UNDEFINED.match(message)
    return found.group(1) if found else ""


def _is_skipped(cell: SubmittedCell, demos: list[str], exercises: set[str]) -> bool:
    return cell.source.strip() in demos or (cell.demo and exercises.isdisjoint(defined_in(cell.source)))


def _made(sources: Iterable[str]) -> set[str]:
    """The names that cells make at their top; none of a cell that can't be parsed."""
    names, room = set[str](), MOST_TEXT
    for source in sources:
        room -= len(source)
        if room < 0:
            break
        names |= _assigned(source)
    return names


def _assigned(source: str) -> set[str]:
    text = without_magics(source)
    try:
        with warnings.catch_warnings(action="ignore"):
            table = symtable.symtable(text, "cell", "exec")
            passing = _of_comprehensions(ast.parse(text))
    except UNREADABLE:
        return set()
    bound = {name.get_name() for name in table.get_symbols() if name.is_imported() or name.is_namespace()}
    return bound | {name.get_name() for name in table.get_symbols() if name.is_assigned()} - passing


def _of_comprehensions(tree: ast.Module) -> set[str]:
    """Names that comprehensions alone assign: from Python 3.12 on, they stand in the table of what is around them."""
    clauses = [node for node in ast.walk(tree) if isinstance(node, ast.comprehension)]
    targets = {id(name): name.id for one in clauses for name in ast.walk(one.target) if isinstance(name, ast.Name)}
    stored = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return set(targets.values()) - {name.id for name in stored if id(name) not in targets}
