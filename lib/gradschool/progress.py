"""How far a student is: units, exercises, points by the public checks, what comes next, and how much of a library.

A notebook is run and checked once. What came of it is kept in the cache folder of this machine, under a checksum of the
notebook's code and of its unit's checks, so nothing is written beside the student's files.

>>> from gradschool.progress import survey
>>> survey("/nowhere").units
[]
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pooch

from gradschool import __version__
from gradschool.checks.cases import read_cases
from gradschool.library.keeping import is_for_a_library, names_in_the_cell
from gradschool.notebook import NotebookError, check_notebook, code_cells, notebooks_below

if TYPE_CHECKING:
    from gradschool.plots import Picture


@dataclass(frozen=True)
class UnitProgress:
    """What is done in one notebook.

    Attributes
    ----------
    name : str
        Of the unit.
    points, possible : float
        By the public checks.
    states : dict of str to str
        ``right``, ``wrong`` or ``to do`` for each exercise.
    others : list of str
        Those among the exercises that are no functions for a library: quizzes, and the capstone's.
    """

    name: str
    points: float
    possible: float
    states: dict[str, str]
    others: list[str]

    @property
    def right(self) -> int:
        """How many exercises are right."""
        return list(self.states.values()).count("right")

    @property
    def earned(self) -> str:
        """The points in words: ``2.25 of 20``."""
        return f"{round(self.points, 2):g} of {round(self.possible, 2):g}"

    @property
    def functions(self) -> dict[str, str]:
        """The states of what can become a part of a library."""
        return {name: state for name, state in self.states.items() if name not in self.others}


@dataclass(frozen=True)
class Survey:
    """What is done in all notebooks of a folder.

    Attributes
    ----------
    units : list of UnitProgress
        In the order of the course.
    errors : list of str
        A line for each notebook that can't be checked.
    cell : (list of str, list of str) or None
        What the capstone's cell for a library defines, and which of it is borrowed; None where there is no capstone.
    """

    units: list[UnitProgress]
    errors: list[str]
    cell: tuple[list[str], list[str]] | None = None

    @property
    def next(self) -> str:
        """What comes next: the first exercise that is not right; empty where there is none."""
        to_come = (
            f"{name} in {unit.name}" for unit in self.units for name, state in unit.states.items() if state != "right"
        )
        return next(to_come, "")

    @property
    def library(self) -> str:
        """How much of the library that the capstone is built with is the student's own, in a line or two."""
        from gradschool import lent

        states = [one for unit in self.units for one in unit.functions.items()]
        if not states and self.cell is not None:
            return f"in the capstone's cell: {len(self.cell[1])} functions borrowed; your own come from the other units"
        own = sum(state == "right" for _, state in states)
        borrowed = sum(state != "right" and name in lent.__all__ for name, state in states)
        line = (
            f"your library for the capstone: {own} of {len(states)} functions your own, {borrowed} to borrow, "
            f"{len(states) - own - borrowed} missing"
        )
        if self.cell is None:
            return line
        exercises, (made, lent_there) = {name for name, _ in states}, self.cell
        own = len(exercises & (set(made) - set(lent_there)))
        return f"{line}\nin the capstone's cell: {own} your own, {len(lent_there)} borrowed"

    def __str__(self) -> str:
        """The table that a terminal shows."""
        rows = [(unit.name, f"{unit.right} of {len(unit.states)}", unit.earned, _bar(unit)) for unit in self.units]
        return "\n".join(_table([("unit", "exercises", "points", ""), *rows]))


def survey(folder: str | Path = ".", over: Callable[[Sequence[Path]], Iterable[Path]] = iter) -> Survey:
    """Run and check all notebooks in a folder and below, each beside its unit's checks.

    Parameters
    ----------
    folder : path
    over : callable, optional
        Goes through the notebooks in the place of ``iter``: a progress bar.

    Returns
    -------
    Survey
    """
    units, errors, cell = [], [], None
    for path in over(notebooks_below(folder)):
        try:
            units.append(_unit(path))
            cell = names_in_the_cell(path) if is_for_a_library(path) else cell
        except NotebookError as error:
            errors.append(str(error))
    return Survey(units, errors, cell)


def progress(folder: str | Path | None = None) -> Picture:
    """Draw what is done: one bar a unit, for a notebook.

    Parameters
    ----------
    folder : path, optional
        Where the notebooks lie; by default the folder above where this is called in a unit's folder, else this one.

    Returns
    -------
    Picture

    Raises
    ------
    FileNotFoundError
        If there is no notebook beside its unit's checks.
    """
    from tqdm.auto import tqdm

    from gradschool import plots

    where = Path(folder) if folder is not None else Path("..") if Path("probes.py").is_file() else Path()
    found = survey(where, lambda paths: tqdm(paths, desc="units", leave=False))
    if not found.units:
        raise FileNotFoundError(f"no notebook with its unit's checks lies below {where.resolve()}")
    bars = {
        unit.name: (
            unit.points / unit.possible if unit.possible else 0.0,
            f"{unit.earned} points, {unit.right} of {len(unit.states)} exercises",
        )
        for unit in found.units
    }
    return plots.unit_bars(bars, below=[*([f"next: {found.next}"] if found.next else []), *found.library.split("\n")])


def _unit(path: Path) -> UnitProgress:
    """A notebook's progress: as it was found before, or found now."""
    kept = pooch.os_cache("gradschool") / "progress" / f"{_checksum(path)}.json"
    with suppress(OSError, ValueError, TypeError):
        return UnitProgress(**json.loads(kept.read_text(encoding="utf-8")))
    total = check_notebook(path).total
    exercises, last = read_cases(path.parent / "cases.npz"), is_for_a_library(path)
    others = [name for name, one in exercises.items() if one.sealed or last]
    found = UnitProgress(path.parent.name, float(total), sum(total.max_points.values()), total.states, others)
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(found)), encoding="utf-8")
    return found


def _checksum(path: Path) -> str:
    """What a notebook's result depends on: its code, its unit's checks, and this library's version."""
    digest = hashlib.sha256(json.dumps([__version__, path.parent.name, code_cells(path)]).encode())
    for name in ("probes.py", "cases.npz"):
        with suppress(OSError):
            digest.update((path.parent / name).read_bytes())
    return digest.hexdigest()[:32]


def _bar(unit: UnitProgress) -> str:
    done = int(10 * unit.points / unit.possible) if unit.possible else 0
    return "#" * done + "." * (10 - done)


def _table(rows: list[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
