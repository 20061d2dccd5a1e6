"""The instructors' part: the guides of ``docs/``, the syllabus, and, where they are asked for, the rubrics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from book.outline import Outline
from grader.cells import is_question
from grader.course import Course

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s:]+)(#[^)\s]*)?\)")
FOR_STUDENTS = {"your-library"}
"""The one guide that is not for instructors."""


def pages(course: Course, units: Sequence[Outline], *, rubrics: bool = False) -> dict[str, str]:
    """All pages of the part, and the guides for students beside it, by their places in the book.

    Parameters
    ----------
    course : Course
    units : sequence of Outline
    rubrics : bool, default False
        Whether the rubrics are among them.
    """
    found = {"instructors/syllabus": syllabus(units)}
    found |= {place: _mended(path.read_text(encoding="utf-8")) for place, path in _guides(course).items()}
    if rubrics:
        found["instructors/rubrics"] = _rubrics(units)
    names = (name.removeprefix("instructors/") for name in found if name.startswith("instructors/"))
    return {**found, "instructors/index": _index(names)}


def _guides(course: Course) -> dict[str, Path]:
    """Where each guide stands in the book, and its file."""
    paths = sorted((course.root / "docs").glob("*.md"))
    return {path.stem if path.stem in FOR_STUDENTS else f"instructors/{path.stem}": path for path in paths}


def _mended(text: str) -> str:
    """A guide whose links to other guides lead to their pages; what else it links to is no page, and becomes words."""

    def link(found: re.Match[str]) -> str:
        words, target = found[1], Path(found[2])
        if target.suffix != ".md" or len(target.parts) > 1:
            return words
        if words == target.name:
            words = ""  # the page's title stands there
        folder = "/" if target.stem in FOR_STUDENTS else "/instructors/"
        return f"[{words}]({folder}{target.name}{found[3] or ''})"

    return LINK.sub(link, text)


def _index(names: Iterable[str]) -> str:
    """The part's first page."""
    pages = "\n".join(names)
    words = "How to give the course, grade it, and make one of your own. Students need none of this."
    return f"# For instructors\n\n{words}\n\n```{{toctree}}\n:maxdepth: 1\n\n{pages}\n```\n"


def syllabus(units: Sequence[Outline]) -> str:
    """Every unit with what it teaches, needs and asks, and with its points."""
    rows = ["| unit | needs | takes | exercises | points | by hand |", "| --- | --- | --- | --- | --- | --- |"]
    for outline in units:
        name, needs = outline.link(f"{outline.number} {outline.topic}"), ", ".join(outline.needs) or "none"
        asked = f"{len(outline.unit.exercises)} | {outline.unit.points:g} | {_written_points(outline):g}"
        rows.append(f"| {name} | {needs} | {outline.hours} | {asked} |")
    parts = [
        "# Syllabus",
        "Times are for reading, playing, the exercises and the experiment.",
        "\n".join(rows),
    ]
    for outline in units:
        parts += [f"## {outline.number} · {outline.title}", f"*{outline.promise}*", f"**Needs** {outline.needed}"]
        parts += [
            "Afterwards a student can",
            "\n".join(f"- {ability}" for ability in outline.abilities),
            _asked(outline),
        ]
    return "\n\n".join(parts) + "\n"


def _asked(outline: Outline) -> str:
    exercises = [one for one in outline.unit.exercises if not one.is_quiz]
    quiz = [one for one in outline.unit.exercises if one.is_quiz]
    names = [f"{outline.link(f'`{one.name}`', outline.exercise(one.name))} ({one.points:g})" for one in exercises]
    said = f"**Exercises**, with their points: {', '.join(names)}."
    if quiz:
        said += f" **Quiz**: {len(quiz)} questions ({sum(one.points for one in quiz):g})."
    if points := _written_points(outline):
        said += f" **Answered in words**: {points:g} points, graded by hand."
    return said


def _written_points(outline: Outline) -> float:
    return sum(
        (float(cell.metadata.get("points", 0)) for cell in outline.unit.notebook.cells if is_question(cell)), 0.0
    )


def _rubrics(units: Sequence[Outline]) -> str:
    """The model answer and the rubric of every question that is answered in words, for those who grade."""
    parts = ["# Rubrics", "Model answers and rubrics of all written answers, unit by unit, for those who grade."]
    for outline in units:
        for name, answer in outline.unit.model_answers.items():
            parts += [f"## {outline.number} · {name}", re.sub(r"^#+ ", "**", answer, flags=re.MULTILINE)]
    return "\n\n".join(parts) + "\n"
