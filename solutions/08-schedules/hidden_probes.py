"""Hidden probes of `08-schedules`: NumPy's integers, steps far beyond, edges, and the quiz. They never ship."""

import math

import numpy as np

from gradschool.checks import probe, quiz


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


@probe("staircase", points=0.5)
def numpy_steps_and_far_ones(student, rng):
    """Steps as NumPy's integers, steps far beyond the last milestone, a milestone at 0, no milestone at all."""
    rate, factor = uneven(rng, 0.1, 2), uneven(rng, 0.7, 0.95)
    return {
        "every, NumPy": [student.staircase(step, rate, factor, every=3) for step in np.arange(20)],
        "at, NumPy": [student.staircase(step, rate, factor, at=(2, 5, 11)) for step in np.arange(20)],
        "far": [student.staircase(step, rate, factor, every=10**5) for step in (99_999, 100_000, 10**6)],
        "at 0": [student.staircase(step, rate, factor, at=(0, 2)) for step in range(4)],
        "none": student.staircase(7, rate, factor, at=[]),
        "every 1": [student.staircase(step, rate, factor, every=1) for step in range(4)],
    }


@probe("power_decay", points=0.5)
def numpy_steps_and_no_decay(student, rng):
    """Steps as NumPy's integers; k = 0; a power of a hundred; steps far beyond."""
    rate, k = uneven(rng, 0.1, 2), uneven(rng, 0.02, 0.09)
    return {
        "NumPy, 1/t": [student.power_decay(step, rate, k) for step in np.arange(8)],
        "NumPy, exponential": [student.power_decay(step, rate, k, math.inf) for step in np.arange(8)],
        "k is 0": [student.power_decay(step, rate, 0.0, power) for step in (0, 9) for power in (0.5, 1, math.inf)],
        "power 100": [student.power_decay(step, rate, k, 100.0) for step in range(0, 40, 7)],
        "a million times the rate far beyond": 1e6 * student.power_decay(10**6, rate, k),
    }


@probe("cosine", points=0.5)
def numpy_steps_and_one_step(student, rng):
    """Steps as NumPy's integers; a fall in a single step; a rise; a long one."""
    highest, lowest = uneven(rng, 0.5, 2), uneven(rng, 0.05, 0.2)
    return {
        "NumPy": [student.cosine(step, highest, 7, lowest) for step in np.arange(12)],
        "in one step": [student.cosine(step, highest, 1, lowest) for step in range(4)],
        "level": [student.cosine(step, highest, 5, highest) for step in range(7)],
        "long": [student.cosine(step, highest, 10**5, lowest) for step in (1, 49_999, 50_000, 99_999, 10**7)],
    }


@probe("warm_restarts", points=0.5)
def restarts_beside_and_far(student, rng):
    """The steps beside each restart, as ints and NumPy's; a cycle of one step; steps far beyond."""
    highest, lowest = uneven(rng, 0.5, 2), uneven(rng, 0.05, 0.2)
    beside = [0, 9, 10, 11, 29, 30, 31, 69, 70, 71, 149, 150, 151]
    return {
        "beside": [student.warm_restarts(step, highest, 10, lowest=lowest) for step in beside],
        "NumPy": [student.warm_restarts(step, highest, 4, 3) for step in np.arange(20)],
        "first cycle of one step": [student.warm_restarts(step, highest, 1, 2, lowest) for step in range(9)],
        "far": [student.warm_restarts(step, highest, 1000, 1, lowest) for step in (99_999, 100_000, 100_500)],
    }


@probe("triangular", points=0.5)
def numpy_steps_and_steep_sides(student, rng):
    """Steps as NumPy's integers; sides of one step; steps far beyond; peaks that grow."""
    low, high = uneven(rng, 0.05, 0.2), uneven(rng, 0.5, 2)
    return {
        "NumPy": [student.triangular(step, low, high, 4) for step in np.arange(18)],
        "NumPy, shrinking": [student.triangular(step, low, high, 4, 0.5) for step in np.arange(18)],
        "sides of one step": [student.triangular(step, low, high, 1, 0.7) for step in range(6)],
        "far": [student.triangular(step, low, high, 1000) for step in (99_999, 100_000, 100_001, 101_000)],
        "growing": [student.triangular(step, low, high, 3, factor=1.5) for step in range(14)],
        "level": [student.triangular(step, high, high, 3) for step in range(7)],
    }


@probe("warm_up", points=0.5)
def numpy_steps_and_other_schedules(student, rng):
    """Steps as NumPy's integers; a warm-up of one step; a rate that rises after it; the steps asked of it."""
    peak, start, asked = uneven(rng, 0.5, 2), uneven(rng, 0.05, 0.2), []

    def rising(step):
        return peak + 0.1 * step

    def noting(step):
        asked.append(int(step))
        return peak

    student.warm_up(57, noting, 40)
    return {
        "NumPy": [student.warm_up(step, rising, 5, start) for step in np.arange(10)],
        "NumPy, constant": [student.warm_up(step, rising, 5, start, False) for step in np.arange(10)],
        "one step": [student.warm_up(step, rising, 1, start) for step in range(4)],
        "from above": [student.warm_up(step, rising, 4, 5.0) for step in range(7)],
        "the clock of what follows, at step 57 after a warm-up of 40": asked[-1],
    }


class Trained:
    """A stand-in for a training: it returns losses made beforehand."""

    def __init__(self, losses):
        self.losses, self.rates = np.array(losses), []

    def __call__(self, schedule, updates):
        """Ask for the rate of every update, 0 first."""
        self.rates = [schedule(step) for step in range(updates)]
        return self.losses[:updates]


@probe("range_test", points=0.5)
def edges_of_the_curve(student, rng):
    """The lowest loss first, last, twice; a loss just below and just above four times the lowest; two updates."""
    low, high = uneven(rng, 1e-3, 1e-2), uneven(rng, 1, 10)
    curves = {
        "lowest first": [1.0, 1.1, 1.2, 1.3, 1.4],
        "lowest last": [2.0, 1.9, 1.7, 1.4, 1.0],
        "lowest twice": [2.0, 1.5, 0.75, 0.9, 0.75, 1.0],
        "lowest twice, at the end too": [2.0, 1.5, 0.75, 0.9, 0.75],
        "just below four times": [2.0, 1.0, 3.999, 0.8, 0.9],
        "exactly four times": [2.0, 1.0, 4.0, 0.8, 0.9],
        "just above four times": [2.0, 1.0, 4.001, 0.8, 0.9],
        "four times the lowest, not the first or the last": [2.0, 0.5, 1.9, 2.1, 0.4, 0.45],
        "two updates": [2.0, 1.5],
        "explodes at once": [2.0, np.nan, 1.0],
    }
    return {name: student.range_test(Trained(losses), low, high, len(losses)) for name, losses in curves.items()}


@probe("scale_rate", points=0.25)
def all_together(student, rng):
    """An adaptive method at a limit; a limit below the old batch; the same batch; NumPy's integers."""
    rate, reference = uneven(rng, 0.01, 0.2), int(rng.integers(30, 60))
    sizes = (reference // 3, 2 * reference, 4 * reference, 9 * reference)
    return {
        "adaptive, with a limit": [student.scale_rate(rate, b, reference, True, 3 * reference) for b in sizes],
        "a limit below the old batch": [student.scale_rate(rate, b, reference, limit=reference // 2) for b in sizes],
        "NumPy": [student.scale_rate(rate, b, reference) for b in np.array(sizes)],
        "the same batch": student.scale_rate(rate, reference, reference),
    }


@probe("one_run", points=0.5)
def numpy_steps_and_no_warm_up(student, rng):
    """Steps as NumPy's integers; no warm-up; a warm-up of one step; a warm-up up to the last step but one."""
    peak, lowest = uneven(rng, 0.5, 2), uneven(rng, 0.05, 0.2)
    return {
        "NumPy": [student.one_run(step, peak, 4, 11, lowest) for step in np.arange(14)],
        "no warm-up": [student.one_run(step, peak, 0, 8, lowest) for step in range(10)],
        "one step": [student.one_run(step, peak, 1, 6, lowest) for step in range(8)],
        "one step to fall": [student.one_run(step, peak, 5, 6, lowest) for step in range(8)],
        "far": student.one_run(10**6, peak, 5, 60, lowest),
    }


quiz_adam_floor = quiz("quiz_adam_floor", points=0.5)
quiz_restart = quiz("quiz_restart", points=0.5)
quiz_saddle = quiz("quiz_saddle", points=0.5)
quiz_larger_batch = quiz("quiz_larger_batch", points=0.5)
quiz_plateau = quiz("quiz_plateau", points=0.5)
