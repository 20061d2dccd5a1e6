"""The stage: a course of its own, with an honest class and the hostile submissions among it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from grader.audit.attacks.attack import Attack
from grader.audit.attacks.handin import HandIn
from grader.audit.attacks.surroundings import Surroundings
from grader.audit.notebooks import Sheet, blank, solved, write
from grader.build import build
from grader.course import Course, CourseError, Unit
from grader.course.solution import source_of

NEIGHBOR = "000-honest"
EVERY = 12
"""One honest student after so many hostile ones."""


def set_stage(course: Course, unit: Unit, folder: Path) -> Course:
    """A copy of a course that holds one unit, built.

    Raises
    ------
    CourseError
        If the unit can't be built.
    """
    shutil.copytree(unit.folder, folder / "solutions" / unit.name, ignore=shutil.ignore_patterns("__pycache__"))
    course.copy_settings(folder)
    stage = Course(folder)
    stage.secret()
    (report,) = build(stage, [stage.unit(unit.name)])
    if not report.ok:
        raise CourseError(report.problem)
    return stage


def write_tokens(unit: Unit, token: str) -> None:
    """Put a token into what no student may see: the solution, the hidden probes and the mistakes."""
    for path in (unit.source, unit.folder / "hidden_probes.py", unit.folder / "mistakes.py"):
        if path.is_file():
            line = f"TOKEN = {token!r}" if path.name == "hidden_probes.py" else f"# {token}"  # probes travel compiled
            path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n{line}\n", encoding="utf-8")


def hand_in_class(course: Course, unit: Unit, count: int, token: str) -> list[str]:
    """Let honest students hand in; their names, which sort in between the hostile ones'."""
    first, *others = unit.mistakes or (None,)
    kinds: list[Sheet] = [solved(course, unit), blank(course, unit)]
    for mistake in filter(None, (first, *others[-1:])):
        source = source_of(mistake.exercise, mistake.make(unit.solution))
        kinds.append(solved(course, unit, {mistake.exercise: source}))
    students = [NEIGHBOR, *(f"{place:03d}-honest" for place in range(EVERY, count + EVERY, EVERY))]
    for number, student in enumerate(students):
        sheet = kinds[number % len(kinds)]
        sheet.metadata["private"] = token
        write(sheet, course.submitted / student / unit.name / f"{unit.name}.ipynb")
    return students


def hand_in_attacks(
    course: Course, unit: Unit, surroundings: Surroundings, attacks: Sequence[Attack]
) -> tuple[dict[str, Attack], dict[Path, Attack]]:
    """Let hostile students hand in: folders' names and downloads, with the attack of each."""
    students: dict[str, Attack] = {}
    downloads: dict[Path, Attack] = {}
    for number, attack in enumerate(attacks, start=1):
        student = attack.student or f"{number:03d}-{attack.family}-{attack.name}"
        hand_in = HandIn(course, unit, surroundings, course.submitted / student / unit.name)
        attack.make(hand_in)
        hand_in.write()
        if hand_in.archive:
            downloads[hand_in.archive] = attack
        else:
            students[student] = attack
    return students, downloads
