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
        right = sum(sample.is_right for sample in self.samples.values())
        wrong = sum(bool(sample.mistake) for sample in self.samples.values())
        rest = [sample.words for sample in self.samples.values() if not sample.exercise]
        return f"{plural(right, 'other right answer')}, {plural(wrong, 'known mistake')}, and {'; '.join(rest)}"

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
    def outcome(self) -> str:
        """How many right answers earned all points, and how many mistakes were called by their names."""
        right = [result for result in self.ordered if self.samples[result.student].is_right]
        wrong = [result for result in self.ordered if self.samples[result.student].mistake]
        return (
            f"{sum(map(is_full, right))} of {len(right)} other right answers earned all points; "
            f"{sum(map(is_full, wrong))} of {len(wrong)} known mistakes did, "
            f"and {sum(map(self.as_expected, wrong))} were recognized by name"
        )

    def as_expected(self, result: Result) -> bool:
        """Whether a right answer earned all points, and a known mistake did not and was called by its name."""
        sample = self.samples[result.student]
        if not sample.mistake:
            return is_full(result) or not sample.is_right
        verdicts = [verdict for exercise in result.exercises for verdict in exercise.verdicts]
        return not is_full(result) and any(verdict.mistake == sample.mistake for verdict in verdicts)

    def _tells(self, result: Result, seen: set[tuple[str, bool]]) -> bool:
        sample = self.samples[result.student]
        kind = (sample.exercise, sample.is_right)
        tells = not sample.exercise or kind not in seen or not self.as_expected(result)
        seen.add(kind)
        return tells


def is_full(result: Result) -> bool:
    """Whether a result has every point."""
    return result.graded and result.score >= result.max_score - 1e-9
