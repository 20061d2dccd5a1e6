"""How many wrong programs the probes would miss, measured: every mutant of every solution is put to them.

A mutant that no probe tells from the solution is a survivor: either it computes the same (then it stands in the
unit's ``equivalents.toml`` with the reason), or a probe is missing.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.audit.mutation_operators import Mutant, mutants
from grader.course import Exercise, Unit
from grader.course.solution import SolutionError
from grader.files import replace
from grader.judge.oracle import refuse_broken_probes
from grader.judge.seeds import probe_seed
from gradschool.checks import Observation, Probe, judge, observe
from gradschool.checks.timelimit import Alarm, TimeIsUp

SECONDS = 3.0
"""A mutant that computes for longer is caught: its submission would run into the limit."""

ROUNDS = 2
REQUIRED = 0.95
LIST = "equivalents.toml"
HEADING = "# Mutants of the solutions of {} that compute the same, and why."


class EquivalentsError(ValueError):
    """A unit's list of equivalent mutants can't be used; the message names the entry."""


@dataclass
class MutationScore:
    """What became of an exercise's mutants."""

    exercise: str
    caught: int = 0
    equivalent: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Mutants that compute something else than the solution, as far as anybody knows."""
        return self.caught + len(self.survivors)

    @property
    def share(self) -> float:
        """The share of them that the probes catch."""
        return self.caught / self.total if self.total else 1.0


def mutation_scores(unit: Unit, chosen: Collection[str] = ()) -> Iterator[MutationScore]:
    """Put every mutant of every exercise's solution, or of the chosen exercises', to its probes."""
    listed = equivalents(unit)
    exercises = [unit.exercise(name) for name in chosen] or unit.exercises
    refuse_broken_probes(unit, exercises)
    for exercise in exercises:
        score, tasks = MutationScore(exercise.name), list(_tasks(unit, exercise))
        for mutant in mutants(unit.solution.source(exercise.name)):
            if mutant.name in listed.get(exercise.name, {}):
                score.equivalent.append(mutant.name)
            elif _is_caught(unit, exercise, mutant, tasks):
                score.caught += 1
            else:
                score.survivors.append(mutant.name)
        yield score


def equivalents(unit: Unit) -> dict[str, dict[str, str]]:
    """The mutants that a person judged equivalent: exercise to (mutant to reason).

    Raises
    ------
    EquivalentsError
        If an entry lacks its reason, or its mutant no longer exists.
    """
    path, listed = unit.folder / LIST, _listed(unit)
    for exercise, entries in listed.items():
        existing = {mutant.name for mutant in mutants(unit.solution.source(unit.exercise(exercise).name))}
        for name in entries:
            if name not in existing:
                raise EquivalentsError(f"{path}: {exercise} has no mutant {name!r} any more; remove the entry")
    if missing := unexplained(unit):
        names = "".join(f"\n  {name!r} of {exercise}" for exercise, name in missing)
        raise EquivalentsError(f"{path}: say why these are equivalent, or write a probe that catches them:{names}")
    return listed


def unexplained(unit: Unit) -> list[tuple[str, str]]:
    """The exercise and the name of each mutant that is listed as equivalent without a reason."""
    listed = _listed(unit)
    return [(exercise, name) for exercise in listed for name, why in listed[exercise].items() if not why.strip()]


def accept(unit: Unit, scores: Iterable[MutationScore]) -> Path:
    """Add all survivors to the unit's list of equivalent mutants, each with an empty reason; returns the list's path.

    The audit refuses an empty reason, so that somebody looks at each one: either it is written, or a probe is.
    """
    path = unit.folder / LIST
    text = path.read_text(encoding="utf-8") if path.is_file() else f"{HEADING.format(unit.name)}\n"
    for score in scores:
        entries = "".join(f'{json.dumps(name, ensure_ascii=False)} = ""\n' for name in dict.fromkeys(score.survivors))
        if entries:
            text = _with_entries(text, f"[{score.exercise}]\n", entries)
    replace(path, text.encode())
    return path


def _with_entries(text: str, heading: str, entries: str) -> str:
    """A list of equivalents with some more entries below one of its headings, which is added where it is missing."""
    text = text.rstrip() + "\n"
    place = re.search(f"^{re.escape(heading)}", text, re.MULTILINE)
    if place is None:
        return f"{text}\n{heading}{entries}"
    return f"{text[: place.end()]}{entries}{text[place.end() :]}"


def _listed(unit: Unit) -> dict[str, dict[str, str]]:
    path = unit.folder / LIST
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except tomllib.TOMLDecodeError as error:
        raise EquivalentsError(f"{path} can't be read: {error}") from None


def _tasks(unit: Unit, exercise: Exercise) -> Iterator[tuple[Probe, int, Observation]]:
    """Every probe of an exercise with each of its seeds, and what the solution answers."""
    for number in range(ROUNDS):
        for probe in [one for one in exercise.probes if not (one.shared and number)]:
            seed = probe_seed(b"mutants", unit.name, *probe.seed_key, str(number))
            yield probe, seed, observe(probe, unit.solution.definitions, seed)


def _is_caught(unit: Unit, exercise: Exercise, mutant: Mutant, tasks: Iterable[tuple[Probe, int, Observation]]) -> bool:
    """Whether any probe tells a mutant from the solution."""
    try:
        with Alarm(SECONDS):
            definitions = unit.solution.with_source(exercise.name, mutant.source)
            return not all(
                judge(probe, observe(probe, definitions, seed), expected).passed for probe, seed, expected in tasks
            )
    except (TimeIsUp, SolutionError):
        return True
