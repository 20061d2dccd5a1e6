"""Quizzes: questions that a letter answers, asked in public and judged in secret.

The public probe says only whether an answer is one of the letters; the hidden one compares it with the solution's.
"""

from typing import Any

from gradschool.checks.probes import Probe, probe
from gradschool.checks.student import Student

LETTERS = ("a", "b", "c", "d")


def quiz(exercise: str, *, points: float = 0) -> Probe:
    """A probe that asks for the letter which a function without parameters returns.

    Parameters
    ----------
    exercise : str
        Name of the function, ``quiz_...``.
    points : float, default 0
        What the right letter earns, for ``hidden_probes.py``. Without points, for ``probes.py``, any of the letters
        a to d is accepted, so that the file which ships does not hold the answer.

    Examples
    --------
    >>> quiz("quiz_rate").name, quiz("quiz_rate", points=0.5).name
    ('answered', 'right')
    """
    if points:

        @probe(exercise, points=points)
        def right(student: Student, rng: Any) -> dict[str, Any]:
            """The answer."""
            return {"answer": getattr(student, exercise)()}

        return right

    @probe(exercise, points=0, verify=is_a_letter)
    def answered(student: Student, rng: Any, inputs: dict[str, Any]) -> dict[str, Any]:
        """Your letter."""
        return {"your answer": getattr(student, exercise)()}

    return answered


def is_a_letter(outputs: dict[str, Any], inputs: dict[str, Any]) -> str | None:
    """Accept any of the letters; whether it is the right one is not decided here.

    >>> is_a_letter({"your answer": "e"}, {})
    "return one of the letters a, b, c, d; got 'e'"
    """
    answer = outputs["your answer"]
    return None if answer in LETTERS else f"return one of the letters {', '.join(LETTERS)}; got {answer!r}"
