"""Which cells of a submission are run, which are skipped, and what is told where something graded needs a skipped one.

What a skipped cell makes is found by syntax alone: nothing of a submission runs on this side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import islice

from grader.cells import checked_in, defined_in, is_demo, is_solution
from grader.course import Unit
from grader.judge.names import MOST_TEXT, asked, changed, imported, made, needed, readable, unwritten
from grader.sandbox import Cell
from grader.submission import Submission, SubmittedCell
from grader.syntax import parsed

RESTORED = 0
"""The number of a cell that the submission lacks."""
ADVICE = "`{}` is made in a cell with a figure, which grading skips; make it in a cell of your own"
STOPPED = "`{}` is made in cell {}, which stopped at an error; what is told of that cell says why"
NEARLY = "Cell {} makes `{}`: call it `{}`"
COMMENTED = "In cell {} it is a comment: take the # away"
MAGIC = "Cell {} begins with {}, which keeps nothing that the cell makes: take that line away"
NEAR_ENOUGH = 0.85
"""How alike two names are, of which one may be a slip of the pen for the other."""
LONGEST_NAME, MOST_NAMES, MOST_ADVICE = 60, 500, 20
"""Letters of a name, names that it is compared with, and names of one submission that are looked into at all."""
_FORGETFUL = re.compile(r"\s*(%%(?:timeit|writefile|script|bash|html|latex|markdown|javascript)\b)")
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
    checks : mapping of str to int
        Exercise to the number of the cell where its student saw the check: of ``check(name)``, else of its definition.
    turned : mapping of int to str
        Numbers of cells that write an exercise and are none of code by now, each with what it is: run all the same.
    """

    run: tuple[Cell, ...]
    skipped: tuple[str, ...]
    checks: Mapping[str, int] = field(default_factory=dict)
    turned: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def only_skipped(self) -> set[str]:
        """Names that skipped cells make and no other."""
        return made(self.skipped) - made(cell.source for cell in self.run)

    @cached_property
    def unwritten(self) -> set[str]:
        """What cells define and leave as it was released; a class whose whole body is to be written is never made."""
        return set().union(*(unwritten(cell.source) for cell in self.run))

    def until_check(self, exercise: str) -> tuple[Cell, ...]:
        """The cells that had been run where its student saw an exercise's check."""
        return tuple(cell for cell in self.run if cell.index <= self.checks.get(exercise, 0))

    def changed_since_check(self, exercise: str) -> list[tuple[int, str]]:
        """What an exercise is made of and later cells change: their numbers, each with such a name."""
        before = self.until_check(exercise)
        sources = [cell.source for cell in before]
        parts = needed(exercise, sources) if before else set()
        own = parts - imported(sources)
        after = [
            (cell.index, parts & changed(cell.source) | own & asked(cell.source)) for cell in self.run[len(before) :]
        ]
        return [(number, name) for number, names in after for name in sorted(names)]

    def advice(self, name: str) -> str:
        """What a student is told who misses a name; an empty string where there is nothing to say.

        A skipped cell makes it, or a cell that keeps nothing; it stands in a comment; or a name that is alike is made.
        """
        if name in self.only_skipped:
            return ADVICE.format(name)
        if not name.isidentifier() or len(name) > LONGEST_NAME:
            return ""
        if name not in self._advised and len(self._advised) < MOST_ADVICE:
            self._advised[name] = next(self._nearly(name), "")
        return self._advised.get(name, "")

    @cached_property
    def _advised(self) -> dict[str, str]:
        """What was said of each name that was asked for."""
        return {}

    @cached_property
    def _readable(self) -> list[Cell]:
        """The cells that are looked through for names."""
        return [cell for cell, _ in zip(self.run, readable(cell.source for cell in self.run), strict=False)]

    @cached_property
    def _made(self) -> dict[str, list[int]]:
        """Names that cells make, or would if they were Python, each with the numbers of these cells."""
        found = defaultdict[str, list[int]](list)
        for cell in self._readable:
            for name in _meant(cell.source):
                found[name].append(cell.index)
        return found

    def _nearly(self, name: str) -> Iterator[str]:
        commented = re.compile(rf"^[ \t]*#[ \t]*(def|class)[ \t]+{re.escape(name)}\b", re.MULTILINE)
        for cell in reversed(self._readable):
            if (magic := _FORGETFUL.match(cell.source)) and name in defined_in(cell.source):
                yield MAGIC.format(cell.index, magic.group(1))
            elif commented.search(cell.source):
                yield COMMENTED.format(cell.index)
        others = {name, *self.checks, *imported(cell.source for cell in self._readable)}
        short = (one for one in reversed(self._made) if len(one) <= LONGEST_NAME and one not in others)
        own = {plain(one): one for one in islice(short, MOST_NAMES)}
        if close := get_close_matches(plain(name), own, n=1, cutoff=NEAR_ENOUGH):
            yield NEARLY.format(self._made[own[close[0]]][-1], own[close[0]], name)

    def stopped(self, name: str, failed: Collection[int]) -> str:
        """What a student is told who misses a name that no cell makes but some of those, by number, that failed.

        A cell that is no Python makes what its text defines.
        """
        makers = self._made.get(name, []) if failed else []
        return STOPPED.format(name, makers[-1]) if makers and set(makers) <= set(failed) else ""


def select(unit: Unit, submission: Submission) -> Selection:
    """Choose the cells to run.

    Skipped are demonstrations, by their text, their name or their tag, and cells that only say ``check(...)``. Whoever
    writes an exercise into a demonstration is graded for it: a cell that defines an exercise is run, whatever it is
    called. An exercise that is not written replaces none that is: a copy of the cell that was left as it came. Set-up
    cells that were deleted or changed are run first, as they were released, and a changed one in its own
    place as well: a lost import costs nobody a point. A cell that writes an exercise, and was made a text, is run.
    """
    released = [cell for cell in unit.notebook.cells if cell.cell_type == "code" and not is_solution(cell)]
    demos = [cell.source.strip() for cell in released if is_demo(cell)]
    exercises = {exercise.name for exercise in unit.exercises}
    numbered = list(enumerate(submission.cells, start=1))
    written = {name for _, cell in numbered if cell.kind == "code" for name in defined_in(cell.source)}
    turned = {number: cell.kind for number, cell in numbered if _is_turned(cell, exercises - written)}
    own = [(number, cell) for number, cell in numbered if cell.kind == "code" or number in turned]
    skipped = {number for number, cell in own if _is_skipped(cell, demos, exercises)}
    run = _without_leftovers([(number, cell.source) for number, cell in own if number not in skipped], exercises)
    there = {source.strip() for _, source in run}
    lost = [cell.source for cell in released if not is_demo(cell) and cell.source.strip() not in there]
    every = [*((RESTORED, source) for source in lost), *run]
    cells = tuple(Cell(number, source) for number, source in every if source.strip() and not checked_in(source))
    checks = {name: number for number, source in run for name in defined_in(source) if name in exercises}
    checks |= {name: number for number, cell in own if (name := checked_in(cell.source)) in exercises}
    return Selection(cells, (*demos, *(cell.source for number, cell in own if number in skipped)), checks, turned)


def plain(name: str) -> str:
    """A name without what tells ``two_words`` from ``twoWords``."""
    return name.replace("_", "").lower()


def _meant(source: str) -> set[str]:
    """What a cell makes; of one that can't be parsed, what its text defines."""
    return made([source]) if parsed(source, MOST_TEXT) else set(defined_in(source))


def undefined(message: str) -> str:
    """The name that a `NameError` misses, by its message; an empty string for any other message."""
    found = _UNDEFINED.match(message)
    return found.group(1) if found else ""


def _is_turned(cell: SubmittedCell, missing: set[str]) -> bool:
    """Whether a cell holds an exercise that no code cell writes, and was made a text, by a slip of the keyboard."""
    if cell.kind == "code" or missing.isdisjoint(defined_in(cell.source)):
        return False
    return parsed(cell.source, MOST_TEXT) is not None


def _is_skipped(cell: SubmittedCell, demos: list[str], exercises: set[str]) -> bool:
    return cell.source.strip() in demos or (cell.demo and exercises.isdisjoint(defined_in(cell.source)))


def _without_leftovers(run: list[tuple[int, str]], exercises: set[str]) -> list[tuple[int, str]]:
    """The cells without those that only repeat, unwritten, exercises that others write."""
    stubs = {number: names for number, source in run if (names := unwritten(source) & exercises)}
    written = {name for number, source in run if number not in stubs for name in defined_in(source)}
    return [(number, source) for number, source in run if not (stubs.get(number, set()) & written)]
