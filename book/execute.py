"""A solved unit, run from top to bottom: what each code cell put out.

It is kept until the unit, the library, or a pin changes. A unit runs in a copy of its folder of ``notebooks/``, where
its cases lie, on NumPy and with one thread.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import gradschool
from book.measured import with_times_that_stay
from grader.course import Course, Unit
from grader.files import replace

PINS = Path(__file__).parents[1] / "constraints.txt"
SECONDS = 1800
"""The longest cell of the course takes a minute; a machine that does much else may be twenty times as slow."""
SETTINGS = {
    "GRADSCHOOL_BACKEND": "numpy",
    "GRADSCHOOL_FIGURE_SECONDS": str(SECONDS),
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
Outputs = list[dict[str, Any]]


class ExecutionError(Exception):
    """A cell of a solved unit raised an error; the message shows the cell and the error."""


def executed(course: Course, name: str) -> list[Outputs]:
    """The outputs of a solved unit's code cells, in their order, as nbformat has them.

    They are read from ``.grader/book/executed/`` where the same unit ran with the same library and pins before. What a
    clock said in another run stands in ``book/measured/``.

    Raises
    ------
    ExecutionError
        If a cell raises an error, or takes longer than half an hour.
    """
    unit = course.unit(name)
    kept = _kept(course, unit)
    if not kept.is_file():
        outputs = _run(course, unit)
        for old in kept.parent.glob(f"{name}-*.json"):
            old.unlink()
        replace(kept, json.dumps(outputs, indent=0, sort_keys=True).encode())
    return with_times_that_stay(course, unit, json.loads(kept.read_text(encoding="utf-8")))


def is_kept(course: Course, name: str) -> bool:
    """Whether a unit need not run."""
    return _kept(course, course.unit(name)).is_file()


def _kept(course: Course, unit: Unit) -> Path:
    digest = hashlib.sha256()
    for path in [unit.source, *_read_by_it(course, unit)]:
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return course.state / "book" / "executed" / f"{unit.name}-{digest.hexdigest()[:16]}.json"


def _read_by_it(course: Course, unit: Unit) -> Iterator[Path]:
    """What a run depends on beside the unit's own source."""
    yield from (path for path in sorted((course.notebooks / unit.name).iterdir()) if path.suffix in (".py", ".npz"))
    library = (path for path in sorted(Path(gradschool.__file__).parent.rglob("*")) if path.is_file())
    yield from (path for path in library if path.suffix != ".pyc")
    yield from (PINS, Path(__file__))


def _run(course: Course, unit: Unit) -> list[Outputs]:
    code = [cell for cell in unit.notebook.cells if cell.cell_type == "code"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.source) for cell in code])
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        place = Path(folder) / unit.name
        shutil.copytree(course.notebooks / unit.name, place)
        client = NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(place)}})
        try:
            client.execute(env={**os.environ, **SETTINGS}, stderr=subprocess.DEVNULL)
        except (CellExecutionError, TimeoutError) as error:
            raise ExecutionError(f"{unit.source}: {error}") from error
    return [[dict(output) for output in cell.outputs] for cell in notebook.cells]
