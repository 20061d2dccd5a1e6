"""``check(double)``: the student's own look at an exercise, in their own kernel, at once; ``check()`` adds up a unit.

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
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from gradschool.checks.cases import CasesError, FrozenExercise, read_cases
from gradschool.checks.diagnose import diagnose
from gradschool.checks.display import Score, Total
from gradschool.checks.kernel import beside, is_the_librarys, namespace, newer_that_fails, shows_html
from gradschool.checks.observe import Observation, ProbeError, observe, public_seed
from gradschool.checks.probes import Probe, ProbeFileError, load_probes
from gradschool.checks.seal import Sealed, opened
from gradschool.checks.timelimit import CHECK_SECONDS, Alarm, TimeIsUp
from gradschool.checks.verdict import Verdict
from gradschool.withheld import without

EXAM = "GRADSCHOOL_EXAM"
"""Set while the grader runs a notebook: then `check` does nothing, since verdicts are reached outside."""


class CheckError(RuntimeError):
    """`check` can't work here; the message says what to do."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of it: the message alone, since the library's own lines say nothing to a student."""
        return [f"check: {self}"]


def check(function: Callable[..., Any] | None = None, folder: str | Path | None = None) -> Score | Total | None:
    """Check an exercise with the unit's public probes, or add up all that the notebook has so far.

    Parameters
    ----------
    function : callable, optional
        The function or class that you wrote, without parentheses behind its name. Without it: the unit's total.
    folder : path, optional
        The unit's folder, which holds ``probes.py`` and ``cases.npz``; by default the notebook's own.

    Returns
    -------
    Score, Total or None
        A float that shows itself as a table: which probes are right, the first number that is wrong, and a hint where
        the mistake is a known one. Nothing is raised for a wrong answer, so a notebook runs on to its end. None while
        the grader is at work.

    Raises
    ------
    CheckError
        If the unit's files are not beside the notebook, the name is no exercise of this unit, the function is the
        library's instead of yours, or the cell that you ran last for it does not compile.
    """
    if os.environ.get(EXAM):
        return None
    unit = PublicChecks(Path(folder or "."))
    result = (
        unit.total(sys._getframe(1).f_globals)
        if function is None
        else unit.score(_own(function, unit), beside(function))
    )
    if not shows_html():
        print(result)
    return result


class PublicChecks:
    """A unit's public probes and their frozen answers, as they lie in its folder.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    CheckError
        If they are not there, can't be read, or are of different releases.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "probes.py"
        if not path.is_file():
            raise CheckError(
                f"no probes.py in {folder.resolve()}: open the notebook in its unit's folder (notebooks/<unit>/), "
                "or say where that is: check(function, folder=...)"
            )
        try:
            probes = load_probes(path.read_text(encoding="utf-8"), path)
        except ProbeFileError as error:
            raise CheckError(f"{error}; download the unit's folder again, of this library's release") from None
        try:
            self.frozen = read_cases(folder / "cases.npz")
        except CasesError as error:
            raise CheckError(str(error)) from None
        self.probes = {name: [one for one in probes if one.exercise == name] for name in self.frozen}
        for name, own in self.probes.items():
            missing = [one.name for one in own if one.name not in self.frozen[name].expected]
            if missing or not own:
                lack = missing[0] if missing else name
                raise CheckError(f"probes.py and cases.npz are of different releases ({lack!r}); download both again")

    def score(self, name: str, definitions: Mapping[str, Any]) -> Score:
        """Check one exercise on a notebook's definitions; a student's does without what is not there in grading."""
        own = definitions.get(name)
        allowed = None if is_the_librarys(own) else without(namespace(own))
        return grade(self.probes[name], self.frozen[name], definitions, allowed)

    def total(self, definitions: Mapping[str, Any]) -> Total:
        """Check all exercises that a notebook defines; the others are still to do, and so are those of the library."""
        there = [
            name
            for name in self.frozen
            if name in definitions and not is_the_librarys(definitions[name]) and not newer_that_fails(name)
        ]
        scores = {name: self.score(name, definitions) if name in there else None for name in self.frozen}
        max_points = {name: frozen.max_points for name, frozen in self.frozen.items()}
        hidden = sum(
            max_points[name] - sum(one.points for one in self.probes[name])
            for name, frozen in self.frozen.items()
            if not frozen.sealed  # a quiz that ships sealed is decided here
        )
        return Total(scores, max_points, round(hidden, 6))


def grade(
    probes: list[Probe],
    frozen: FrozenExercise,
    definitions: Mapping[str, Any],
    under: AbstractContextManager[None] | None = None,
) -> Score:
    """Run an exercise's probes on a notebook's definitions, under a circumstance, and judge what they saw."""
    with under or nullcontext():
        got = _observed(probes, definitions)
    expected = {
        name: Observation(frozen.expected[name].outputs, frozen.expected[name].error, seen.inputs)
        for name, seen in got.items()
    }
    altered = [(said, lambda probe, of=answers: of.get(probe.name)) for said, answers in frozen.altered.items()]
    verdicts = _with_prints(diagnose(probes, got, expected, frozen.mistakes, frozen.hints, altered), got)
    if frozen.sealed and verdicts[0].passed:
        verdicts[0] = _quizzed(verdicts[0], got[verdicts[0].probe], frozen.sealed, frozen.max_points)
    public = sum(verdict.points for verdict in verdicts)
    earned = sum(verdict.points for verdict in verdicts if verdict.passed)
    share = earned / public if public else float(all(verdict.passed for verdict in verdicts))
    points = min(frozen.max_points, share * frozen.max_points)
    return Score(points, probes[0].exercise, verdicts, frozen.max_points - public)


def _quizzed(verdict: Verdict, got: Observation, sealed: Sealed, points: float) -> Verdict:
    """The verdict on a quiz whose answer is allowed: right or not the one, with the words that it opens."""
    (answer,) = (got.outputs or {}).values()
    reply = opened(sealed, answer)
    if reply is not None and reply.right:
        return replace(verdict, points=points, why=reply.text or "Yes.")
    hint = reply.text if reply else None
    return replace(verdict, points=points, passed=False, message=f"{answer!r} is not it; think again", hint=hint)


def _observed(probes: list[Probe], definitions: Mapping[str, Any]) -> dict[str, Observation]:
    """What the probes saw, one after another; once the time is up, nobody waits for the others."""
    got, over = dict[str, Observation](), False
    for one in probes:
        if over:
            skipped = ProbeError("timeout", message="not tried, since a check above took too long")
            got[one.name] = Observation(None, skipped)
            continue
        try:
            with Alarm(CHECK_SECONDS):
                got[one.name] = observe(one, definitions, public_seed(*one.seed_key))
        except TimeIsUp as time:
            over, message = True, f"{time}: is there a loop that never ends?"
            got[one.name] = Observation(None, ProbeError("timeout", message=message))
    return got


def _with_prints(verdicts: list[Verdict], got: Mapping[str, Observation]) -> list[Verdict]:
    """The verdicts, the first failed one with what the student's code printed."""
    for i, verdict in enumerate(verdicts):
        if not verdict.passed:
            verdicts[i] = replace(verdict, printed=got[verdict.probe].printed)
            break
    return verdicts


def _own(function: Callable[..., Any], unit: PublicChecks) -> str:
    """The exercise that a function is the student's answer to, or why it is none."""
    name = getattr(function, "__name__", None)
    example = next(iter(unit.frozen), "double")
    if not callable(function) or name is None:
        kind = type(function).__name__
        raise CheckError(
            f"check() wants the function itself, without parentheses: check({example}); got {kind}. If you wrote "
            "it so, the name holds something else by now: run the cell that defines your function again"
        )
    if name not in unit.frozen:
        raise CheckError(f"{name!r} is no exercise of this unit; its exercises are {', '.join(unit.frozen)}")
    if is_the_librarys(function):
        raise CheckError(
            f"this {name} is the library's own, imported from {function.__module__}; the exercise is to write yours. "
            f"Run the cell that defines {name}, and check again"
        )
    if fault := newer_that_fails(name):
        raise CheckError(
            f"the cell that you ran last for {name} does not compile, so the version before would be checked: {fault}"
        )
    return name
