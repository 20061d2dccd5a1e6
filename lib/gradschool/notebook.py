"""A look at a whole notebook without opening it: `gradschool check NOTEBOOK`.

It runs the notebook's cells on this machine, as Jupyter would, and then the unit's public checks. The grade itself is
computed elsewhere.

>>> from gradschool.notebook import check_notebook
>>> check_notebook("no-such-notebook.ipynb")
Traceback (most recent call last):
...
gradschool.notebook.NotebookError: ...no-such-notebook.ipynb can't be read: No such file or directory
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from gradschool.checks.check import EXAM, CheckError, PublicChecks
from gradschool.checks.display import Total
from gradschool.checks.timelimit import Alarm

INSTRUCTORS = {"submitted", "autograded", "feedback", "solutions", "demo", ".grader", ".ipynb_checkpoints"}
"""Folders of a course in which notebooks lie that are not the reader's own."""
CELL_SECONDS = 120.0
"""How long one cell may run; those of the course take a few seconds."""


class NotebookError(ValueError):
    """A notebook that can't be checked; the message says why."""


@dataclass(frozen=True)
class Report:
    """What running a notebook and checking it found.

    Attributes
    ----------
    errors : list of str
        One line for each cell that raised an error.
    total : Total
        The points so far, with each exercise's score.
    cells : list of (int, str)
        Number and source of each code cell that was run.
    stopped : dict of int to int
        For each cell that an error ended, the line of the statement that raised it; 0 where nothing of it ran.
    """

    errors: list[str]
    total: Total
    cells: list[tuple[int, str]]
    stopped: dict[int, int]


def notebooks_below(folder: str | Path) -> list[Path]:
    """A student's notebooks in a folder and below: those that lie beside their unit's checks, in the units' order.

    Where several lie in one unit's folder, the one that is called like the folder is meant; without it, all are.

    >>> notebooks_below("/nowhere")
    []
    """
    root = Path(folder).resolve()
    own = (path for path in root.rglob("*.ipynb") if not set(path.relative_to(root).parts) & INSTRUCTORS)
    beside = sorted(path for path in own if (path.parent / "probes.py").is_file())
    named = {path.parent for path in beside if path.stem == path.parent.name}
    return [path for path in beside if path.stem == path.parent.name or path.parent not in named]


def check_notebook(path: str | Path) -> Report:
    """Run a notebook and its public checks.

    Parameters
    ----------
    path : path
        The notebook; ``probes.py`` and ``cases.npz`` of its unit lie beside it.

    Returns
    -------
    Report

    Raises
    ------
    NotebookError
        If the notebook can't be read, or its unit's files are not beside it.
    """
    path = Path(path).resolve()
    cells = code_cells(path)
    try:
        unit = PublicChecks(path.parent)
    except CheckError as error:
        raise NotebookError(f"{path.name} can't be checked: {error}") from error
    with chdir(path.parent), quiet():
        errors, stopped, definitions = _run(cells)
        return Report(errors, unit.total(definitions), cells, stopped)


def code_cells(path: Path) -> list[tuple[int, str]]:
    """Return number and source of the code cells that a check needs: all but the demonstrations.

    Raises
    ------
    NotebookError
        If the notebook can't be read.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [(cell, cell["metadata"].get("tags", [])) for cell in notebook["cells"] if cell["cell_type"] == "code"]
        sources = [(cell["source"], tags) for cell, tags in cells]
    except OSError as error:
        raise NotebookError(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotebookError(f"{path.name} is no notebook of format 4 ({error})") from error
    joined = [("".join(source), tags) for source, tags in sources]
    return [(i, source) for i, (source, tags) in enumerate(joined, start=1) if "demo" not in tags]


def _run(cells: Iterable[tuple[int, str]]) -> tuple[list[str], dict[int, int], dict[str, Any]]:
    """Run cells one after another, going on after errors as a student would."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Shell(InteractiveShell):
        def enable_gui(self, gui: str | None = None) -> None:
            """Nothing is shown here; without this, %matplotlib would end its cell."""

    unrecorded = Config(HistoryManager={"enabled": False})  # what is typed in IPython has a history, kept by a thread
    errors, stopped, shell = list[str](), dict[int, int](), Shell(config=unrecorded)
    for number, source in cells:
        with Alarm(CELL_SECONDS):
            result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            continue
        stopped[number] = 0 if result.error_before_exec else line_at_the_top(error)
        if not isinstance(error, NotImplementedError):
            errors.append(f"code cell {number}: {type(error).__name__}: {error}")
    return errors, stopped, shell.user_ns


def line_at_the_top(error: BaseException) -> int:
    """The line at the top of a cell or of a module that an error came from; 0 where there is none."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_name != "<module>":
        trace = trace.tb_next
    return trace.tb_lineno if trace is not None else 0


@contextmanager
def quiet() -> Iterator[None]:
    """Keep prints to ourselves, figures off the screen, and the notebook's own check cells still."""
    changed = {EXAM: "1", "MPLBACKEND": "agg"}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
