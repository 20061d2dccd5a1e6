"""How the exercises of `08-schedules` are driven; what is right is the same on the solution. This file ships.

Most probes ask for a whole table of rates: the first steps, the steps beside every boundary, and some far beyond.
"""

import math

import numpy as np

from gradschool.checks import probe, quiz


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


def table(schedule, steps, *arguments, **settings):
    """The rates at these steps."""
    return [schedule(step, *arguments, **settings) for step in steps]


# --- staircase ------------------------------------------------------------------------------------------------


@probe("staircase", points=0.5)
def every_few_steps(student, rng):
    """A drop every few steps: rates of the steps 0 to 29."""
    rate, factor, every = uneven(rng, 0.1, 2), uneven(rng, 0.3, 0.8), int(rng.integers(4, 8))
    return {"rates of steps 0 to 29": table(student.staircase, range(30), rate, factor, every=every)}


@probe("staircase", points=0.5)
def at_milestones(student, rng):
    """Three milestones at uneven distances: rates of the steps 0 to 29."""
    at = [int(rng.integers(2, 6)), int(rng.integers(8, 14)), int(rng.integers(17, 27))]
    rate, factor = uneven(rng, 0.1, 2), uneven(rng, 0.3, 0.8)
    return {"rates of steps 0 to 29": table(student.staircase, range(30), rate, factor, at=at)}


@probe("staircase", points=0.5)
def around_one_milestone(student, rng):
    """One milestone: the step before it, the milestone itself, and the step after."""
    at, rate, factor = int(rng.integers(100, 900)), uneven(rng, 0.1, 2), uneven(rng, 0.05, 0.4)
    return {"rates": table(student.staircase, (at - 1, at, at + 1), rate, factor, at=[at])}


# --- power_decay ----------------------------------------------------------------------------------------------


@probe("power_decay", points=0.5)
def one_over_t(student, rng):
    """The 1/t rule, by default: rates of the steps 0 to 9."""
    return {"rates": table(student.power_decay, range(10), uneven(rng, 0.1, 2), uneven(rng, 0.1, 0.9))}


@probe("power_decay", points=0.5)
def exponential(student, rng):
    """The exponential, power = math.inf: rates of the steps 0 to 9, and of step 200."""
    rate, k = uneven(rng, 0.1, 2), uneven(rng, 0.1, 0.4)
    rates = table(student.power_decay, [*range(10), 200], rate, k, power=math.inf)
    return {"rates": rates[:10], "1e20 times the rate of step 200": 1e20 * rates[-1]}


@probe("power_decay", points=0.5)
def other_powers(student, rng):
    """Powers of one half and of about three: rates of the steps 0 to 9."""
    rate, k, three = uneven(rng, 0.1, 2), uneven(rng, 0.1, 0.9), uneven(rng, 2.5, 3.5)
    return {
        "power 1/2": table(student.power_decay, range(10), rate, k, power=0.5),
        "power about 3": table(student.power_decay, range(10), rate, k, power=three),
    }


# --- cosine ---------------------------------------------------------------------------------------------------


@probe("cosine", points=0.5)
def down_to_zero(student, rng):
    """From a rate to zero, by default: the steps 0 to total."""
    total = int(rng.integers(7, 12))
    return {"rates of steps 0 to total": table(student.cosine, range(total + 1), uneven(rng, 0.1, 2), total)}


@probe("cosine", points=0.5)
def down_to_a_lowest_rate(student, rng):
    """From a rate to a lower one that is not zero: the steps 0 to total."""
    total, lowest = int(rng.integers(7, 12)), uneven(rng, 0.02, 0.09)
    rates = table(student.cosine, range(total + 1), uneven(rng, 0.1, 2), total, lowest)
    return {"rates of steps 0 to total": rates}


@probe("cosine", points=0.5)
def beyond_the_end(student, rng):
    """After the last step the rate stays the lowest: steps total - 2 to 3 total."""
    total, lowest = int(rng.integers(4, 9)), uneven(rng, 0.02, 0.09)
    rates = table(student.cosine, range(total - 2, 3 * total + 1), uneven(rng, 0.1, 2), total, lowest=lowest)
    return {"rates of steps total - 2 to 3 total": rates}


# --- warm_restarts --------------------------------------------------------------------------------------------


@probe("warm_restarts", points=0.5)
def cycles_that_double(student, rng):
    """Cycles twice as long each time, by default: rates of the steps 0 to 39."""
    return {"rates": table(student.warm_restarts, range(40), uneven(rng, 0.1, 2), int(rng.integers(3, 6)))}


@probe("warm_restarts", points=0.5)
def cycles_that_triple(student, rng):
    """Cycles three times as long each time, above a lowest rate: rates of the steps 0 to 39."""
    rate, first, lowest = uneven(rng, 0.1, 2), int(rng.integers(2, 5)), uneven(rng, 0.02, 0.09)
    return {"rates": table(student.warm_restarts, range(40), rate, first, growth=3, lowest=lowest)}


@probe("warm_restarts", points=0.5)
def cycles_of_one_length(student, rng):
    """Cycles that do not grow: rates of the steps 0 to 29."""
    rate, first, lowest = uneven(rng, 0.1, 2), int(rng.integers(4, 8)), uneven(rng, 0.02, 0.09)
    return {"rates": table(student.warm_restarts, range(30), rate, first, 1, lowest)}


# --- triangular -----------------------------------------------------------------------------------------------


@probe("triangular", points=0.5)
def up_and_down(student, rng):
    """Two cycles and a half: rates of the steps 0 to 5 half."""
    low, high, half = uneven(rng, 0.02, 0.09), uneven(rng, 0.2, 2), int(rng.integers(3, 7))
    return {"rates of steps 0 to 5 half": table(student.triangular, range(5 * half + 1), low, high, half)}


@probe("triangular", points=0.5)
def the_corners(student, rng):
    """The corners alone: steps 0, half, 2 half, ... 6 half."""
    low, high, half = uneven(rng, 0.02, 0.09), uneven(rng, 0.2, 2), int(rng.integers(10, 90))
    return {"rates at the corners": table(student.triangular, range(0, 6 * half + 1, half), low, high, half)}


@probe("triangular", points=0.5)
def peaks_that_shrink(student, rng):
    """Peaks that come down from cycle to cycle, while the low end stays: the steps 0 to 6 half."""
    low, high, half = uneven(rng, 0.02, 0.09), uneven(rng, 0.2, 2), int(rng.integers(3, 7))
    rates = table(student.triangular, range(6 * half + 1), low, high, half, factor=uneven(rng, 0.4, 0.8))
    return {"rates of steps 0 to 6 half": rates}


# --- warm_up --------------------------------------------------------------------------------------------------


def falling(peak, k):
    """A schedule to follow a warm-up."""
    return lambda step: peak / (1 + k * step)


@probe("warm_up", points=0.75)
def gradual_from_zero(student, rng):
    """A gradual warm-up from zero, by default, before a falling rate: rates of the steps 0 to 19."""
    after, warm = falling(uneven(rng, 0.5, 2), uneven(rng, 0.1, 0.5)), int(rng.integers(4, 9))
    return {"rates of steps 0 to 19": table(student.warm_up, range(20), after, warm)}


@probe("warm_up", points=0.5)
def gradual_from_a_start(student, rng):
    """A gradual warm-up from a rate that is not zero: rates of the steps 0 to 19."""
    after, warm = falling(uneven(rng, 0.5, 2), uneven(rng, 0.1, 0.5)), int(rng.integers(4, 9))
    return {"rates of steps 0 to 19": table(student.warm_up, range(20), after, warm, start=uneven(rng, 0.05, 0.2))}


@probe("warm_up", points=0.5)
def constant_warm_up(student, rng):
    """A constant warm-up and the jump at its end: rates of the steps 0 to 19."""
    after, warm = falling(uneven(rng, 0.5, 2), uneven(rng, 0.1, 0.5)), int(rng.integers(4, 9))
    start = uneven(rng, 0.05, 0.2)
    return {"rates of steps 0 to 19": table(student.warm_up, range(20), after, warm, start=start, gradual=False)}


@probe("warm_up", points=0.25)
def no_warm_up_at_all(student, rng):
    """A warm-up of 0 steps, gradual and constant: the schedule that follows, from its own beginning."""
    after, start = falling(uneven(rng, 0.5, 2), uneven(rng, 0.1, 0.5)), uneven(rng, 0.05, 0.2)
    return {
        "gradual": table(student.warm_up, range(5), after, 0, start=start),
        "constant": table(student.warm_up, range(5), after, 0, start=start, gradual=False),
    }


# --- range_test -----------------------------------------------------------------------------------------------


class Trained:
    """A stand-in for a training: it notes the rates that it is given, and returns losses made beforehand."""

    def __init__(self, losses):
        self.losses, self.rates, self.calls = np.array(losses), [], 0

    def __call__(self, schedule, updates):
        """Ask for the rate of every update, 0 first, and return that many losses."""
        self.calls += 1
        self.rates = [schedule(step) for step in range(updates)]
        return self.losses[:updates]


def valley_of(rng, total, lowest_at):
    """Losses that fall from about 2.4, with a bump, are lowest at one step, and rise a little behind it."""
    losses = 2.4 - 1.3 * np.minimum(np.arange(total) / lowest_at, 1) ** 2
    losses[3] += 0.2
    losses[lowest_at + 1 :] += 0.3
    return losses + rng.uniform(0, 0.05, total) * (np.arange(total) != lowest_at)


def tested(student, losses, low, high):
    """Run the test on these losses; what comes back, and the rates that were asked for."""
    train = Trained(losses)
    found = student.range_test(train, low, high, len(losses))
    return {"your rate": found, "rates that training was given": train.rates, "calls of train": train.calls}


@probe("range_test", points=0.5)
def a_smooth_curve(student, rng):
    """Forty losses that fall, with a bump, and then rise a little: lowest once, and at two steps alike."""
    losses, at = valley_of(rng, 40, int(rng.integers(20, 35))), uneven(rng, 1e-4, 1e-3)
    twice = losses.copy()
    twice[-2] = losses.min()
    found = {"lowest once": losses, "lowest twice": twice}
    return {name: tested(student, own, at, uneven(rng, 1, 10)) for name, own in found.items()}


@probe("range_test", points=0.5)
def low_again_after_the_explosion(student, rng):
    """Losses that explode (to about 6, to about 50, and to 50 step by step), and are lower than ever behind it."""
    found = {}
    for name, jumps in {"to 6": (2, 2.2, 6), "to 50": (2, 2.2, 50), "to 50 in steps": (6, 20, 50)}.items():
        losses = valley_of(rng, 30, int(rng.integers(12, 18)))
        losses[20:23], losses[23:] = jumps + rng.uniform(0, 0.2, 3), rng.uniform(0.5, 0.7, 7)
        found[name] = tested(student, losses, uneven(rng, 1e-4, 1e-3), uneven(rng, 1, 10))
    return found


@probe("range_test", points=0.5)
def no_number_after_the_explosion(student, rng):
    """Losses that end in nan, and others that end in infinity with low losses behind it."""
    ends = {}
    for name, bad in {"nan": np.nan, "infinite": np.inf}.items():
        losses = valley_of(rng, 30, int(rng.integers(12, 18)))
        losses[22], losses[23:] = bad, 0.5 + rng.uniform(0, 0.2, 7)
        ends[name] = tested(student, losses, uneven(rng, 1e-4, 1e-3), uneven(rng, 1, 10))["your rate"]
    return ends


# --- scale_rate -----------------------------------------------------------------------------------------------


@probe("scale_rate", points=0.5)
def larger_and_smaller_batches(student, rng):
    """Batches from an eighth to eight times the old one, at a rate for gradient descent."""
    rate, reference = uneven(rng, 0.01, 0.2), 8 * int(rng.integers(3, 20))
    batches = [reference * times // 8 for times in (1, 4, 8, 16, 24, 64)]
    return {"rates": [student.scale_rate(rate, batch, reference) for batch in batches]}


@probe("scale_rate", points=0.25)
def adaptive_methods(student, rng):
    """The same for an adaptive method."""
    rate, reference = uneven(rng, 0.001, 0.02), 8 * int(rng.integers(3, 20))
    batches = [reference * times // 8 for times in (1, 8, 16, 24, 64)]
    return {"rates": [student.scale_rate(rate, batch, reference, adaptive=True) for batch in batches]}


@probe("scale_rate", points=0.25)
def up_to_a_limit(student, rng):
    """A limit that is not reached, reached, and passed."""
    rate, reference = uneven(rng, 0.01, 0.2), int(rng.integers(20, 60))
    limit = 5 * reference
    batches = (reference // 2, limit - 1, limit, limit + 1, 3 * limit)
    return {"rates": [student.scale_rate(rate, batch, reference, limit=limit) for batch in batches]}


# --- one_run --------------------------------------------------------------------------------------------------


@probe("one_run", points=0.75)
def a_whole_run(student, rng):
    """Every rate of a run that ends at zero, by default: steps 0 to total + 2."""
    warm, total = int(rng.integers(3, 6)), int(rng.integers(12, 18))
    return {"rates of steps 0 to total + 2": table(student.one_run, range(total + 3), uneven(rng, 0.5, 2), warm, total)}


@probe("one_run", points=0.5)
def a_run_that_ends_above_zero(student, rng):
    """Every rate of a run with a lowest rate, with a warm-up and without one: steps 0 to 2 total - 1."""
    warm, total, lowest = int(rng.integers(3, 6)), int(rng.integers(12, 18)), uneven(rng, 0.05, 0.3)
    peak = uneven(rng, 0.5, 2)
    return {
        "with a warm-up": table(student.one_run, range(2 * total), peak, warm, total, lowest),
        "without one": table(student.one_run, range(2 * total), peak, 0, total, lowest),
    }


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_adam_floor = quiz("quiz_adam_floor")
quiz_restart = quiz("quiz_restart")
quiz_saddle = quiz("quiz_saddle")
quiz_larger_batch = quiz("quiz_larger_batch")
quiz_plateau = quiz("quiz_plateau")
