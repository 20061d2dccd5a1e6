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
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from gradschool.checks.cases import CasesError, read_cases
from gradschool.checks.check import EXAM, grade
from gradschool.checks.display import Score
from gradschool.checks.probes import load_probes


class NotebookError(ValueError):
    """A notebook that can't be checked; the message says why."""


@dataclass
class Report:
    """What running a notebook and checking it found.

    Attributes
    ----------
    errors : list of str
        One line for each cell that raised an error.
    scores : dict of Score or None
        For each exercise, its score; None where the notebook defines nothing of that name.
    """

    errors: list[str] = field(default_factory=list)
    scores: dict[str, Score | None] = field(default_factory=dict)


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
    cells, probes_file, cases_file = _cells(path), path.parent / "probes.py", path.parent / "cases.npz"
    for file in (probes_file, cases_file):
        if not file.is_file():
            raise NotebookError(f"{file.name} is not beside {path.name}; check the notebook in its unit's own folder")
    with chdir(path.parent), _quiet():
        report, definitions = _run(cells)
        try:
            frozen = read_cases(cases_file)
        except CasesError as error:
            raise NotebookError(str(error)) from error
        probes = load_probes(probes_file.read_text(encoding="utf-8"), probes_file)
        for name, answers in frozen.items():
            own = [probe for probe in probes if probe.exercise == name]
            report.scores[name] = grade(own, answers, definitions) if name in definitions and own else None
    return report


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


def _run(cells: list[tuple[int, str]]) -> tuple[Report, dict[str, Any]]:
    """Run cells one after another, going on after errors as a student would."""
    from IPython.core.interactiveshell import InteractiveShell

    report, shell = Report(), InteractiveShell()
    for number, source in cells:
        result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and not isinstance(error, NotImplementedError):
            report.errors.append(f"code cell {number}: {type(error).__name__}: {error}")
    return report, shell.user_ns


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
