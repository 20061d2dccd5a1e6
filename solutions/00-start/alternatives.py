"""Other right implementations of `00-start`: each must earn full points. They never ship."""

import math

import numpy as np

from grader.author import accepted


@accepted("relative_error")
def error_by_masking(solution):
    def relative_error(a, b):
        scale = np.maximum(abs(a), abs(b))
        ratio = np.zeros(np.shape(a))
        np.divide(abs(a - b), scale, out=ratio, where=scale != 0)
        return ratio.max()

    return relative_error


@accepted("relative_error")
def error_by_a_loop(solution):
    def relative_error(a, b):
        worst = 0.0
        for p, q in zip(a.ravel().tolist(), b.ravel().tolist(), strict=True):
            if p != q:
                worst = max(worst, math.fabs(p - q) / max(abs(p), abs(q)))
        return worst

    return relative_error


@accepted("row_softmax")
def softmax_by_logarithms(solution):
    def row_softmax(x):
        xp = solution.definitions["array_namespace"](x)
        shifted = x - xp.max(x, axis=-1, keepdims=True)
        return xp.exp(shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True)))

    return row_softmax


@accepted("row_softmax")
def softmax_by_the_standard(solution):
    def row_softmax(x):
        xp = x.__array_namespace__()
        largest = xp.reshape(xp.max(x, axis=1), (-1, 1))
        powers = xp.exp(x - largest)
        return powers / xp.reshape(xp.sum(powers, axis=1), (-1, 1))

    return row_softmax


@accepted("careful_sum")
def sum_by_fractions(solution):
    return lambda x: x.dtype.type(math.fsum(x))


@accepted("careful_sum")
def sum_as_kahan_wrote_it(solution):
    def careful_sum(x):
        total = np.zeros((), x.dtype)[()]
        carried = total
        for number in x:
            less = number - carried
            new = total + less
            carried = (new - total) - less
            total = new
        return total

    return careful_sum


@accepted("careful_sum")
def sum_with_the_lost_part_after_the_number(solution):
    def careful_sum(x):
        total = lost = x.dtype.type(0)
        for number in x:
            new = total + number + lost
            lost = number + lost - (new - total)
            total = new
        return total

    return careful_sum


@accepted("careful_sum")
def sum_with_the_larger_first(solution):
    def careful_sum(x):
        total = lost = np.zeros((), x.dtype)[()]
        for number in x:
            new = total + number
            lost = lost + ((total - new) + number if total >= number else (number - new) + total)
            total = new
        return total + lost

    return careful_sum


@accepted("seeded_noise")
def noise_by_normal(solution):
    def seeded_noise(seed, shape, std=1.0):
        return np.float32(np.random.default_rng(seed).normal(0.0, std, size=shape))

    return seeded_noise


@accepted("seeded_noise")
def noise_by_a_bit_generator(solution):
    def seeded_noise(seed, shape, std=1.0):
        rng = np.random.Generator(np.random.PCG64(seed))
        return np.asarray(rng.standard_normal(size=shape) * std, dtype=np.float32)

    return seeded_noise
