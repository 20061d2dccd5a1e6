"""What became of a hostile submission, held against what must become of it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from grader.audit.attacks.attack import Attack
from grader.course import Unit
from grader.results import Result
from grader.sandbox import Limits

MARGIN_SECONDS = 20.0
"""What a submission may take beyond its limits: the sandbox is started anew where an attack has brought it down."""


@dataclass(frozen=True)
class Outcome:
    """One line of the table.

    Attributes
    ----------
    family, name, harm : str
        The attack, or what was watched during all of them.
    seen : str
        What the result says.
    faults : tuple of str
        What should not have happened; empty where the attack was held.
    """

    family: str
    name: str
    harm: str
    seen: str
    faults: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing got through."""
        return not self.faults


def judged(attack: Attack, result: Result | None, unit: Unit, limits: Limits, token: str) -> Outcome:
    """Judge what the grader made of an attack.

    Parameters
    ----------
    attack : Attack
    result : Result or None
        What became of it; None where it has none.
    unit : Unit
    limits : Limits
        Those under which it was graded.
    token : str
        What stood in everything that no submission may read.
    """
    if result is None:
        return Outcome(attack.family, attack.name, attack.harm, "", ("it has no result",))
    said = list(_said(result))
    told = next((text for text in said if re.search(attack.told, text)), "")
    faults = tuple(_faults(attack, result, unit, limits, token)) + (() if told else ("no word of it in the result",))
    seen = told or (said[0] if said else "nothing")
    return Outcome(attack.family, attack.name, attack.harm, seen.replace("\n", " "), faults)


def refused(attack: Attack, collected: subprocess.CompletedProcess[str]) -> Outcome:
    """Judge what ``grader collect`` made of a hostile download: it must say why it takes none of it, and go on."""
    lines = collected.stdout.splitlines()
    told = next((line.strip() for line in lines if re.search(attack.told, line)), "")
    faults = []
    if collected.returncode not in (1, 2) or "Traceback" in collected.stdout:
        faults.append(f"collect ended with status {collected.returncode}: {collected.stdout[-300:]}")
    if "\x1b" in collected.stdout:
        faults.append("what collect prints commands the terminal")
    if not told:
        faults.append("no word of it")
    return Outcome(attack.family, attack.name, attack.harm, told, tuple(faults))


def _faults(attack: Attack, result: Result, unit: Unit, limits: Limits, token: str) -> Iterator[str]:
    if result.status != attack.status:
        yield f"its status is {result.status}, not {attack.status}"
    yield from _undeserved(attack, result, unit)
    if not any(re.search(attack.tried, text) for text in (*_said(result), *_shown(result))):
        yield "nothing shows that it ran"
    if token in json.dumps(result.to_json()):
        yield "it read what it must not"
    if result.seconds > limits.submission_seconds + MARGIN_SECONDS:
        yield f"it took {result.seconds:.0f} s, and had {limits.submission_seconds:g}"


def _undeserved(attack: Attack, result: Result, unit: Unit) -> Iterator[str]:
    """Points for what was attacked, or other points than the honest part's."""
    attacked, honest = unit.exercises[0], sum(exercise.points for exercise in unit.exercises[1:])
    earned = {exercise.name: exercise.score for exercise in result.exercises}
    if earned.get(attacked.name, 0.0):
        yield f"it earned {earned[attacked.name]:g} points for {attacked.name}"
    others = sum(earned.values()) - earned.get(attacked.name, 0.0)
    if result.score > honest or (result.graded and not attack.spends and others != honest):
        yield f"it earned {others:g} of the {honest:g} points of its honest part"


def _said(result: Result) -> Iterator[str]:
    """What a person reads of a result: its problems, and what its verdicts say."""
    for problem in result.problems:
        yield f"{problem.where}: {problem.message}"
    for exercise in result.exercises:
        yield from (verdict.message for verdict in exercise.verdicts if verdict.message)


def _shown(result: Result) -> Iterator[str]:
    """What its cells show."""
    for run in result.cells.values():
        yield from (output.text for output in run.outputs if output.kind != "png")
