"""From notebooks to a library: which exercises are the student's own, what stands in for the others, and why.

Own is what passes its public checks twice: in its notebook, and again as a part of the module that was written from it.
So nothing is collected that works only with its notebook around it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten
from types import ModuleType

from gradschool import lent
from gradschool.checks.check import PublicChecks, grade
from gradschool.checks.display import Score
from gradschool.checks.timelimit import Alarm
from gradschool.library.module import UnclearName, Written, written
from gradschool.library.naming import Unit
from gradschool.library.slices import Program
from gradschool.library.statements import DEFINITIONS, IMPORTS, Statement, statements
from gradschool.notebook import CELL_SECONDS, Report, line_at_the_top, quiet

MODULE = "<your library>"


@dataclass
class Collection:
    """A student's library, and what there is to say of it.

    Attributes
    ----------
    units : list of Unit
        In the order of the course.
    module : Written
        The library's text and names.
    reasons : dict of (str, str) to str
        For a unit and an exercise of it that is not the student's own: why.
    notes : list of str
        What else a reader should know: what was left out, or is called otherwise.
    """

    units: list[Unit]
    module: Written
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def collect(
    notebooks: Iterable[tuple[Path, Report]], over: Callable[[Sequence[Unit]], Iterable[Unit]] = iter
) -> Collection:
    """Make a library of notebooks that were run and checked.

    Parameters
    ----------
    notebooks : iterable of (Path, Report)
        Each notebook with what `gradschool.notebook.check_notebook` found. Of two notebooks of one unit, the one with
        more points counts.
    over : callable, optional
        Goes through the units while the module is checked, in the place of ``iter``: a progress bar.

    Returns
    -------
    Collection
    """
    chosen, notes = _one_a_unit(list(notebooks))
    checks = {path.parent.name: PublicChecks(path.parent) for path, _ in chosen}
    reasons: dict[tuple[str, str], str] = {}
    units = [_unit(path, report, checks[path.parent.name], reasons) for path, report in chosen]
    while True:
        try:
            module = written(units, lent.__name__)
            failed = _tried(module, units, checks, over)
        except UnclearName as unclear:
            failed = {(unclear.unit, name): str(unclear) for name in _made_of(units, unclear.unit, unclear.place)}
        if not failed:
            break
        for (unit_name, name), why in failed.items():
            unit = next(unit for unit in units if unit.name == unit_name)
            if name in unit.own:
                reasons[unit_name, name] = why
            _demote(unit, name)
    notes += [note for unit in units for note in _notes(unit, module)]
    return Collection(units, module, reasons, notes)


def _one_a_unit(notebooks: list[tuple[Path, Report]]) -> tuple[list[tuple[Path, Report]], list[str]]:
    best: dict[str, tuple[Path, Report]] = {}
    for path, report in sorted(notebooks, key=lambda one: float(one[1].total)):
        best[path.parent.name] = (path, report)
    left = [path for path, _ in notebooks if path not in [chosen for chosen, _ in best.values()]]
    notes = [f"{path}: not used, since {best[path.parent.name][0]} has as many points or more" for path in left]
    return [best[name] for name in sorted(best)], notes


def _unit(path: Path, report: Report, checks: PublicChecks, reasons: dict[tuple[str, str], str]) -> Unit:
    """What a notebook gives, by its own checks."""
    name, program = path.parent.name, Program(statements(report.cells, report.stopped))
    unit = Unit(name, f"{name}/{path.name}", program, [], [], [])
    for exercise, state in report.total.states.items():
        if checks.frozen[exercise].sealed:
            continue  # a quiz
        unit.own.append(exercise)
        if state != "right":
            reasons[name, exercise] = _why(exercise, report)
        elif "get_ipython" in program.slice(exercise).unknown:
            reasons[name, exercise] = (
                "right, but made with a command of the notebook (% or !), which no module can hold"
            )
        elif not any(exercise in one.makes for one in program.statements):
            reasons[name, exercise] = "right, but made where its code can't be read (by exec, %run or a cell magic)"
        else:
            continue
        _demote(unit, exercise)
    return unit


def _why(exercise: str, report: Report) -> str:
    """Why an exercise is not right, in a few words."""
    score = report.total.scores[exercise]
    if score is None or score.state == "to do":
        place = next((number for number, source in report.cells if _defines(source, exercise)), None)
        error = next((line for line in report.errors if line.startswith(f"code cell {place}:")), None)
        return f"not there, since {error}" if error else "not written yet"
    return _failure(score)


def _defines(source: str, name: str) -> bool:
    return f"def {name}(" in source or f"class {name}" in source


def _failure(score: Score) -> str:
    passed = sum(verdict.passed for verdict in score.verdicts)
    first = next((verdict.message for verdict in score.verdicts if verdict.message), "")
    return shorten(f"{passed} of {len(score.verdicts)} checks passed; {first}".rstrip("; "), 160, placeholder=" ...")


def _demote(unit: Unit, exercise: str) -> None:
    """Take an exercise from the student's own, and what is borrowed from what is lent."""
    if exercise in unit.own:
        unit.own.remove(exercise)
        (unit.borrowed if exercise in lent.__all__ else unit.missing).append(exercise)
    else:
        unit.borrowed.remove(exercise)
        unit.missing.append(exercise)


def _tried(
    module: Written,
    units: Sequence[Unit],
    checks: dict[str, PublicChecks],
    over: Callable[[Sequence[Unit]], Iterable[Unit]],
) -> dict[tuple[str, str], str]:
    """Run the module by itself and check what is in it; return what fails, and why."""
    library = ModuleType("library")
    try:
        with quiet(), Alarm(CELL_SECONDS):
            exec(compile(module.text, MODULE, "exec"), vars(library))
    except BaseException as error:
        line = line_at_the_top(error)
        start = max((first for first in module.lines if first <= line), default=None)
        if start is None or isinstance(error, KeyboardInterrupt):
            raise
        source, place = module.lines[start]
        why = f"right in the notebook, but not by itself: {type(error).__name__}: {error}"
        return {(source, name): why for name in _made_of(units, source, place)}
    failed = {}
    for unit in over(units):
        there = {name: getattr(library, module.names[unit.name, name]) for name in unit.own + unit.borrowed}
        for name in there:
            with quiet():
                score = grade(checks[unit.name].probes[name], checks[unit.name].frozen[name], there)
            if score.state != "right":
                failed[unit.name, name] = f"right in the notebook, but not by itself: {_failure(score)}"
    return failed


def _made_of(units: Sequence[Unit], name: str, place: int) -> list[str]:
    """The exercises of a unit that a statement is a part of."""
    unit = next(unit for unit in units if unit.name == name)
    return [one for one in unit.own if place in unit.program.slice(one).places]


def _notes(unit: Unit, module: Written) -> Iterator[str]:
    """What a reader should know of a unit's part."""
    for name in unit.exercises:
        if (new := module.names[unit.name, name]) != name:
            yield f"{unit.name}: {name} is called {new}, since a later unit has a {name} of its own"
    for name in unit.own:
        yield from _other_parameters(unit, name)
        if unknown := unit.program.slice(name).unknown:
            yield f"{unit.name}: {name} uses {', '.join(sorted(unknown))}, which nothing in the notebook makes"
    cells, kept = {one.cell for one in _definitions(unit)}, unit.places()
    for i, one in enumerate(unit.program.statements):
        if one.cell in cells and i not in kept and _does_something(one.node):
            first = one.text.splitlines()[0]
            yield f"{unit.name}: code cell {one.cell} also runs `{first}`, which is left out"


def _definitions(unit: Unit) -> list[Statement]:
    return [one for one in unit.program.statements if one.makes & set(unit.own)]


def _does_something(node: ast.stmt) -> bool:
    """Whether a statement is more than a definition, an import, a bare value or a check."""
    if isinstance(node, ast.Expr):
        called = node.value.func if isinstance(node.value, ast.Call) else None
        return isinstance(node.value, ast.Call) and not (isinstance(called, ast.Name) and called.id == "check")
    return not isinstance(node, (*DEFINITIONS, *IMPORTS, ast.Pass))


def _other_parameters(unit: Unit, name: str) -> Iterator[str]:
    """A word on a function whose parameters are not called as those of the course are."""
    course: Callable[..., object] | None = getattr(lent, name, None) if name in lent.__all__ else None
    node = next(one.node for one in reversed(unit.program.statements) if name in one.makes)
    if course is not None and isinstance(node, ast.FunctionDef):
        theirs = [one.arg for one in node.args.posonlyargs + node.args.args]
        expected = list(inspect.signature(course).parameters)
        if expected[: len(theirs)] != theirs:
            yield f"{unit.name}: {name}({', '.join(theirs)}) is called {name}({', '.join(expected)}) in the course"
