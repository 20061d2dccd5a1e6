"""What an attack is given to write on: a submission in which every exercise but one is solved."""

from __future__ import annotations

import base64
import json
import warnings
from pathlib import Path
from string import Template
from textwrap import dedent
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import nbformat

from grader.audit.attacks.surroundings import Surroundings
from grader.audit.notebooks import Sheet, blank, solved
from grader.cells import grade_id
from grader.course import Course, Unit


class HandIn:
    """A submission in the making.

    In every text that an attack writes, ``$exercise`` stands for the attacked function's name and ``$cases`` for the
    file of frozen cases, which every student has, in base64; the names of :class:`Surroundings` stand for what they
    name: ``$secret`` is the path of the course's secret, ``$port`` that of a server that must never be reached.

    Parameters
    ----------
    course : Course
        The stage.
    unit : Unit
    surroundings : Surroundings
    folder : Path
        Where the submission goes: ``submitted/STUDENT/UNIT``.

    Attributes
    ----------
    notebook : NotebookNode
        The notebook, to be changed in any way.
    exercise : str
        The attacked exercise's name; its cell is as released.
    path : Path
        The notebook's file.
    archive : Path or None
        The download by which it is handed in instead.
    """

    def __init__(self, course: Course, unit: Unit, surroundings: Surroundings, folder: Path) -> None:
        self.exercise = unit.exercises[0].name
        self.folder = folder
        self.path = folder / f"{unit.name}.ipynb"
        self.notebook = _all_but_one(course, unit, self.exercise)
        self.surroundings = surroundings
        self._unit = unit
        self._cases = course.notebooks / unit.name / "cases.npz"
        self._content: bytes | None = None
        self._withheld = False
        self.archive: Path | None = None

    def answer(self, source: str) -> None:
        """Write the attacked exercise's cell."""
        cell = next(cell for cell in self.notebook.cells if _name(cell) == self.exercise)
        cell.source = self.filled(source)

    def answer_with_solution(self, source: str) -> None:
        """Write the attacked exercise's cell, below the solution, which is called ``$exercise``."""
        self.answer(f"{self._unit.solution.source(self.exercise)}\n\n{dedent(source)}")

    def cell(self, source: str) -> None:
        """Add a code cell at the end."""
        self.notebook.cells.append(nbformat.v4.new_code_cell(self.filled(source)))

    def first_cell(self, source: str) -> None:
        """Add a code cell at the beginning."""
        self.notebook.cells.insert(0, nbformat.v4.new_code_cell(self.filled(source)))

    def text(self, markdown: str) -> None:
        """Add a Markdown cell at the end."""
        self.notebook.cells.append(nbformat.v4.new_markdown_cell(self.filled(markdown)))

    def beside(self, name: str, source: str) -> None:
        """Hand in another file along with the notebook."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.filled(source), encoding="utf-8")

    def open_folder(self) -> None:
        """Let the instructor have gone into this submission's folder to look at it, and run the commands from there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.surroundings.desk.rmdir()
        self.surroundings.desk.symlink_to(self.folder)

    def instead(self, content: bytes | str) -> None:
        """Hand in these bytes as the notebook."""
        self._content = content.encode() if isinstance(content, str) else content

    def download(self, *entries: tuple[str | ZipInfo, bytes | str]) -> None:
        """Hand in by way of a platform, whose download the instructor collects: a zip file of these entries."""
        self.archive = self.surroundings.temporary.parent / f"{self.folder.parent.name}.zip"
        with warnings.catch_warnings(), ZipFile(self.archive, "w", ZIP_DEFLATED) as packed:
            warnings.simplefilter("ignore")  # of names that are there twice
            for name, content in entries:
                packed.writestr(name, content)

    def withhold(self) -> None:
        """Hand in no notebook."""
        self._withheld = True

    def filled(self, source: str) -> str:
        """A text with its names filled in."""
        cases = base64.b64encode(self._cases.read_bytes()).decode()
        names: dict[str, Any] = {**self.surroundings.names, "exercise": self.exercise, "cases": cases}
        return Template(dedent(source).strip("\n")).safe_substitute(names)

    def write(self) -> None:
        """Put the submission in its place, unless the attack has put something else there."""
        places = (self.path, self.folder, self.folder.parent)
        if self._withheld or self.archive or self.path.exists() or any(place.is_symlink() for place in places):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        content = self._content if self._content is not None else json.dumps(self.notebook).encode()
        self.path.write_bytes(content)


def _all_but_one(course: Course, unit: Unit, exercise: str) -> Sheet:
    released = next(cell.source for cell in blank(course, unit).cells if _name(cell) == exercise)
    return solved(course, unit, {exercise: released})


def _name(cell: Sheet) -> str:
    return grade_id(cell) if cell.cell_type == "code" else ""
