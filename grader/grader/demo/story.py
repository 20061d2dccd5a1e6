"""What the sample class shows: who tells the story, and how many of the others went as they should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.demo.sample import Sample
from grader.results import Result
from grader.text import plural


@dataclass(frozen=True)
class Story:
    """A graded sample class.

    Attributes
    ----------
    samples : mapping of str to Sample
        Student to what they handed in, in the order to show.
    results : sequence of Result
        The class's.
    """

    samples: Mapping[str, Sample]
    results: Sequence[Result]

    @property
    def handed_in(self) -> str:
        """How many of which kind, in words."""
        others = len(self.samples) - len(self._right) - len(self._wrong)
        return (
            f"{plural(len(self._right), 'right answer')} in another form than the solution's, "
            f"{plural(len(self._wrong), 'notebook')} with one planted mistake each, "
            f"{plural(others, 'other')}: whole, half done, careless, hostile"
        )

    @property
    def ordered(self) -> list[Result]:
        """The results as the class stands."""
        order = {student: place for place, student in enumerate(self.samples)}
        return sorted(self.results, key=lambda result: order[result.student])

    @property
    def cast(self) -> list[Result]:
        """Those who tell the story: one of a kind in each exercise, and everybody who surprises."""
        seen: set[tuple[str, bool]] = set()
        return [result for result in self.ordered if self._tells(result, seen)]

    @property
    def hidden(self) -> int:
        """How many the cast leaves out: more planted mistakes that went as they should."""
        return len(self.results) - len(self.cast)

    @property
    def outcome(self) -> list[str]:
        """What became of the right answers, of the planted mistakes, and of everybody else, a line each."""
        right, wrong = (self._of(samples) for samples in (self._right, self._wrong))
        others = self._of({student: sample for student, sample in self.samples.items() if not sample.exercise})
        graded = [result for result in others if result.graded]
        unread = f"; {len(others) - len(graded)} could not be read" if len(others) > len(graded) else ""
        return [
            f"{sum(map(is_full, right))} of {len(right)} right answers in another form earned all points",
            f"{sum(map(is_full, wrong))} of {len(wrong)} planted mistakes earned all points; "
            f"{sum(map(self.as_expected, wrong))} were called by their names",
            f"{sum(map(self.as_expected, graded))} of {len(graded)} others earned "
            f"exactly what their right answers are worth{unread}",
        ]

    def as_expected(self, result: Result) -> bool:
        """Whether a mistake was called by its name and not paid in full, and all else earned what it is worth."""
        sample = self.samples[result.student]
        if not sample.mistake:
            return is_full(result) if sample.is_right else sample.answered == _paid(result)
        verdicts = [verdict for exercise in result.exercises for verdict in exercise.verdicts]
        return not is_full(result) and any(verdict.mistake == sample.mistake for verdict in verdicts)

    @property
    def _right(self) -> dict[str, Sample]:
        return {student: sample for student, sample in self.samples.items() if sample.is_right}

    @property
    def _wrong(self) -> dict[str, Sample]:
        return {student: sample for student, sample in self.samples.items() if sample.mistake}

    def _of(self, samples: Mapping[str, Sample]) -> list[Result]:
        return [result for result in self.results if result.student in samples]

    def _tells(self, result: Result, seen: set[tuple[str, bool]]) -> bool:
        sample = self.samples[result.student]
        kind = (sample.exercise, sample.is_right)
        tells = not sample.exercise or kind not in seen or not self.as_expected(result)
        seen.add(kind)
        return tells


def is_full(result: Result) -> bool:
    """Whether a result has every point."""
    return result.graded and result.score >= result.max_score - 1e-9


def _paid(result: Result) -> frozenset[str] | None:
    """The exercises that have all of their points, where the others have none; None of what can't be read."""
    if not result.graded or any(0 < exercise.score < exercise.max_score for exercise in result.exercises):
        return None
    return frozenset(exercise.name for exercise in result.exercises if exercise.score >= exercise.max_score)
