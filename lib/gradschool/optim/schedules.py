"""Learning rates over time: each schedule is a function of the number of steps taken, and schedules compose.

An optimizer takes a schedule wherever it takes a rate: ``Adam(lr=cosine(1e-3, total=1000))``. Counts are of whatever
the schedule is called with; optimizers call it with steps, so multiply epochs by the steps in one.

>>> from gradschool.optim import schedules
>>> rate = schedules.warm_up(schedules.cosine(0.1, total=90), steps=10)
>>> [round(rate(steps), 3) for steps in (0, 5, 10, 55, 100)]
[0.0, 0.05, 0.1, 0.05, 0.0]
"""

from collections.abc import Callable, Sequence
from math import cos, exp, pi

Schedule = Callable[[int], float]


def constant(rate: float) -> Schedule:
    """Return one rate for ever."""
    return lambda steps: rate


def step_decay(rate: float, every: int, factor: float = 0.5) -> Schedule:
    """Multiply the rate by `factor` every so many steps: ``rate factor^(steps // every)``."""
    return lambda steps: rate * factor ** (steps // every)


def milestones(rate: float, at: Sequence[int], factor: float = 0.1) -> Schedule:
    """Multiply the rate by `factor` at each of these steps."""
    return lambda steps: rate * factor ** sum(steps >= milestone for milestone in at)


def exponential(rate: float, decay: float) -> Schedule:
    """Return ``rate exp(-decay steps)``."""
    return lambda steps: rate * exp(-decay * steps)


def inverse_time(rate: float, decay: float) -> Schedule:
    """Return ``rate / (1 + decay steps)``."""
    return lambda steps: rate / (1 + decay * steps)


def cosine(rate: float, total: int, lowest: float = 0.0) -> Schedule:
    """Fall from `rate` to `lowest` over `total` steps along half a cosine, and stay there.

    Loshchilov and Hutter 2017, eq. 5, without restarts.
    """
    return lambda steps: lowest + (rate - lowest) * (1 + cos(pi * min(steps / total, 1.0))) / 2


def warm_restarts(rate: float, first: int, growth: int = 2, lowest: float = 0.0) -> Schedule:
    """Run cosine after cosine, each `growth` times as long as the one before (Loshchilov and Hutter 2017).

    Parameters
    ----------
    rate : float
        At the start of every cycle.
    first : int
        Steps of the first cycle.
    growth : int, default 2
        1 keeps all cycles alike.
    lowest : float, default 0
        Approached at the end of every cycle.
    """

    def schedule(steps: int) -> float:
        length = first
        while steps >= length:
            steps, length = steps - length, length * growth
        return cosine(rate, length, lowest)(steps)

    return schedule


def warm_up(schedule: float | Schedule, steps: int, start: float = 0.0, *, gradual: bool = True) -> Schedule:
    """Begin low: `steps` steps of warm-up, then `schedule` from its own beginning (Goyal et al. 2017, section 2.2).

    Parameters
    ----------
    schedule : float or schedule
        What follows.
    steps : int
        How long the warm-up is.
    start : float, default 0
        The rate that gradual warm-up rises from, or that constant warm-up keeps.
    gradual : bool, default True
        Rise evenly to the first rate of `schedule`, rather than jump.
    """
    after = constant(schedule) if isinstance(schedule, int | float) else schedule

    def warmed(taken: int) -> float:
        if taken >= steps:
            return after(taken - steps)
        return start + (after(0) - start) * taken / steps if gradual else start

    return warmed


def cyclic(low: float, high: float, half: int) -> Schedule:
    """Rise from `low` to `high` and fall back, `half` steps each way, again and again (Smith 2017, section 3)."""
    return lambda steps: low + (high - low) * (1 - abs(steps % (2 * half) - half) / half)


def scale_rate(rate: float, batch: int, reference: int = 256) -> float:
    """Return the rate for a batch of another size: it grows as the batch does (Goyal et al. 2017, section 2.1)."""
    return rate * batch / reference


def range_test(low: float, high: float, total: int) -> Schedule:
    """Rise from `low` to `high` by a constant factor a step, to see where training diverges (Smith 2017, 3.3)."""
    return lambda steps: low * (high / low) ** min(steps / total, 1.0)


def chain(*parts: tuple[Schedule, int], then: float | Schedule) -> Schedule:
    """Run schedules one after another, each for so many steps and from its own beginning.

    Examples
    --------
    >>> rate = chain((constant(0.1), 5), (constant(0.01), 5), then=0.001)
    >>> rate(4), rate(5), rate(10)
    (0.1, 0.01, 0.001)
    """
    last = constant(then) if isinstance(then, int | float) else then

    def chained(steps: int) -> float:
        for schedule, length in parts:
            if steps < length:
                return schedule(steps)
            steps -= length
        return last(steps)

    return chained
