"""``check(adam_step)``: the student's own look at an exercise, in their own kernel, at once.

It runs the unit's public probes on the notebook's definitions and compares with the frozen cases that lie beside the
notebook. The grade itself is computed elsewhere (see the grader): what this says is for learning.

In a notebook's folder, ``check(double)`` shows the score; elsewhere it says where to go:

>>> from gradschool.checks import check
>>> def double(x):
...     return 2 * x
>>> check(double, folder="/nowhere")
Traceback (most recent call last):
...
gradschool.checks.check.CheckError: no probes.py in /nowhere: open the notebook in its unit's folder ...
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gradschool.checks.cases import CasesError, FrozenExercise, read_cases
from gradschool.checks.diagnose import diagnose
from gradschool.checks.display import Score
from gradschool.checks.observe import Observation, observe, public_seed
from gradschool.checks.probes import Probe, load_probes

EXAM = "GRADSCHOOL_EXAM"
"""Set while the grader runs a notebook: then `check` does nothing, since verdicts are reached outside."""


class CheckError(RuntimeError):
    """`check` can't work here; the message says what to do."""


def check(function: Callable[..., Any], folder: str | Path | None = None) -> Score | None:
    """Check an exercise with the unit's public probes.

    Parameters
    ----------
    function : callable
        The function or class that you wrote: ``check(adam_step)``.
    folder : path, optional
        The unit's folder, which holds ``probes.py`` and ``cases.npz``; by default the notebook's own.

    Returns
    -------
    Score or None
        A float that shows itself as a table: which probes are right, the first number that is wrong, and a hint where
        the mistake is a known one. Nothing is raised for a wrong answer, so a notebook runs on to its end. None while
        the grader is at work.

    Raises
    ------
    CheckError
        If the unit's files are not beside the notebook, or the name is no exercise of this unit.
    """
    if os.environ.get(EXAM):
        return None
    name = getattr(function, "__name__", None)
    if not callable(function) or name is None:
        raise CheckError(f"check() wants the function itself, as in check(adam_step); got {type(function).__name__}")
    probes, frozen = _exercise(name, Path(folder or "."))
    score = grade(probes, frozen, {**_namespace(function), name: function})
    if not _rich_front_end():
        print(score)
    return score


def grade(probes: list[Probe], frozen: FrozenExercise, definitions: Mapping[str, Any]) -> Score:
    """Run an exercise's probes on a notebook's definitions and compare with the frozen answers."""
    got = {one.name: observe(one, definitions, public_seed(*one.key)) for one in probes}
    expected = {
        name: Observation(frozen.expected[name].outputs, frozen.expected[name].error, seen.inputs)
        for name, seen in got.items()
    }
    verdicts = diagnose(probes, got, expected, frozen.mistakes, frozen.hints)
    public = sum(verdict.points for verdict in verdicts)
    earned = sum(verdict.points for verdict in verdicts if verdict.passed)
    share = earned / public if public else float(all(verdict.passed for verdict in verdicts))
    points = min(frozen.max_points, share * frozen.max_points)
    return Score(points, probes[0].exercise, verdicts, frozen.max_points - public)


def _exercise(name: str, folder: Path) -> tuple[list[Probe], FrozenExercise]:
    """The probes and frozen answers of one exercise."""
    path = folder / "probes.py"
    if not path.is_file():
        raise CheckError(
            f"no probes.py in {folder.resolve()}: open the notebook in its unit's folder (notebooks/<unit>/), "
            "or say where that is: check(function, folder=...)"
        )
    probes = [one for one in load_probes(path.read_text(encoding="utf-8"), path) if one.exercise == name]
    try:
        cases = read_cases(folder / "cases.npz")
    except CasesError as error:
        raise CheckError(str(error)) from None
    if not probes or name not in cases:
        raise CheckError(f"{name!r} is no exercise of this unit; its exercises are {', '.join(cases)}")
    missing = [one.name for one in probes if one.name not in cases[name].expected]
    if missing:
        raise CheckError(f"probes.py and cases.npz are of different releases ({missing[0]!r}); download both again")
    return probes, cases[name]


def _namespace(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The names that stand beside a function or class in its notebook."""
    if hasattr(function, "__globals__"):
        return function.__globals__
    return vars(sys.modules[function.__module__]) if function.__module__ in sys.modules else {}


def _rich_front_end() -> bool:
    """Whether the value of a cell is shown as HTML (a Jupyter kernel)."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return type(get_ipython()).__name__ == "ZMQInteractiveShell"
