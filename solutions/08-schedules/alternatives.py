"""Other right implementations of `08-schedules`, which must earn full points. They never ship.

They differ in what a student is free to choose: loops or formulas, other algebra, NumPy or math, calls of one's own
functions.
"""

import bisect
import math

import numpy as np

from grader.author import accepted

# --- staircase ------------------------------------------------------------------------------------------------


@accepted("staircase")
def by_a_loop(solution):
    def staircase(step, rate, factor, every=None, at=()):
        if every is not None:
            at = range(every, int(step) + 1, every)
        for milestone in at:
            if step >= milestone:
                rate = rate * factor
        return rate

    return staircase


@accepted("staircase")
def by_bisection(solution):
    def staircase(step, rate, factor, every=None, at=()):
        drops = math.floor(step / every) if every else bisect.bisect_right(list(at), step)
        return rate * math.pow(factor, drops)

    return staircase


@accepted("staircase")
def by_numpy(solution):
    def staircase(step, rate, factor, every=None, at=()):
        drops = np.floor_divide(step, every) if every else np.count_nonzero(np.asarray(at) <= step)
        return np.float64(rate) * np.power(float(factor), drops)

    return staircase


@accepted("staircase")
def by_recursion(solution):
    def staircase(step, rate, factor, every=None, at=()):
        if every:
            return rate * factor ** ((step - step % every) / every)
        reached = [milestone for milestone in at if milestone <= step]
        return staircase(step, rate * factor, factor, at=reached[1:]) if reached else rate

    return staircase


# --- power_decay ----------------------------------------------------------------------------------------------


@accepted("power_decay")
def by_division(solution):
    def power_decay(step, rate, k, power=1.0):
        if math.isinf(power):
            return rate / math.exp(k * step)
        return rate / (1 + k * step / power) ** power

    return power_decay


@accepted("power_decay")
def by_logarithms(solution):
    def power_decay(step, rate, k, power=1.0):
        exponent = k * step if power == float("inf") else power * math.log1p(k * step / power)
        return rate * math.exp(-exponent)

    return power_decay


@accepted("power_decay")
def by_a_common_denominator(solution):
    def power_decay(step, rate, k, power=1.0):
        if power == np.inf:
            return rate * np.exp(-k * step)
        return rate * (power / (power + k * step)) ** power

    return power_decay


@accepted("power_decay")
def by_a_power_of_e(solution):
    def power_decay(step, rate, k, power=1.0):
        return rate * math.e ** (-k * step) if power > 1e300 else rate * math.pow(1 + step * (k / power), -power)

    return power_decay


# --- cosine ---------------------------------------------------------------------------------------------------


@accepted("cosine")
def by_cases(solution):
    def cosine(step, highest, total, lowest=0.0):
        if step >= total:
            return lowest
        return lowest + 0.5 * (highest - lowest) * (1 + np.cos(np.pi * step / total))

    return cosine


@accepted("cosine")
def by_a_square(solution):
    """Half of 1 + cos x is the square of the cosine of x / 2."""

    def cosine(step, highest, total, lowest=0.0):
        share = math.cos(math.pi * min(step, total) / (2 * total)) ** 2
        return share * highest + (1 - share) * lowest

    return cosine


@accepted("cosine")
def by_the_middle(solution):
    def cosine(step, highest, total, lowest=0.0):
        done = step / total if step < total else 1.0
        return (highest + lowest) / 2 + (highest - lowest) / 2 * math.cos(math.pi * done)

    return cosine


@accepted("cosine")
def by_clipping(solution):
    def cosine(step, highest, total, lowest=0.0):
        angle = np.clip(step, 0, total) * np.pi / total
        return highest - (highest - lowest) * (1 - np.cos(angle)) / 2

    return cosine


# --- warm_restarts --------------------------------------------------------------------------------------------


@accepted("warm_restarts")
def by_starts(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        start, length = 0, first
        while start + length <= step:
            start += length
            length *= growth
        return lowest + (highest - lowest) * (1 + np.cos(np.pi * (step - start) / length)) / 2

    return warm_restarts


@accepted("warm_restarts")
def by_recursion_too(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        if growth == 1:
            step = step % first
        if step >= first:
            return warm_restarts(step - first, highest, first * growth, growth, lowest)
        return lowest + (highest - lowest) * math.cos(math.pi * step / first / 2) ** 2

    return warm_restarts


@accepted("warm_restarts")
def by_a_list_of_starts(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        starts = [0]
        while starts[-1] <= step:
            starts.append(starts[-1] + first * growth ** (len(starts) - 1))
        begin, end = starts[-2:]
        return lowest + 0.5 * (highest - lowest) * (1 + math.cos(math.pi * (step - begin) / (end - begin)))

    return warm_restarts


# --- triangular -----------------------------------------------------------------------------------------------


@accepted("triangular")
def by_two_sides(solution):
    def triangular(step, low, high, half, factor=1.0):
        cycle, position = step // (2 * half), step % (2 * half)
        peak = low + (high - low) * factor**cycle
        if position <= half:
            return low + (peak - low) * position / half
        return peak - (peak - low) * (position - half) / half

    return triangular


@accepted("triangular")
def as_smith_writes_it(solution):
    def triangular(step, low, high, half, factor=1.0):
        cycle = np.floor(1 + step / (2 * half))
        x = np.abs(step / half - 2 * cycle + 1)
        return low + (high - low) * np.maximum(0, 1 - x) * factor ** (cycle - 1)

    return triangular


@accepted("triangular")
def by_the_nearer_end(solution):
    def triangular(step, low, high, half, factor=1.0):
        position = step % (2 * half)
        share = min(position, 2 * half - position) / half
        return low * (1 - share * factor ** (step // (2 * half))) + high * share * factor ** (step // (2 * half))

    return triangular


# --- warm_up --------------------------------------------------------------------------------------------------


@accepted("warm_up")
def by_mixing(solution):
    def warm_up(step, after, warm, start=0.0, gradual=True):
        if step < warm:
            share = step / warm if gradual else 0.0
            return (1 - share) * start + share * after(0)
        return after(step - warm)

    return warm_up


@accepted("warm_up")
def by_interpolation(solution):
    def warm_up(step, after, warm, start=0.0, gradual=True):
        if step < warm:
            return float(np.interp(step, [0, warm], [start, after(0)])) if gradual else start
        return after(step - warm)

    return warm_up


@accepted("warm_up")
def by_one_expression(solution):
    def warm_up(step, after, warm, start=0.0, gradual=True):
        rise = (after(0) - start) / max(warm, 1) * gradual
        return start + rise * step if step < warm else after(max(step - warm, 0))

    return warm_up


# --- range_test -----------------------------------------------------------------------------------------------


@accepted("range_test")
def by_a_list_of_rates(solution):
    def range_test(train, low, high, total):
        rates = np.geomspace(low, high, total)
        losses = np.asarray(train(lambda step: rates[step], total))
        kept = [losses[0]]
        for loss in losses[1:]:
            if not np.isfinite(loss) or loss > 4 * min(kept):
                break
            kept.append(loss)
        return rates[np.argmin(kept)] / 2

    return range_test


@accepted("range_test")
def by_running_minimum(solution):
    def range_test(train, low, high, total):
        factor = (high / low) ** (1 / (total - 1))
        losses = np.where(np.isfinite(found := train(lambda step: low * factor**step, total)), found, np.inf)
        bad = losses[1:] > 4 * np.minimum.accumulate(losses)[:-1]
        end = 1 + int(np.argmax(bad)) if bad.any() else total
        return 0.5 * low * factor ** int(np.argmin(losses[:end]))

    return range_test


@accepted("range_test")
def by_logarithms_of_rates(solution):
    def range_test(train, low, high, total):
        def rate(step):
            return math.exp(math.log(low) + step * (math.log(high) - math.log(low)) / (total - 1))

        best, where = math.inf, 0
        for step, loss in enumerate(train(rate, total)):
            if math.isnan(loss) or math.isinf(loss) or loss > 4 * best:
                break
            if loss < best:
                best, where = loss, step
        return rate(where) / 2

    return range_test


# --- scale_rate -----------------------------------------------------------------------------------------------


@accepted("scale_rate")
def by_a_power(solution):
    def scale_rate(rate, batch, reference, adaptive=False, limit=None):
        if limit is not None and batch > limit:
            batch = limit
        return rate * (batch / reference) ** (0.5 if adaptive else 1)

    return scale_rate


@accepted("scale_rate")
def by_a_root(solution):
    def scale_rate(rate, batch, reference, adaptive=False, limit=None):
        batch = min(batch, math.inf if limit is None else limit)
        if adaptive:
            return rate * math.sqrt(batch) / math.sqrt(reference)
        return rate / reference * batch

    return scale_rate


@accepted("scale_rate")
def by_itself(solution):
    def scale_rate(rate, batch, reference, adaptive=False, limit=None):
        if limit and batch >= limit:
            return scale_rate(rate, limit, reference, adaptive)
        times = np.divide(batch, reference)
        return rate * np.sqrt(times) if adaptive else rate * times

    return scale_rate


# --- one_run --------------------------------------------------------------------------------------------------


@accepted("one_run")
def by_three_cases(solution):
    def one_run(step, peak, warm, total, lowest=0.0):
        updates = step + 1
        if updates <= warm:
            return peak / warm * updates
        if updates >= total:
            return lowest
        return lowest + 0.5 * (peak - lowest) * (1 + np.cos(np.pi * (updates - warm) / (total - warm)))

    return one_run


@accepted("one_run")
def by_composition(solution):
    """The functions of the exercises before, written out: a warm-up from peak / warm, then a cosine one step ahead."""

    def fall(step, highest, length, lowest):
        return lowest + (highest - lowest) * math.cos(math.pi * min(step / length, 1) / 2) ** 2

    def one_run(step, peak, warm, total, lowest=0.0):
        if step >= warm:
            return fall(step - warm + 1, peak, total - warm, lowest)
        return peak / warm + (peak - peak / warm) * step / max(warm - 1, 1)

    return one_run


@accepted("one_run")
def by_the_steps_left(solution):
    def one_run(step, peak, warm, total, lowest=0.0):
        if step < warm:
            return peak - peak * (warm - 1 - step) / warm
        left = max(total - 1 - step, 0) / (total - warm)
        return lowest + (peak - lowest) * (1 - math.cos(math.pi * left)) / 2

    return one_run
