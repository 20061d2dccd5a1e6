"""The sample class: what a class hands in, from the solution to hostile notebooks.

Everybody's file is made from the unit's own sources: the solution, the release, the known mistakes and the accepted
alternatives. Only the misbehaving ones hold code of their own (see `grader.demo.misbehaving`).
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import v4

from grader.audit.notebooks import Sheet, blank, solved
from grader.cells import grade_id
from grader.course import Course, Unit
from grader.course.solution import names_needed, source_of
from grader.course.variants import Kind, Mistake
from grader.demo import misbehaving
from grader.files import replace

MANIFEST = ".sample.json"
NAMES = (
    "ada", "alan", "barbara", "boris", "claude", "corinna", "diederik", "donald", "frank", "geoffrey",
    "grace", "ilya", "jimmy", "john", "juergen", "kaiming", "kunihiko", "leslie", "marvin", "matthew",
    "ruslan", "sepp", "sergey", "seymour", "tijmen", "vladimir", "walter", "warren", "xavier", "yann",
    "yoshua", "yurii", "Émilie du Châtelet", "Søren Å", "李 明", "o'neill", "bernard", "marcian", "katherine",
    "rosalind", "dorothy", "mary", "annie", "emmy", "sofya", "hypatia", "carl", "isaac", "joseph", "augustin",
)  # fmt: skip
"""People whose work the course teaches, as names of folders; some hold spaces and accents."""


@dataclass(frozen=True)
class Sample:
    """What a student of the sample class hands in.

    Attributes
    ----------
    words : str
        A few words on it.
    exercise : str
        Of a variant, the exercise that it answers; else empty.
    mistake : str
        Of a known mistake, its name; else empty.
    answered : frozenset of str, optional
        Of what is neither, the exercises that hold a right answer; None where the file can't be read.
    """

    words: str
    exercise: str = ""
    mistake: str = ""
    answered: frozenset[str] | None = None

    @property
    def is_right(self) -> bool:
        """Whether it is another right answer."""
        return bool(self.exercise) and not self.mistake


def make_class(course: Course, unit: Unit, folder: Path) -> dict[str, Sample]:
    """Write a class's submissions below a folder, as nbgrader lays them.

    Parameters
    ----------
    course : Course
    unit : Unit
        It must have been built.
    folder : Path
        ``submitted/`` of the sample.

    Returns
    -------
    dict
        Student to what they handed in.

    Notes
    -----
    A file that was changed since it was written here is left as it is, and will be graded as it is: try things.
    """
    samples, written = {}, _manifest(folder)
    for (sample, content), student in zip(_submissions(course, unit), _names(), strict=False):
        path = folder / student / unit.name / f"{unit.name}.ipynb"
        data = (content if isinstance(content, str) else v4.writes_json(content)).encode()
        if not path.exists() or _digest(path.read_bytes()) == written.get(student):
            replace(path, data)
            written[student] = _digest(data)
        samples[student] = sample
    replace(folder / MANIFEST, json.dumps(written, ensure_ascii=False, indent=1).encode())
    return samples


def _manifest(folder: Path) -> dict[str, str]:
    """What this file wrote before: student to the file's hash."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(found)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _submissions(course: Course, unit: Unit) -> Iterator[tuple[Sample, Sheet | str]]:
    """What the class hands in: what it is, and a notebook (or a text that is none)."""
    names = [exercise.name for exercise in unit.exercises]
    half, every = len(names) // 2, frozenset(names)
    yield Sample("the solution", answered=every), solved(course, unit)
    yield Sample("the release, untouched", answered=frozenset()), blank(course, unit)
    for words, done in (
        ("the first half done", names[:half]),
        ("the second half done", names[half:]),
        ("every second exercise done", names[::2]),
    ):
        yield Sample(words, answered=frozenset(done)), _only(course, unit, done)
    for alternative, source in _first_of_each(_standing_alone(unit, unit.alternatives))[0]:
        words = f"another right {alternative.exercise}: {_words(alternative.name)}"
        yield Sample(words, alternative.exercise), solved(course, unit, {alternative.exercise: source})
    first, more = _first_of_each(_standing_alone(unit, unit.mistakes))
    yield from _mistaken(course, unit, first)
    for words, change, spoils in misbehaving.CHANGES:
        answered = every - {names[half]} if spoils else every
        yield Sample(words, answered=answered), change(solved(course, unit), names[half])
    yield Sample("a file that was cut off"), v4.writes_json(solved(course, unit))[:2000]
    yield from _mistaken(course, unit, more)


def _first_of_each(variants: Iterable[tuple[Kind, str]]) -> tuple[list[tuple[Kind, str]], list[tuple[Kind, str]]]:
    """The first variant of each exercise, and the others."""
    first: dict[str, tuple[Kind, str]] = {}
    more: list[tuple[Kind, str]] = []
    for variant, source in variants:
        if variant.exercise in first:
            more.append((variant, source))
        else:
            first[variant.exercise] = (variant, source)
    return list(first.values()), more


def _mistaken(
    course: Course, unit: Unit, mistakes: Iterable[tuple[Mistake, str]]
) -> Iterator[tuple[Sample, Sheet | str]]:
    """Solved notebooks with one known mistake each."""
    for mistake, source in mistakes:
        words = f"mistake in {mistake.exercise}: {_words(mistake.name)}"
        yield Sample(words, mistake.exercise, mistake.name), solved(course, unit, {mistake.exercise: source})


def _only(course: Course, unit: Unit, done: list[str]) -> Sheet:
    """A notebook in which only some exercises are done."""
    notebook, release = solved(course, unit), blank(course, unit)
    for cell, empty in zip(notebook.cells, release.cells, strict=True):
        if cell.cell_type == "code" and grade_id(cell) not in done:
            cell.source = empty.source
    return notebook


def _standing_alone(unit: Unit, variants: Iterable[Kind]) -> Iterator[tuple[Kind, str]]:
    """The variants and their cells, but for those that need more than a notebook holds.

    An author's import is not there; and a variant that leans on the solution of its own name would call itself.
    """
    known = {*vars(builtins), *unit.solution.definitions}
    for variant in variants:
        source = source_of(variant.exercise, variant.make(unit.solution))
        loads = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
        if names_needed(source) <= known and variant.exercise not in loads:
            yield variant, source


def _words(name: str) -> str:
    return name.replace("_", " ")


def _names() -> Iterator[str]:
    """As many students as are asked for."""
    yield from NAMES
    for number in itertools.count(2):
        yield from (f"{name}-{number}" for name in NAMES)
