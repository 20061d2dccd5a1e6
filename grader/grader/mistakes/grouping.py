"""Programs that answer alike: by their answers to the same inputs, and by nothing that stands in their text.

Numbers are compared as the judge compares them. Exceptions are alike by type and message, in which a student's own
words count for nothing: what somebody called a variable, or said in an exception of their own.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

import numpy as np

from grader.course import Exercise
from grader.judge.exercise import Answers
from gradschool.checks import Observation, Probe, ProbeError, first_difference
from gradschool.checks.match import SILENT
from gradschool.checks.verdict import fault, wrong

NUMBERS = re.compile(r"[-+]?\d[\d.e+-]*")
QUOTED = re.compile(r"'([^']*)'|\b(\w+)(?=\(\))")
"""What Python quotes of a program in a message: ``name 'v' is not defined``, ``f() takes 1 positional argument``."""
OWN_WORDS = re.compile(r"line \d+: (?:raise|assert)\b")
PYTHONS = {*dir(builtins), *dir(np), "NoneType", "function", "method", "generator", "module", "ndarray"}


class Likeness:
    """When two programs' answers to an exercise's probes are the same.

    Parameters
    ----------
    exercise : Exercise
    expected : mapping of probe name to Observation
        What the solution answers to the same inputs.
    words : collection of str, optional
        Names that the unit itself uses: in an exception's message, they are not a student's own.
    """

    def __init__(self, exercise: Exercise, expected: Answers, words: Collection[str] = ()) -> None:
        self.exercise = exercise
        self.expected = expected
        self.known = {*PYTHONS, *words}

    def groups(self, answers: Mapping[str, Answers]) -> list[list[str]]:
        """Sort programs into groups that answer every probe alike.

        Parameters
        ----------
        answers : mapping of name to (mapping of probe name to Observation)

        Returns
        -------
        list of list of str
            Names, in the order in which they were given; with a group's first member the others were compared.
        """
        groups: dict[Hashable, list[list[str]]] = {}
        for name, own in answers.items():
            near = groups.setdefault(self.pattern(own), [])
            home = next((group for group in near if self.same_numbers(answers[group[0]], own)), None)
            if home is None:
                near.append([name])
            else:
                home.append(name)
        return [group for near in groups.values() for group in near]

    def same(self, first: Answers, second: Answers) -> bool:
        """Whether two programs answer every probe alike."""
        return self.pattern(first) == self.pattern(second) and self.same_numbers(first, second)

    def pattern(self, answers: Answers) -> tuple[Hashable, ...]:
        """How each probe is answered: rightly, wrongly, with which exception, with a change of an argument."""
        return tuple(self._outcome(probe, answers[probe.name]) for probe in self.exercise.probes)

    def same_numbers(self, first: Answers, second: Answers) -> bool:
        """Whether two programs of one pattern give the same wrong answers."""
        return all(
            self._same_answer(probe, first[probe.name], second[probe.name])
            for probe in self.exercise.probes
            if first[probe.name].error is None and wrong(probe, first[probe.name], self.expected[probe.name])
        )

    def is_right(self, answers: Answers) -> bool:
        """Whether a program answers everything rightly."""
        return not list(self._failed(answers))

    def is_silent(self, answers: Answers) -> bool:
        """Whether every failure says only that there was no answer: nothing was defined, or it was stopped."""
        return all(seen.error is not None and seen.error.kind in SILENT for seen in self._failed(answers))

    def changes_only(self, answers: Answers) -> bool:
        """Whether nothing is wrong but that arguments are changed."""
        wrongs = (wrong(probe, answers[probe.name], self.expected[probe.name]) for probe in self.exercise.probes)
        return not any(wrongs) and not self.is_right(answers)

    def _failed(self, answers: Answers) -> Iterator[Observation]:
        return (
            answers[probe.name]
            for probe in self.exercise.probes
            if fault(probe, answers[probe.name], self.expected[probe.name])
        )

    def _outcome(self, probe: Probe, seen: Observation) -> Hashable:
        if seen.error is not None:
            return neutral(seen.error, self.known)
        return not wrong(probe, seen, self.expected[probe.name]), seen.changed and seen.changed.kind

    def _same_answer(self, probe: Probe, first: Observation, second: Observation) -> bool:
        if first_difference(first.outputs, second.outputs, probe.tolerance) is None:
            return True
        if probe.verify is None:
            return False
        said = (NUMBERS.sub("#", wrong(probe, one, self.expected[probe.name])) for one in (first, second))
        return len(set(said)) == 1


def neutral(error: ProbeError, known: Collection[str] = PYTHONS) -> tuple[str, str, str]:
    """An exception without what its student chose: kind, type and message.

    >>> neutral(ProbeError("raised", "NameError", "name 'my_v' is not defined"))
    ('raised', 'NameError', "name '_' is not defined")
    >>> neutral(ProbeError("raised", "ValueError", "so not!", "line 3: raise ValueError('so not!')"))
    ('raised', 'ValueError', '')
    """
    type_ = error.type if error.type in PYTHONS or error.type == "LinAlgError" else "an exception"
    if OWN_WORDS.match(error.line) or type_ != error.type:
        return error.kind, type_, ""

    def chosen(found: re.Match[str]) -> str:
        word = found.group(1) if found.group(1) is not None else found.group(2)
        return found.group() if word.removeprefix("numpy.") in known else found.group().replace(word, "_")

    return error.kind, type_, QUOTED.sub(chosen, error.message)


def is_stopped(answers: Answers) -> bool:
    """Whether something was stopped: it took too long, or ended its Python."""
    return any(seen.error is not None and seen.error.kind in SILENT for seen in answers.values())


def words_of(texts: Sequence[str]) -> set[str]:
    """All names in some texts."""
    return {word for text in texts for word in re.findall(r"[A-Za-z_]\w*", text)}
