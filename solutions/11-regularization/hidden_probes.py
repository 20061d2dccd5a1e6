"""Hidden probes of `11-regularization`: edges, dtypes, and the quiz. They never ship."""

import numpy as np

from gradschool.checks import probe, quiz


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


@probe("elastic_net", points=0.5)
def vectors_and_nothing(student, rng):
    """A vector, a single number in an array, three axes; strengths of 0."""
    w, a, b = rng.standard_normal((2, 3, 2)), uneven(rng, 0.1, 1), uneven(rng, 0.1, 1)
    return {
        "three axes": student.elastic_net(w, a, b),
        "vector": student.elastic_net(w[0, 0], a, b),
        "one": student.elastic_net(w[:1, 0, 0], a, b),
        "no strength": student.elastic_net(w),
    }


def steps(student, w, gradients, **settings):
    """The weights after each step."""
    state, seen = None, []
    for g in gradients:
        w, state = student.decayed_adam(w, g, state, **settings)
        seen.append(w)
    return seen


@probe("decayed_adam", points=0.5, exact_dtype=True)
def float32_and_flat_directions(student, rng):
    """float32, in turn with another array; gradients of zero; four axes; other averages."""
    w, g = rng.standard_normal((1, 3)), rng.standard_normal((3, 1, 3))
    image, zero = rng.standard_normal((2, 1, 2, 2)), np.zeros((2, 2, 1, 2, 2))
    return {
        "float32": steps(student, w.astype("float32"), g.astype("float32"), lr=0.03, decay=0.4),
        "float32, L2": steps(student, w.astype("float32"), g.astype("float32"), lr=0.03, decay=0.4, decoupled=False),
        "zero gradients": steps(student, image, zero, lr=0.03, decay=0.4),
        "zero gradients, L2": steps(student, image, zero, lr=0.03, decay=0.4, decoupled=False),
        "averages": steps(student, w, g, lr=0.03, decay=0.4, beta1=0.7, beta2=0.95, epsilon=0.3),
    }


@probe("stop_early", points=0.5)
def losses_that_are_no_numbers(student, rng):
    """nan first, in between, and alone; an improvement exactly of the gain; after the stop."""
    seen, a = {}, float(rng.integers(3, 9))
    curves = {
        "nan first": [np.nan, a, a / 2],
        "nan alone": [np.nan, np.nan, np.nan],
        "nan between": [a, np.nan, np.nan, a / 2],
        "exactly the gain": [a, a - 0.5, a - 0.75, a - 1.0],
        "goes on": [a, a + 1, a + 1, a + 1, a - 2, a],
    }
    for name, losses in curves.items():
        state, stops, w = None, [], np.full((2, 2), a)
        for loss in losses:
            w += 1
            stop, state = student.stop_early(loss, w, state, patience=2, gain=0.5)
            stops.append(stop)
        seen[name] = {"stops": stops, "loss": state["loss"], "w": state["w"]}
    return seen


def nothing_or_all(outputs, inputs):
    """A rate of 0 drops nothing; the dtype and every shape are kept."""
    x, u = inputs["x"], inputs["u"]
    if not (np.allclose(outputs["rate 0"], x) and np.allclose(outputs["rate 0, gradient"], u)):
        return "at a rate of 0 nothing is dropped"
    if outputs["float32"].dtype != np.float32 or outputs["float32, gradient"].dtype != np.float32:
        return "the dtype of x is not kept"
    if outputs["float32"].shape != (4, 3, 5):
        return "the shape of x is not kept"
    kept = outputs["zeros among x, gradient"] / u != 0
    if not np.allclose(outputs["zeros among x, gradient"][kept], (u / 0.7)[kept]):
        return "the gradient has another factor than the values"
    return None if kept.mean() > 0.1 else "units whose value is 0 are kept and dropped as all others"


@probe("dropout", points=0.5, verify=nothing_or_all)
def no_rate_and_zeros(student, rng, inputs):
    """A rate of 0; float32 with three axes; values that are 0 themselves."""
    inputs["x"], inputs["u"] = rng.standard_normal((20, 30)), 1 + rng.random((20, 30))
    source = np.random.default_rng(int(rng.integers(2**31)))
    same, back = student.dropout(inputs["x"], 0.0, source, True)
    narrow, narrow_back = student.dropout(np.ones((4, 3, 5), dtype="float32"), 0.3, source, True)
    _, zero_back = student.dropout(np.zeros((20, 30)), 0.3, source, True)
    return {
        "rate 0": same,
        "rate 0, gradient": back(inputs["u"]),
        "float32": narrow,
        "float32, gradient": narrow_back(np.ones((4, 3, 5), dtype="float32")),
        "zeros among x, gradient": zero_back(inputs["u"]),
    }


@probe("fractional_pool_regions", points=0.25)
def without_a_choice(student, rng):
    """One region, a region for each pixel, and lengths that are all the same."""
    n, source = int(rng.integers(3, 9)), rng.host
    return {
        "one region": student.fractional_pool_regions(n, 1, source),
        "a region each": student.fractional_pool_regions(n, n, source),
        "all alike": student.fractional_pool_regions(3 * n, n, source),
    }


quiz_weights = quiz("quiz_weights", points=0.4)
quiz_path = quiz("quiz_path", points=0.4)
quiz_strength = quiz("quiz_strength", points=0.4)
quiz_ratio = quiz("quiz_ratio", points=0.4)
quiz_limit = quiz("quiz_limit", points=0.4)
