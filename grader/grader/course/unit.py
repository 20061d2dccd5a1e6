"""A unit: one folder of ``solutions/``, read into exercises, probes, mistakes, model answers and the solution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from grader.cells import BEGIN_SOLUTION, checked_name, explained, is_demo, is_question, is_solution, model_answer
from grader.course.solution import Solution, SolutionError, defined_names
from grader.course.variants import Alternative, Kind, Mistake, read_variants
from gradschool.checks import Probe, load_probes
from gradschool.checks.probes import is_quiz

COMPANIONS = ("probes.py", "hidden_probes.py", "mistakes.py", "alternatives.py")


class UnitError(Exception):
    """A unit's folder does not hold what a unit must; the message names the file and the way out."""


@dataclass(frozen=True)
class Exercise:
    """A function or class that the student writes.

    Attributes
    ----------
    name : str
        The function's or class's name.
    public, hidden : tuple of Probe
        Probes that ship with the notebook, and those that students never see.
    """

    name: str
    public: tuple[Probe, ...]
    hidden: tuple[Probe, ...] = ()

    @property
    def probes(self) -> tuple[Probe, ...]:
        """All probes, public first."""
        return self.public + self.hidden

    @property
    def is_quiz(self) -> bool:
        """Whether it is a question with a few possible answers, of which a guess may hit the right one."""
        return is_quiz(self.name)

    @property
    def is_dear(self) -> bool:
        """Whether submissions share what its probes make, such as a training, since it takes long."""
        return any(probe.shared for probe in self.probes)

    @property
    def points(self) -> float:
        """What the exercise can earn: the sum of its probes' points."""
        return sum((probe.points for probe in self.probes), start=0.0)


@dataclass(frozen=True)
class Unit:
    """One unit of the course.

    Attributes
    ----------
    folder : Path
        Its folder below ``solutions/``.
    """

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name, such as ``07-optimizers``."""
        return self.folder.name

    @cached_property
    def source(self) -> Path:
        """The notebook's source: the one Python file that is none of the companions."""
        found = sorted(path for path in self.folder.glob("*.py") if path.name not in COMPANIONS)
        if len(found) != 1:
            names = ", ".join(path.name for path in found) or "none"
            raise UnitError(
                f"{self.folder} must hold one notebook source beside {', '.join(COMPANIONS)}; found {names}"
            )
        return found[0]

    @cached_property
    def notebook(self) -> NotebookNode:
        """The solution notebook, as its author wrote it."""
        return jupytext.read(self.source)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Distributions that graded code may import beside what the student library needs.

        They stand in the head of the notebook's source, under ``jupyter:``, as ``gradschool: {allowed: [scipy]}``.
        """
        return tuple(self.notebook.metadata.get("gradschool", {}).get("allowed", ()))

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The unit's exercises, in the notebook's order."""
        public = self._probes("probes.py")
        hidden = self._probes("hidden_probes.py")
        written = [name for cell in self.notebook.cells if is_solution(cell) for name in exercise_names(cell)]
        checked = [name for cell in self.notebook.cells if (name := checked_name(cell))]
        self._agree(written, checked, public, hidden)
        return tuple(
            Exercise(
                name,
                tuple(probe for probe in public if probe.exercise == name),
                tuple(probe for probe in hidden if probe.exercise == name),
            )
            for name in checked
        )

    @cached_property
    def solution(self) -> Solution:
        """The definitions of the solution notebook: all code cells but demonstrations and checks."""
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        return Solution(self.name, [cell.source for cell in cells if not is_demo(cell) and checked_name(cell) is None])

    @cached_property
    def explanations(self) -> dict[str, str]:
        """Why a quiz's answer is right, by the quiz's name: the Markdown cells with ``explains="quiz_name"``."""
        found: dict[str, str] = {}
        for cell in self.notebook.cells:
            if name := explained(cell):
                if cell.cell_type != "markdown" or not self.exercise(name).is_quiz or name in found:
                    raise UnitError(f"{self.source}: explains={name!r} stands in one Markdown cell, and names a quiz")
                found[name] = cell.source.strip()
        return found

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Known wrong implementations, in the file's order."""
        return self._named("mistakes.py", Mistake)

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Other right implementations."""
        return self._named("alternatives.py", Alternative)

    @property
    def model_answers(self) -> dict[str, str]:
        """The model answer and rubric of every written question, by its name, as Markdown; nothing of it is run."""
        questions = filter(is_question, self.notebook.cells)
        return {str(cell.metadata.get("id", "")): model_answer(cell) for cell in questions}

    @property
    def points(self) -> float:
        """What the autograded exercises can earn in all."""
        return sum(exercise.points for exercise in self.exercises)

    def mistakes_of(self, exercise: str) -> tuple[Mistake, ...]:
        """The known mistakes of one exercise."""
        return tuple(mistake for mistake in self.mistakes if mistake.exercise == exercise)

    def exercise(self, name: str) -> Exercise:
        """One exercise by name."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise UnitError(
            f"unit {self.name} has no exercise {name!r}; it has {', '.join(e.name for e in self.exercises)}"
        )

    def probe_source(self, name: str) -> str:
        """The text of ``probes.py`` or ``hidden_probes.py``; empty where the unit has none."""
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def _probes(self, name: str) -> list[Probe]:
        return load_probes(self.probe_source(name), self.folder / name)

    def _named(self, filename: str, kind: type[Kind]) -> tuple[Kind, ...]:
        try:
            found = read_variants(self.folder / filename, kind, f"{self.name}/{filename}")
        except Exception as error:
            raise UnitError(f"{self.folder / filename} can't be run: {type(error).__name__}: {error}") from error
        for name, times in Counter(one.name for one in found).items():
            if times > 1:
                raise UnitError(f"{self.folder / filename} names {times} of them {name!r}; rename all but one")
        for one in found:
            self.exercise(one.exercise)
        return found

    def _agree(
        self, written: Sequence[str], checked: Sequence[str], public: Sequence[Probe], hidden: Sequence[Probe]
    ) -> None:
        """Refuse a unit whose notebook and probes do not speak of the same exercises."""
        if unwritten := [name for name in checked if name not in written]:
            raise UnitError(f"{self.source}: check({unwritten[0]}) has no cell with {BEGIN_SOLUTION} that defines it")
        if len(set(checked)) != len(checked):
            raise UnitError(f"{self.source}: an exercise is checked twice; keep one check cell each")
        for probe in [*public, *hidden]:
            if probe.exercise not in checked:
                raise UnitError(f"{self.folder}: probe {probe.name!r} is of {probe.exercise!r}, which is not checked")
        for name in checked:
            if not any(probe.exercise == name for probe in public):
                raise UnitError(f"{self.folder / 'probes.py'}: no probe of {name!r}; check({name}) could say nothing")
        keys = [probe.key for probe in [*public, *hidden]]
        if twice := [key for key in keys if keys.count(key) > 1]:
            raise UnitError(f"{self.folder}: {twice[0][1]!r} of {twice[0][0]!r} is both public and hidden; rename one")


def exercise_names(cell: NotebookNode) -> list[str]:
    """The functions and classes that a solution cell defines."""
    try:
        return defined_names(cell.source)
    except SyntaxError as error:
        raise SolutionError(f"a solution cell has a syntax error in line {error.lineno}: {error.text}") from error
