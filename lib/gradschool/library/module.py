"""The text of a student's library: one module of plain functions out of many notebooks.

Above each function stands where it comes from. The last line lets a later run see whether somebody changed the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradschool.library.naming import Names, Unit
from gradschool.library.renaming import renamed
from gradschool.library.slices import Program
from gradschool.library.statements import DEFINITIONS, IMPORTS, Statement

HEAD = '''"""Your own library: the exercises of the course that are yours, collected from your notebooks.

Written by `gradschool collect`; the same command writes it again. What is marked `# borrowed` is the library's own
version of an exercise that is not right yet, or not written; what is marked `# missing` nobody has written.
"""
'''
SIGNATURE = "# gradschool collect: "
"""How the last line begins; it tells a text that collect wrote from one that somebody changed."""


class UnclearName(ValueError):
    """A name that must change and can't; `unit` and `place` say which statement it is about."""

    def __init__(self, message: str, unit: str, place: int) -> None:
        super().__init__(message)
        self.unit, self.place = unit, place


@dataclass
class Written:
    """A module, and what came out as what.

    Attributes
    ----------
    text : str
        The module.
    names : dict of (str, str) to str
        For a unit and an exercise of it, the name in the module.
    borrowed : list of str
        Those of the names that are not the student's own.
    lines : dict of int to (str, int)
        For the first line of each statement, its unit and its position there.
    """

    text: str
    names: dict[tuple[str, str], str]
    borrowed: list[str]
    lines: dict[int, tuple[str, int]]

    @property
    def told(self) -> str:
        """What is in it, in a few words: ``2 functions of yours (dense, adam_step), and borrowed: cosine``."""
        own = [name for name in self.names.values() if name not in self.borrowed]
        words = f"{len(own)} function{'' if len(own) == 1 else 's'} of yours"
        words += f" ({', '.join(own)})" if own else ""
        return f"{words}, and borrowed: {', '.join(self.borrowed)}" if self.borrowed else words


def written(units: Sequence[Unit], lender: str, around: Program | None = None) -> Written:
    """Write the module.

    Parameters
    ----------
    units : sequence of Unit
        In the order of the course.
    lender : str
        The module that borrowed exercises are imported from, under the names that they have in the course.
    around : Program, optional
        What stands around the text, where it becomes a cell of a notebook: names that are made there stay theirs.

    Returns
    -------
    Written

    Raises
    ------
    UnclearName
        If a name must change and can't.
    """
    names = Names(units, around)
    borrowed = [names.of(unit, name) for unit in units for name in (*(unit.own if unit.given else ()), *unit.borrowed)]
    lines, origins = _head(units, borrowed), dict[int, tuple[str, int]]()
    for unit in units:
        lines += ["", "", f"# ---- {unit.name}: {unit.notebook}"]
        before: Statement | None = None
        for place in sorted(unit.places()):
            statement = unit.program.statements[place]
            if not names.is_first(unit, statement):
                continue
            lines += _gap(before, statement)
            if made := sorted(statement.makes & set(unit.own)):
                place_of = "  # borrowed" if unit.given else f", code cell {statement.cell}"
                lines.append(f"# {', '.join(made)}: {unit.name}{place_of}")
            origins[len(lines) + 1] = (unit.name, place)
            try:
                lines += renamed(statement, names.changed(unit)).split("\n")
            except ValueError as error:
                raise UnclearName(str(error), unit.name, place) from None
            before = statement
        lines += _of_others(unit, names, lender)
    called = {(unit.name, one): names.of(unit, one) for unit in units for one in unit.exercises}
    return Written(signed("\n".join(lines) + "\n"), called, borrowed, origins)


def signed(text: str) -> str:
    """A text with the line at its end that `is_unchanged` looks for."""
    return f"{text}\n{SIGNATURE}{_digest(text)}\n"


def is_unchanged(text: str) -> bool:
    """Whether a text is as collect wrote it; line ends don't count.

    >>> is_unchanged(signed("a = 1")), is_unchanged(signed("a = 1").replace("1", "2")), is_unchanged("a = 1")
    (True, False, False)
    """
    body, found, digest = "\n".join(text.splitlines()).rpartition(f"\n{SIGNATURE}")
    return bool(found) and digest.strip() == _digest(body)


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def _head(units: Sequence[Unit], borrowed: Sequence[str]) -> list[str]:
    lines = HEAD.splitlines()
    if any("__future__" in one.text for unit in units if unit.own for one in unit.program.statements):
        lines += ["from __future__ import annotations", ""]
    lines += (
        ["BORROWED: tuple[str, ...] = (", *(f'    "{name}",' for name in borrowed), ")"]
        if borrowed
        else ["BORROWED: tuple[str, ...] = ()"]
    )
    return lines


def _gap(before: Statement | None, statement: Statement) -> list[str]:
    if isinstance(statement.node, DEFINITIONS) or (before and isinstance(before.node, DEFINITIONS)):
        return ["", ""]
    same = before is not None and isinstance(before.node, IMPORTS) == isinstance(statement.node, IMPORTS)
    return [] if same else [""]


def _of_others(unit: Unit, names: Names, lender: str) -> Iterator[str]:
    """The exercises of a unit that are not the student's."""
    if unit.borrowed:
        yield ""
    for name in unit.borrowed:
        new = names.of(unit, name)
        yield f"from {lender} import {name}{'' if new == name else f' as {new}'}  # borrowed"
    for name in unit.missing:
        yield from ("", "", f"def {names.of(unit, name)}(*given, **named):  # missing")
        yield f'    raise NotImplementedError("{name} of {unit.name} is not written yet, and nobody lends it")'
