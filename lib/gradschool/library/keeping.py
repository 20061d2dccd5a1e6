"""Where a student's library goes: into a file, or into a cell of the capstone's notebook. What somebody wrote stays.

A text that collect wrote, and that nobody changed since, is written anew without asking. Anything else is kept unless
the student asks for it, and even then a copy is put beside it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gradschool import lent
from gradschool.library.collection import Collection
from gradschool.library.module import Written, is_unchanged, written
from gradschool.library.naming import Unit
from gradschool.library.slices import Program
from gradschool.library.statements import statements
from gradschool.notebook import NotebookError, code_cells
from gradschool.withheld import WITHHELD

CELL = "your_library"
"""The tag of the cell; without one, it is the cell that makes `BORROWED`."""
BLOCKED = (*WITHHELD, "gradschool.lent")
"""What is not there while a notebook is graded, so nothing that needs it can go into its cell."""


class Kept(RuntimeError):
    """Something that somebody wrote stands where the library should go; the message says what to do."""


def write_module(text: str, path: Path, force: bool = False) -> Path | None:
    """Write the library to a file.

    Parameters
    ----------
    text : str
        The module.
    path : Path
    force : bool, default False
        Whether a file that collect did not write, or that was changed since, may be replaced.

    Returns
    -------
    Path or None
        The copy of such a file.

    Raises
    ------
    Kept
        If there is such a file, and no `force`.
    """
    copy = None
    if path.exists() and not is_unchanged(path.read_text(encoding="utf-8", errors="replace")):
        if not force:
            raise Kept(
                f"{path} is there, and not as collect wrote it, so it is kept; give another name with -o, or replace "
                "it with --force (a copy stays beside it)"
            )
        copy = _copied(path)
    path.write_text(text, encoding="utf-8", newline="\n")
    return copy


def write_cell(collection: Collection, path: Path, force: bool = False) -> tuple[Written, list[str], Path | None]:
    """Put a student's own functions into the cell of a notebook, in the place of those that came with it.

    Parameters
    ----------
    collection : Collection
    path : Path
        The notebook. Functions that came with its cell stay, as borrowed, where the student has none.
    force : bool, default False
        Whether a cell that the student changed may be replaced.

    Returns
    -------
    module : Written
        What stands in the cell now.
    left : list of str
        Exercises that need a part of the library which is not there while the notebook is graded.
    copy : Path or None
        The copy of the notebook with the changed cell.

    Raises
    ------
    NotebookError
        If the notebook can't be read, or has no such cell.
    Kept
        If the student changed the cell, and there is no `force`.
    """
    code_cells(path)  # which says what is wrong with a notebook that can't be read
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = _cell(notebook, path)
    source = "".join(cell["source"])
    ours = cell["metadata"].setdefault("gradschool", {})
    untouched = not source.strip() or is_unchanged(source) or _is_as_released(cell, source)
    if not untouched and not force:
        raise Kept(
            f"the cell of {path.name} that holds your library was changed by hand, so it is kept; move what is "
            "yours to another cell, or replace it with --force (a copy of the notebook stays beside it)"
        )
    starter = ours.setdefault("starter", source if _is_as_released(cell, source) else "")
    others = (one for one in _code(notebook) if one is not cell)
    around = Program(statements((0, "".join(one["source"])) for one in others))
    module, left = _for_a_cell(collection, starter, path, around)
    copy = None if untouched else _copied(path)
    cell.update(source=module.text.rstrip("\n"), outputs=[], execution_count=None)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return module, left, copy


def _for_a_cell(collection: Collection, starter: str, path: Path, around: Program) -> tuple[Written, list[str]]:
    """The student's own functions, and for names that are not among them those that came with the cell."""
    units, left = [], []
    for unit in collection.units:
        needing = [name for name in unit.own if _needs_what_is_blocked(unit.program, name)]
        units.append(replace(unit, own=[name for name in unit.own if name not in needing], borrowed=[], missing=[]))
        left += needing
    own = {name for unit in units for name in unit.own}
    whole = Program(statements([(0, starter)]))
    given = [name for name in _borrowed(whole) if name not in own]
    program = Program([one for one in whole.statements if not one.makes & own])  # what calls them calls the student's
    units.append(Unit(path.stem, path.name, program, given, [], [], given=True))
    return written(units, lent.__name__, around), left


def _needs_what_is_blocked(program: Program, name: str) -> bool:
    nodes = [program.statements[i].node for i in program.slice(name).places]
    modules = [one.module or "" for one in nodes if isinstance(one, ast.ImportFrom)]
    names = [f"{one.module}.{alias.name}" for one in nodes if isinstance(one, ast.ImportFrom) for alias in one.names]
    whole = [alias.name for one in nodes if isinstance(one, ast.Import) for alias in one.names]
    return any(
        one == blocked or one.startswith(f"{blocked}.") for one in modules + names + whole for blocked in BLOCKED
    )


def _borrowed(program: Program) -> list[str]:
    """The names that a cell says are borrowed, of those that it makes."""
    for one in program.statements:
        if "BORROWED" in one.makes and isinstance(one.node, (ast.Assign, ast.AnnAssign)) and one.node.value:
            names = {str(node.value) for node in ast.walk(one.node.value) if isinstance(node, ast.Constant)}
            return sorted(names & program.names)
    return []


def is_for_a_library(path: Path) -> bool:
    """Whether a notebook has a cell for a library, as the capstone's has; one that can't be read has none."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return any(is_it(cell) for cell in _code(notebook) for is_it in _SIGNS)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def names_in_the_cell(path: Path) -> tuple[list[str], list[str]]:
    """What the cell for a library defines, and which of it it says is borrowed."""
    source = "".join(_cell(json.loads(path.read_text(encoding="utf-8")), path)["source"])
    program = Program(statements([(0, source)]))
    return sorted(program.names), _borrowed(program)


def _code(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _cell(notebook: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The code cell that the library goes into."""
    for is_it in _SIGNS:
        for cell in _code(notebook):
            if is_it(cell):
                return cell
    raise NotebookError(
        f"{path.name} has no cell for your library: give a code cell the tag {CELL}, or begin it with BORROWED = ()"
    )


def _is_named(cell: Mapping[str, Any]) -> bool:
    nbgrader = cell["metadata"].get("nbgrader", {})
    return CELL in cell["metadata"].get("tags", []) or nbgrader.get("grade_id") == CELL


def _makes_borrowed(cell: Mapping[str, Any]) -> bool:
    return any("BORROWED" in one.makes for one in statements([(0, "".join(cell["source"]))]))


_SIGNS = (_is_named, _makes_borrowed)


def _is_as_released(cell: Mapping[str, Any], source: str) -> bool:
    """Whether a cell's text is the one that nbgrader's checksum in it was made of."""
    about = cell["metadata"].get("nbgrader", {})
    flags = (str(bool(about.get(name))) for name in ("grade", "solution", "locked"))
    parts = (source, "code", *flags, str(about.get("grade_id", "")))
    return about.get("checksum") == hashlib.md5("".join(parts).encode()).hexdigest()


def _copied(path: Path) -> Path:
    """Copy a file beside itself, under a name that is free."""
    number, copy = 1, path.with_stem(f"{path.stem}-before-collect")
    while copy.exists():
        number += 1
        copy = path.with_stem(f"{path.stem}-before-collect-{number}")
    shutil.copy2(path, copy)
    return copy
