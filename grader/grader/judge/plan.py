"""What an examinee is asked: the student's cells to run, then the probes with their seeds."""

from __future__ import annotations

from grader.course import Unit
from grader.course.unit import CHECK_CELL, is_demo, is_solution
from grader.judge.seeds import SubmissionSeeds
from grader.sandbox import Cell, Job, ProbeCall
from grader.submission import Submission

PUBLIC, HIDDEN = "probes.py", "hidden_probes.py"
RESTORED = 0
"""The number of a cell that the submission lacks."""


def plan(unit: Unit, submission: Submission, seeds: SubmissionSeeds) -> Job:
    """The job for one submission: its cells, and the probes that there are seeds for.

    Demonstration cells that stand as released and cells that only say ``check(...)`` are left out: they define
    nothing that is graded. A cell counts as a demonstration by its text, never by a tag that a student could set.
    Set-up cells that were deleted or changed are run first, as they were released: a lost import costs nobody a point.
    """
    released = [cell for cell in unit.notebook.cells if cell.cell_type == "code" and not is_solution(cell)]
    demos = {cell.source.strip() for cell in released if is_demo(cell)}
    own = [(number, cell.source) for number, cell in enumerate(submission.cells, start=1) if cell.kind == "code"]
    there = {source.strip() for _, source in own}
    lost = [cell.source for cell in released if not is_demo(cell) and cell.source.strip() not in there]
    every = [(RESTORED, source) for source in lost] + own
    cells = tuple(Cell(number, source) for number, source in every if _must_run(source.strip(), demos))
    files = {name: source for name in (PUBLIC, HIDDEN) if (source := unit.probe_source(name))}
    calls = tuple(
        ProbeCall(exercise.name, probe.name, PUBLIC if probe in exercise.public else HIDDEN, seeds[probe.key])
        for exercise in unit.exercises
        for probe in exercise.probes
        if probe.key in seeds
    )
    return Job(cells, files, calls)


def _must_run(source: str, demos: set[str]) -> bool:
    return bool(source) and source not in demos and not CHECK_CELL.fullmatch(source)
