"""Schedules one after another, and who among them is told how training goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gradschool.settings import NotNegative, Rate, Schedule, checked_values


def chain(*parts: tuple[Rate, float], then: Rate) -> Schedule:
    """Run schedules, or rates that stay, one after another, each for so many steps and from its own beginning.

    Examples
    --------
    >>> from gradschool.optim.schedules import cosine
    >>> rate = chain((0.1, 5), (cosine(0.01, 5), 5), then=0.001)
    >>> rate(4), rate(5), rate(10)
    (0.1, 0.01, 0.001)
    """
    for part in parts:
        if not isinstance(part, tuple | list) or len(part) != 2:
            raise TypeError(f"chain: {part!r} is no part; a part is a schedule and its number of steps: (0.1, 100)")
        checked_values("chain", {"a part's length": NotNegative}, {"a part's length": part[1]})
    return Chain([(_scheduled("a part", rate), length) for rate, length in parts], _scheduled("then", then))


def _scheduled(name: str, rate: Rate) -> Schedule:
    """Return a schedule as it is, and a number as one that stays."""
    value = checked_values("chain", {name: Rate}, {name: rate})[name]
    return value if callable(value) else lambda steps: value


def listeners(schedule: Any) -> list[Any]:
    """Return what wants to be told a figure after each epoch: the schedule, or what it is chained of; each once."""
    if isinstance(schedule, Chain):
        found = [each for part in (*(part for part, _ in schedule.parts), schedule.last) for each in listeners(part)]
        return list({id(each): each for each in found}.values())
    return [schedule] if hasattr(schedule, "observe") else []


@dataclass(frozen=True, eq=False)
class Chain:
    """Schedules, each with its number of steps; a figure that is observed is told to each of them once."""

    parts: Sequence[tuple[Schedule, float]]
    last: Schedule

    def __call__(self, steps: int) -> float:
        for schedule, length in self.parts:
            if steps < length:
                return schedule(steps)
            steps -= length  # type: ignore[assignment]  # a float for a float's sake
        return self.last(steps)

    def observe(self, value: float) -> None:
        for listener in listeners(self):
            listener.observe(value)
