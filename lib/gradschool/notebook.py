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
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from gradschool.checks.check import EXAM, CheckError, PublicChecks
from gradschool.checks.display import Total


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
    """

    errors: list[str]
    total: Total


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
    cells = _cells(path)
    try:
        unit = PublicChecks(path.parent)
    except CheckError as error:
        raise NotebookError(f"{path.name} can't be checked: {error}") from error
    with chdir(path.parent), _quiet():
        errors, definitions = _run(cells)
        return Report(errors, unit.total(definitions))


def _cells(path: Path) -> list[tuple[int, str]]:
    """Return number and source of the code cells that a check needs: all but the demonstrations."""
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


def _run(cells: list[tuple[int, str]]) -> tuple[list[str], dict[str, Any]]:
    """Run cells one after another, going on after errors as a student would."""
    from IPython.core.interactiveshell import InteractiveShell

    errors, shell = list[str](), InteractiveShell()
    for number, source in cells:
        result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and not isinstance(error, NotImplementedError):
            errors.append(f"code cell {number}: {type(error).__name__}: {error}")
    return errors, shell.user_ns


@contextmanager
def _quiet() -> Iterator[None]:
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
