"""What a search found, and the document that it is kept as: ``.grader/mistakes/UNIT/findings.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from grader import files
from grader.course import Course
from grader.mistakes.wrong import wrong_answers
from grader.results import Result
from grader.results.reading import Entry, Json, number, objects, text, whole
from grader.results.store import PRIVATE


class Kind(StrEnum):
    """What is known of the answers of a group, those to look at first."""

    UNHINTED = "no hint"
    SYMPTOM = "only a hint by what the answer shows"
    ELSEWHERE = "right by itself"
    CHANCE = "another answer each time"
    SILENT = "no answer"
    PASSED = "right on the common inputs"

    @property
    def rank(self) -> int:
        """Its place in a list."""
        return list(Kind).index(self)

    @property
    def has_numbers(self) -> bool:
        """Whether a known mistake could be recognized by what these programs answer."""
        return self in (Kind.UNHINTED, Kind.SYMPTOM)


@dataclass(frozen=True)
class Row:
    """A line of a listing: of both programs (``same``), of the group's (``theirs``), or of the solution's alone."""

    mark: str
    text: str


@dataclass(frozen=True)
class Said:
    """What one probe says of a group: its words, its points, and what is wrong; empty where nothing is."""

    summary: str
    points: float
    message: str


@dataclass(frozen=True)
class Group:
    """Students whose wrong programs answer alike.

    Attributes
    ----------
    exercise : str
    kind : Kind
    students : dict
        Student to the SHA-256 of what they handed in, in the order of names.
    said : tuple of Said
        One a probe, on the common inputs.
    writer : str
        Whose program is shown: the shortest.
    listing : tuple of Row
        That program, with the solution's lines that differ; as Python writes it, without comments.
    hint : str
        What the answer alone shows, which these students read already.
    draft : str
        A statement for ``mistakes.py``; empty where there is none.
    remark : str
        What there is to know of the draft, or why there is none.
    """

    exercise: str
    kind: Kind
    students: dict[str, str]
    said: tuple[Said, ...] = ()
    writer: str = ""
    listing: tuple[Row, ...] = ()
    hint: str = ""
    draft: str = ""
    remark: str = ""

    def to_json(self) -> Json:
        """The group's part of the document."""
        return {
            "exercise": self.exercise,
            "kind": str(self.kind),
            "students": [{"student": name, "fingerprint": one} for name, one in self.students.items()],
            "probes": [{"summary": one.summary, "points": one.points, "message": one.message} for one in self.said],
            "writer": self.writer,
            "listing": [{"mark": row.mark, "text": row.text} for row in self.listing],
            "hint": self.hint,
            "draft": self.draft,
            "remark": self.remark,
        }

    @classmethod
    def from_json(cls, entry: Entry) -> Group:
        """Read what `to_json` wrote."""
        kind = text(entry, "kind")
        return cls(
            text(entry, "exercise"),
            Kind(kind) if kind in set(Kind) else Kind.UNHINTED,
            {text(one, "student"): text(one, "fingerprint") for one in objects(entry, "students")},
            tuple(
                Said(text(one, "summary"), number(one, "points"), text(one, "message"))
                for one in objects(entry, "probes")
            ),
            text(entry, "writer"),
            tuple(Row(text(row, "mark"), text(row, "text")) for row in objects(entry, "listing")),
            text(entry, "hint"),
            whole(entry, "draft"),
            text(entry, "remark"),
        )


@dataclass(frozen=True)
class Findings:
    """What a class's wrong answers without an author's hint have in common.

    Attributes
    ----------
    unit : str
    groups : tuple of Group
        Those to look at first come first: without any hint before those with a symptom's, the largest first.
    alone : int
        Groups of one student that were left out.
    left_out : dict
        Student to why their answers were not looked at.
    """

    unit: str
    groups: tuple[Group, ...] = ()
    alone: int = 0
    left_out: dict[str, str] = field(default_factory=dict)

    def still(self, results: Iterable[Result]) -> Findings:
        """What holds by now: without those who have a hint, or handed in anew, since."""
        without = {(one.student, one.exercise): one.fingerprint for one in wrong_answers(results)}
        groups = [
            replace(group, students={
                name: found for name, found in group.students.items() if without.get((name, group.exercise)) == found
            })
            for group in self.groups
        ]  # fmt: skip
        return replace(self, groups=tuple(sorted((group for group in groups if group.students), key=urgency)))

    def to_json(self) -> Json:
        """The document."""
        return {
            "unit": self.unit,
            "groups": [group.to_json() for group in self.groups],
            "alone": self.alone,
            "left_out": [{"student": name, "reason": reason} for name, reason in self.left_out.items()],
        }

    def text(self) -> str:
        """The document as a file holds it."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"


def urgency(group: Group) -> tuple[int, int]:
    """What groups are sorted by."""
    return group.kind.rank, -len(group.students)


def folder_of(course: Course, unit: str) -> Path:
    """Where a unit's findings lie, and the answers that they are made of."""
    return course.state / "mistakes" / unit


def write_findings(course: Course, findings: Findings) -> Path:
    """Keep what was found, for the class report."""
    path = folder_of(course, findings.unit) / "findings.json"
    files.replace(path, findings.text().encode("utf-8", "replace"), PRIVATE)
    return path


def read_findings(course: Course, unit: str) -> Findings | None:
    """What was found last; None where nobody searched, or the document can't be read."""
    try:
        document = json.loads((folder_of(course, unit) / "findings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    left_out = {text(one, "student"): text(one, "reason") for one in objects(document, "left_out")}
    groups = tuple(map(Group.from_json, objects(document, "groups")))
    return Findings(unit, groups, int(number(document, "alone")), left_out)
