"""Learning rates over time: each schedule is a function of the number of steps taken, and schedules compose.

An optimizer takes a schedule wherever it takes a rate: ``Adam(lr=cosine(1e-3, total=1000))``. Counts are of whatever
the schedule is called with, one number at a time; optimizers call it with steps, so multiply epochs by the steps in
one.

>>> from gradschool.optim import schedules
>>> rate = schedules.warm_up(schedules.cosine(0.1, total=90), steps=10)
>>> [round(rate(steps), 3) for steps in (0, 5, 10, 55, 100)]
[0.0, 0.05, 0.1, 0.05, 0.0]

A schedule may look at how training goes besides: what has a method ``observe(value)`` is told a figure after each
epoch, as `ReduceOnPlateau` is.
"""

from collections.abc import Sequence
from math import cos, exp, pi
from typing import TYPE_CHECKING, Any

from gradschool.optim.chaining import Chain, chain, listeners
from gradschool.optim.plateau import ReduceOnPlateau
from gradschool.settings import (
    Fraction,
    NotNegative,
    Positive,
    PositiveCount,
    Rate,
    Schedule,
    checked,
    in_order,
)
from gradschool.spellings import missing

__all__ = [
    "ReduceOnPlateau",
    "Schedule",
    "chain",
    "constant",
    "cosine",
    "cyclic",
    "exponential",
    "inverse_time",
    "listeners",
    "milestones",
    "one_cycle",
    "range_test",
    "scale_rate",
    "step_decay",
    "warm_restarts",
    "warm_up",
]


@checked
def constant(rate: NotNegative) -> Schedule:
    """Return one rate for ever."""
    return lambda steps: rate


@checked
def step_decay(rate: NotNegative, every: Positive, factor: Positive = 0.5) -> Schedule:
    """Multiply the rate by `factor` every so many steps.

    lr = rate factor^(steps // every)
    """
    return lambda steps: rate * factor ** (steps // every)


@checked
def milestones(rate: NotNegative, at: Sequence[NotNegative], factor: Positive = 0.1) -> Schedule:
    """Multiply the rate by `factor` at each of these steps, which are given in order."""
    if not isinstance(at, list):
        raise TypeError(f"milestones: at is {at!r}; give the steps in order: [100, 200]")
    if sorted(set(at)) != at:
        raise ValueError(f"milestones: at is {at}; give the steps in order, each once: {sorted(set(at))}")
    return lambda steps: rate * factor ** sum(steps >= milestone for milestone in at)


@checked
def exponential(rate: NotNegative, decay: NotNegative) -> Schedule:
    """Let the rate fall by the same share every step.

    lr = rate exp(-decay steps)
    """
    return lambda steps: rate * exp(-decay * steps)


@checked
def inverse_time(rate: NotNegative, decay: NotNegative) -> Schedule:
    """Let the rate fall fast at first, and ever slower.

    lr = rate / (1 + decay steps)
    """
    return lambda steps: rate / (1 + decay * steps)


@checked
def cosine(rate: NotNegative, total: Positive, lowest: NotNegative = 0.0) -> Schedule:
    """Fall from `rate` to `lowest` over `total` steps along half a cosine, and stay there.

        lr = lowest + (rate - lowest) (1 + cos(pi steps / total)) / 2

    Loshchilov and Hutter 2017, eq. 5, without restarts.
    """
    in_order("cosine", lowest=lowest, rate=rate)
    return lambda steps: _half_cosine(rate, lowest, steps / total)


@checked
def warm_restarts(
    rate: NotNegative, first: PositiveCount, growth: PositiveCount = 2, lowest: NotNegative = 0.0
) -> Schedule:
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
    in_order("warm_restarts", lowest=lowest, rate=rate)

    def schedule(steps: int) -> float:
        length = first
        if growth == 1:
            steps %= first
        while steps >= length:
            steps, length = steps - length, length * growth
        return _half_cosine(rate, lowest, steps / length)

    return schedule


@checked
def one_cycle(highest: NotNegative, total: Positive, *, rise: Fraction = 0.3, start: NotNegative = 0.04) -> Schedule:
    """Rise to a rate that is too high for long, then fall to almost nothing (Smith and Topin 2019, section 3).

    Both ways go along half a cosine, as in PyTorch's `OneCycleLR`; the paper's go straight. PyTorch counts the first
    and the last step as ends of the cycle, so its peak is at step ``rise total - 1`` and its lowest rate at step
    ``total - 1``; here both come a step later, and the steps before the peak are ``rise total``. The paper lets
    momentum fall while the rate rises; here momentum stays, and in PyTorch it falls unless told otherwise.

    Parameters
    ----------
    highest : float
        The rate at the top; `range_test` finds how high it may be.
    total : float
        Steps of the cycle, after which the rate stays at its lowest.
    rise : float, default 0.3
        Share of the steps that go up.
    start : float, default 0.04
        The first rate, as a share of the highest; the last is a ten-thousandth of the first.

    Examples
    --------
    >>> rate = one_cycle(0.1, total=100)
    >>> [round(rate(steps), 4) for steps in (0, 15, 30, 65, 100)]
    [0.004, 0.052, 0.1, 0.05, 0.0]
    """
    first, top = highest * start, rise * total
    in_order("one_cycle", start=start, top=1.0)

    def schedule(steps: int) -> float:
        if steps < top:
            return _half_cosine(first, highest, steps / top)
        return _half_cosine(highest, first / 1e4, (steps - top) / (total - top))

    return schedule


@checked
def warm_up(schedule: Rate, steps: NotNegative, start: NotNegative = 0.0, *, gradual: bool = True) -> Schedule:
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
    after = schedule if callable(schedule) else constant(schedule)

    def rising(taken: int) -> float:
        return start + (after(0) - start) * taken / steps if gradual else start

    return Chain([(rising, steps)], after)


@checked
def cyclic(low: NotNegative, high: NotNegative, half: Positive) -> Schedule:
    """Rise from `low` to `high` and fall back, `half` steps each way, again and again (Smith 2017, section 3)."""
    in_order("cyclic", low=low, high=high)
    return lambda steps: low + (high - low) * (1 - abs(steps % (2 * half) - half) / half)


@checked
def scale_rate(rate: NotNegative, batch: Positive, reference: Positive = 256) -> float:
    """Return the rate for a batch of another size: it grows as the batch does (Goyal et al. 2017, section 2.1)."""
    return rate * batch / reference


@checked
def range_test(low: Positive, high: Positive, total: Positive) -> Schedule:
    """Rise from `low` to `high` by a constant factor a step, to see where training diverges (Smith 2017, 3.3)."""
    in_order("range_test", low=low, high=high)
    return lambda steps: low * (high / low) ** min(steps / total, 1.0)


def _half_cosine(begin: float, end: float, done: float) -> float:
    return end + (begin - end) * (1 + cos(pi * min(done, 1.0))) / 2


if not TYPE_CHECKING:  # a type checker would take it for a promise that there is every name

    def __getattr__(name: str) -> Any:
        raise AttributeError(missing(name, __name__, __package__))
