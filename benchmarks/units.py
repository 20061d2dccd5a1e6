"""Every code cell of a unit, solved, on the backend in use: what fails, and how long it takes, as JSON.

    GRADSCHOOL_BACKEND=cupy python benchmarks/units.py 07-optimizers

It needs the library and what a unit imports, nothing of the grader. A check that finds a mistake in the solution is a
failure too: there the student's device and the frozen cases disagree. At the end all exercises are replaced by wrong
ones, then by those of the release, which are not written yet, and the figures that they draw must say so, not break.
"""

import contextlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMPANIONS = ("probes.py", "hidden_probes.py", "mistakes.py", "alternatives.py")
CHECK = re.compile(r"check\((\w+)\)")


def code_cells(unit: str) -> Iterator[tuple[int, str]]:
    """The code cells of a unit's source, each with its first line's number."""
    (source,) = (path for path in (ROOT / "solutions" / unit).glob("*.py") if path.name not in COMPANIONS)
    head, code, start = "", [], 0
    for number, line in enumerate([*source.read_text(encoding="utf-8").splitlines(), "# %%"], start=1):
        if not line.startswith("# %%"):
            code.append(line)
            continue
        if head and "[markdown]" not in head:
            yield start, "\n".join(code).strip()
        head, code, start = line, [], number + 1


def failures(unit: str) -> list[str]:
    """One line for each cell that raised an error and each check that was not passed."""
    definitions: dict[str, Any] = {"__name__": "__main__"}
    found = []
    for line, cell in code_cells(unit):
        checked = CHECK.fullmatch(cell)
        try:
            score = eval(cell, definitions) if checked else exec(compile(cell, f"line {line}", "exec"), definitions)
        except Exception as error:
            found.append(f"line {line}: {type(error).__name__}: {error} ({_place(error)})")
            continue
        if checked and (wrong := [verdict for verdict in score.verdicts if not verdict.passed]):
            found.append(f"check({checked[1]}): {wrong[0].probe}: {wrong[0].message}")
    return found + broken_figures(unit, definitions)


def broken_figures(unit: str, definitions: dict[str, Any]) -> list[str]:
    """One line for each figure that breaks, in place of saying what it waits for."""
    cells = list(code_cells(unit))
    names = [found[1] for _, cell in cells if (found := CHECK.fullmatch(cell))]
    wrong = {**definitions, **dict.fromkeys(names, lambda *given, **named: None)}
    found = []
    for kind, notebook in {"wrong": wrong, "unwritten": with_the_release_s(unit, names, definitions)}.items():
        for line, cell in cells:
            if "drawn_by(" in cell:
                try:
                    exec(compile(cell, f"line {line}", "exec"), notebook)
                except Exception as error:
                    said = f"{type(error).__name__}: {error} ({_place(error)})"
                    found.append(f"line {line}, {kind} exercises: {said}")
    return found


def with_the_release_s(unit: str, names: list[str], definitions: dict[str, Any]) -> dict[str, Any]:
    """A notebook's names with these exercises as a student gets them, still to be written."""
    (released,) = (ROOT / "notebooks" / unit).glob("*.ipynb")
    notebook = dict(definitions)
    for cell in json.loads(released.read_text(encoding="utf-8"))["cells"]:
        if cell["id"] in names:
            exec("".join(cell["source"]), notebook)
    return notebook


def _place(error: Exception) -> str:
    """Where an error arose: the innermost frame."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def main(unit: str) -> None:
    """Run a unit in a copy of its folder of ``notebooks/``, where its cases lie: it may write files there."""
    os.environ.setdefault("MPLBACKEND", "agg")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
        shutil.copytree(ROOT / "notebooks" / unit, place, dirs_exist_ok=True)
        with contextlib.chdir(place):
            found = failures(unit)
    print(json.dumps({"unit": unit, "failures": found, "seconds": round(time.perf_counter() - began, 1)}))


if __name__ == "__main__":
    main(sys.argv[1])
