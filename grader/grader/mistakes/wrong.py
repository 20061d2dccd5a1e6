"""Who gave a wrong answer that no author's hint speaks of: read from the results of a grading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.results import ExerciseResult, Result


@dataclass(frozen=True)
class Wrong:
    """A wrong answer without an author's hint.

    Attributes
    ----------
    student, exercise : str
    fingerprint : str
        SHA-256 of what was handed in.
    version : str
        Fingerprint of the exercise as it was graded.
    hint : str
        What the answer alone showed; empty where it showed nothing.
    """

    student: str
    exercise: str
    fingerprint: str
    version: str
    hint: str


def wrong_answers(results: Iterable[Result]) -> Iterator[Wrong]:
    """The wrong answers of a class that earned no author's hint; exercises that are not written yet are none."""
    for result in results:
        for exercise in result.exercises if result.graded else ():
            if _is_unexplained(exercise):
                hint = next((one.hint for one in exercise.verdicts if one.hint), "")
                yield Wrong(result.student, exercise.name, result.fingerprint, exercise.version, hint or "")


def _is_unexplained(exercise: ExerciseResult) -> bool:
    failed = [verdict for verdict in exercise.verdicts if not verdict.passed]
    return not any(one.mistake for one in failed) and any(not one.to_do for one in failed)
