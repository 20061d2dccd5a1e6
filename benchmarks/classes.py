"""Classes to measure on: a course of one unit in a folder of its own, and what its students hand in."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import click
import nbformat

from grader.audit.notebooks import Sheet, blank, solved
from grader.build import build
from grader.cells import grade_id
from grader.course import Course, Unit
from grader.course.solution import source_of
from grader.course.variants import Alternative, Mistake
from grader.demo.misbehaving import CHANGES

BIN = Path(sys.executable).parent


def stage(course: Course, unit: str, folder: Path) -> Course:
    """A course of one unit in a folder of its own, built."""
    course.copy_settings(folder)
    shutil.copytree(course.unit(unit).folder, folder / "solutions" / unit)
    staged = Course(folder)
    (report,) = build(staged, [staged.unit(unit)])
    if not report.ok:
        raise click.ClickException(report.problem)
    return staged


def hand_in(course: Course, unit: Unit, students: int, group: int, hostile: int = 0) -> dict[str, str]:
    """Write the class's submissions; returns what each student handed in.

    Students are named by groups of `group`; of the class, `hostile` students, evenly spread, misbehave.
    """
    kinds = {}
    wrong = misbehaving_ones(course, unit)
    for number, (kind, notebook) in enumerate(islice(honest(course, unit), students)):
        if number * hostile // students != (number + 1) * hostile // students:
            kind, notebook = next(wrong)
        student = f"g{number // group}-{number:04}"
        notebook.cells.append(nbformat.v4.new_markdown_cell(f"Handed in by {student}."))
        path = course.submitted / student / unit.name / f"{unit.name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
        kinds[student] = kind
    return kinds


def honest(course: Course, unit: Unit) -> Iterator[tuple[str, Sheet]]:
    """An endless honest class: one half is right, the other partly done or with a known mistake."""
    exercises = [exercise.name for exercise in unit.exercises]
    variants = zip(cycle(unit.mistakes), cycle(unit.alternatives), cycle(range(1, len(exercises))), strict=False)
    for mistake, alternative, count in variants:
        yield "right", solved(course, unit)
        yield "right", solved(course, unit, _instead(unit, alternative))
        yield "partly done", _partly(course, unit, exercises[:count])
        yield "a mistake", solved(course, unit, _instead(unit, mistake))


def misbehaving_ones(course: Course, unit: Unit) -> Iterator[tuple[str, Sheet]]:
    """Endless careless and hostile submissions: loops, bombs, sudden ends, lies."""
    exercise = unit.exercises[len(unit.exercises) // 2].name
    for kind, change, _ in cycle(CHANGES):
        yield kind, change(solved(course, unit), exercise)


def _instead(unit: Unit, variant: Mistake | Alternative) -> dict[str, str]:
    return {variant.exercise: source_of(variant.exercise, variant.make(unit.solution))}


def _partly(course: Course, unit: Unit, done: list[str]) -> Sheet:
    notebook, released = solved(course, unit), blank(course, unit)
    for cell, empty in zip(notebook.cells, released.cells, strict=True):
        if cell.cell_type == "code" and grade_id(cell) not in done:
            cell.source = empty.source
    return notebook


def timed(course: Course, commands: list[list[str]]) -> float:
    """Seconds that commands take, one after the other."""
    started = time.perf_counter()
    for name, *arguments in commands:
        done = subprocess.run([BIN / name, *arguments], cwd=course.root, capture_output=True, text=True)
        if done.returncode:
            raise click.ClickException(
                f"{name} {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
            )
    return time.perf_counter() - started
