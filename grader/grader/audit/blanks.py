"""Blanks: what a scaffold left for an author to write. The audit names each one, so that none passes in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.audit.mutation_score import unexplained
from grader.course import Unit
from grader.course.variants import BLANK


@dataclass(frozen=True)
class Blank:
    """One place that is still to be written.

    Attributes
    ----------
    place : str
        The file in the unit's folder, and the line or the entry.
    wanted : str
        What is to stand there.
    """

    place: str
    wanted: str


def blanks(unit: Unit) -> Iterator[Blank]:
    """All blanks of a unit: those of its files, and mutants that somebody accepted without a reason."""
    for path in sorted(unit.folder.glob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if BLANK in line:
                wanted = line.partition(BLANK)[2].partition('"')[0]
                yield Blank(f"{path.name}, line {number}", wanted.strip(" *."))
    for exercise, mutant in unexplained(unit):
        yield Blank(f"equivalents.toml, {exercise}", f"why no probe can tell apart {mutant!r}")
