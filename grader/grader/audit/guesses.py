"""Answers that compute nothing, which must earn nothing: constants, what came in, zeros of its shape, a refusal.

A probe that one of them passes pays for a guess: most often it asks for a property that an empty answer has too, or its
right answer is the same for every seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.course import Exercise
from grader.judge.oracle import Oracle, Seeds
from gradschool.checks import judge, observe

Answer = Callable[[list[Any]], Any]

CONSTANTS: tuple[Any, ...] = (None, True, False, 0, 1, -1, 2, 0.5, float("inf"), float("nan"), "", (), [])
OF_AN_ARGUMENT: Mapping[str, Callable[[Any], Any]] = {
    "{}": lambda x: x,
    "-{}": lambda x: -x,
    "0 * {}": lambda x: 0 * x,
    "0 * {} + 1": lambda x: 0 * x + 1,
}


@dataclass(frozen=True)
class Guess:
    """One answer that computes nothing.

    Attributes
    ----------
    name : str
        What it returns, as one would write it.
    answer : callable
        Takes the list of arguments.
    """

    name: str
    answer: Answer

    def as_function(self) -> Callable[..., Any]:
        """The guess as a function of any arguments."""
        return lambda *args, **kwargs: self.answer([*args, *kwargs.values()])

    def as_class(self) -> type:
        """The guess as a class each of whose methods is the guess."""
        function = self.as_function()

        class Guessed:
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                pass

            def __call__(self, *args: Any, **kwargs: Any) -> Any:
                return function(*args, **kwargs)

            def __getattr__(self, name: str) -> Any:
                if name.startswith("__"):
                    raise AttributeError(name)
                return function

        return Guessed


def guesses() -> Iterator[Guess]:
    """All guesses: alone, and as each of two, three or four results."""
    single = list(_single())
    yield from single
    yield Guess("all arguments", tuple)
    yield Guess("raise ValueError", _refuse)
    for count in (2, 3, 4):
        for guess in single:
            yield Guess(f"({guess.name},) * {count}", _several(guess.answer, count))


def _single() -> Iterator[Guess]:
    for constant in CONSTANTS:
        yield Guess(repr(constant), _always(constant))
    for place, name in enumerate(("first", "second", "third", "fourth")):
        for form, change in OF_AN_ARGUMENT.items():
            yield Guess(form.format(name), _of_argument(place, change))


def _always(value: Any) -> Answer:
    return lambda args: value


def _refuse(args: list[Any]) -> Any:
    raise ValueError("no")


def _of_argument(place: int, change: Callable[[Any], Any]) -> Answer:
    return lambda args: change(args[place])


def _several(answer: Answer, count: int) -> Answer:
    return lambda args: (answer(args),) * count


@dataclass(frozen=True)
class Earned:
    """What the best guess earns.

    Attributes
    ----------
    points : float
    guess : str
        Its name; empty where no guess earns anything.
    probes : tuple of str
        The probes that pay for it.
    """

    points: float = 0.0
    guess: str = ""
    probes: tuple[str, ...] = ()


def best_guess(oracle: Oracle, exercise: Exercise, rounds: list[Seeds]) -> Earned:
    """Put all guesses to an exercise's probes; what one earns, it earns with every round of seeds.

    Parameters
    ----------
    oracle : Oracle
    exercise : Exercise
    rounds : list of Seeds
        At least one.
    """
    solution = oracle.unit.solution
    right = [oracle.expected(exercise, seeds) for seeds in rounds]
    is_class = isinstance(solution.definitions[exercise.name], type)
    definitions, best = solution.with_replaced(exercise.name, None), Earned()
    for guess in guesses():
        definitions[exercise.name] = guess.as_class() if is_class else guess.as_function()
        paid = []
        for probe in exercise.probes:
            if probe.points and all(
                judge(probe, observe(probe, definitions, seeds[probe.name]), expected[probe.name]).passed
                for seeds, expected in zip(rounds, right, strict=True)
            ):
                paid.append(probe)
        earned = Earned(sum(probe.points for probe in paid), guess.name, tuple(probe.name for probe in paid))
        best = max(best, earned, key=lambda one: one.points)
    return best
