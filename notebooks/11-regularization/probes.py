"""How the exercises of `11-regularization` are driven; what is right is the same on the solution. This file ships.

Random masks are judged by what they are: share, scale, independence, and the same mask backward.
"""

import numpy as np

from gradschool.checks import probe, quiz, uncopied


def uneven(rng, low, high):
    """A number that is not round."""
    return float(rng.uniform(low, high))


def signed(rng, shape):
    """Numbers of both signs away from 0, with a 0 in the first place and in the last."""
    w = rng.uniform(0.2, 1.7, shape) * np.where(np.arange(np.prod(shape)).reshape(shape) % 2, 1.0, -1.0)
    w.flat[0] = w.flat[-1] = 0.0
    return w


# --- elastic_net ----------------------------------------------------------------------------------------------


@probe("elastic_net", points=0.75)
def squares_alone(student, rng):
    """L2 alone: value and gradient of a matrix."""
    value, gradient = student.elastic_net(signed(rng, (4, 3)), l2=uneven(rng, 0.1, 0.9))
    return {"value": value, "gradient": gradient}


@probe("elastic_net", points=0.75)
def absolute_values_alone(student, rng):
    """L1 alone: value and gradient of a matrix that holds two zeros."""
    value, gradient = student.elastic_net(signed(rng, (4, 3)), l1=uneven(rng, 0.1, 0.9))
    return {"value": value, "gradient": gradient}


@probe("elastic_net", points=0.5, exact_dtype=True)
def both_in_either_precision(student, rng):
    """Both strengths, for float64 and float32: the gradient keeps the dtype."""
    l1, l2, w = uneven(rng, 0.1, 0.9), uneven(rng, 0.1, 0.9), signed(rng, (2, 5))
    value, gradient = student.elastic_net(w, l1, l2)
    return {"value": float(value), "gradient": gradient, "float32": student.elastic_net(w.astype("float32"), l1, l2)[1]}


# --- max_norm -------------------------------------------------------------------------------------------------


def columns(rng, lengths, inputs=3):
    """Weights whose columns have these lengths."""
    w = rng.uniform(0.3, 1.0, (inputs, len(lengths))) * rng.choice([-1.0, 1.0], (inputs, len(lengths)))
    return w / np.sqrt((w**2).sum(axis=0)) * np.array(lengths)


@probe("max_norm", points=0.5, exact_dtype=True)
def long_and_short_columns(student, rng):
    """Columns a bit and far beyond the limit, and a bit and far within it; in double and in single precision."""
    limit = uneven(rng, 1.3, 2.7)
    w = columns(rng, limit * np.array([1.02, 0.97, 7.0, 0.2, 1.6]))
    return {"float64": student.max_norm(w, limit), "float32": student.max_norm(w.astype("float32"), limit)}


@probe("max_norm", points=0.5)
def within_the_limit(student, rng):
    """Columns of which one is zeros and none is too long; rows that are longer than the limit."""
    limit = uneven(rng, 0.6, 0.9)
    w = columns(rng, limit * np.array([0.9, 0.0, 0.95, 0.8, 0.9]), inputs=2)
    return {"w": student.max_norm(w, limit), "one input": student.max_norm(w[:1], 0.7 * float(np.abs(w[0, 0])))}


# --- decayed_adam ---------------------------------------------------------------------------------------------


def walk(student, rng, steps=4, dtype="float64", shapes=((3, 2), (2,)), **settings):
    """Weights after every step, on gradients drawn beforehand, for a matrix and a vector with states of their own."""
    seen = []
    for shape in shapes:
        w, state = rng.standard_normal(shape).astype(dtype), None
        for g in rng.standard_normal((steps, *shape)).astype(dtype):
            w, state = student.decayed_adam(w, g, state, **settings)
            seen.append(w)
    return seen


@probe("decayed_adam", points=0.5)
def no_decay_at_all(student, rng):
    """Plain Adam: four steps of a matrix and of a vector, without decay, with a large epsilon."""
    return {"weights": walk(student, rng, lr=uneven(rng, 0.01, 0.1), decay=0.0, epsilon=uneven(rng, 0.1, 0.3))}


@probe("decayed_adam", points=0.75)
def beside_the_step(student, rng):
    """Decoupled decay, by default: four steps of a matrix, and of a vector, which is left alone."""
    lr, decay = uneven(rng, 0.01, 0.1), uneven(rng, 0.1, 0.9)
    return {"weights": walk(student, rng, lr=lr, decay=decay, epsilon=uneven(rng, 0.1, 0.3))}


@probe("decayed_adam", points=0.75)
def through_the_gradient(student, rng):
    """L2 as a part of the gradient: four steps of a matrix, and of a vector, which is left alone."""
    lr, decay = uneven(rng, 0.01, 0.1), uneven(rng, 0.1, 0.9)
    return {"weights": walk(student, rng, lr=lr, decay=decay, decoupled=False, epsilon=uneven(rng, 0.1, 0.3))}


# --- stop_early -----------------------------------------------------------------------------------------------


def told(student, losses, w0=0.0, **settings):
    """What is answered to each loss; the weights are one array that training goes on changing."""
    w, state, stops, kept = np.array([w0, 2.0]), None, [], []
    for loss in losses:
        w += 1.3
        stop, state = student.stop_early(float(loss), w, state, **settings)
        stops.append(stop)
        kept.append(np.array(state["w"]))
    return {"stop": stops, "best loss": state["loss"], "kept weights": np.array(kept)}


@probe("stop_early", points=0.5)
def a_noisy_curve(student, rng):
    """Losses that fall, rise by chance, fall again, and rise for good; patience 3."""
    losses = np.array([2.0, 1.5, 1.7, 1.6, 1.1, 1.3, 1.2, 1.15, 1.4]) + rng.uniform(0, 0.02, 9)
    return told(student, losses, uneven(rng, 0, 1), patience=3)


@probe("stop_early", points=0.5)
def ties_and_small_gains(student, rng):
    """An equal loss is no gain; neither is a lower one that gains too little. Patience 2."""
    a = uneven(rng, 1, 2)
    return {
        "ties": told(student, [a, a, a - 0.5, a - 0.5, a - 0.5], a, patience=2),
        "gain 0.1": told(student, [a, a - 0.06, a - 0.12, a - 0.15, a - 0.18], a, patience=2, gain=0.1),
        "a small rise": told(student, [a, a + 0.07, a + 0.04, a - 0.5], a, patience=2, gain=0.1),
    }


@probe("stop_early", points=0.5)
def no_patience(student, rng):
    """Patience 1: the first look that is no better stops; and a loss that is nan."""
    a = uneven(rng, 1, 2)
    return {
        "falls": told(student, [a, a / 2, a / 3], a, patience=1),
        "rises": told(student, [a, 2 * a], a, patience=1),
        "nan": told(student, [a, np.nan, a / 2], a, patience=2),
    }


@probe("stop_early", points=0.5)
def one_array_that_changes(student, rng):
    """Two looks at one and the same array, which then changes in place: the snapshot stays."""
    look, w, a = uncopied(student.stop_early), rng.standard_normal((2, 3)), uneven(rng, 1, 2)
    _, state = look(a, w)
    w += 1.3
    first = np.array(state["w"])
    _, state = look(a / 2, w, state)
    w += 1.3
    return {"kept at the first look": first, "kept at the second": np.array(state["w"])}


# --- dropout --------------------------------------------------------------------------------------------------


def look_through(student, rng, inputs, rate, shape=(40, 30), **settings):
    """What dropout makes of numbers that are not zero, and what it hands back, as factors."""
    inputs["rate"], inputs["inverted"] = rate, settings.get("inverted", True)
    inputs["x"], inputs["upstream"] = 1 + rng.random(shape), 1 + rng.random(shape)
    seed = int(rng.integers(2**31))
    source, twin = np.random.default_rng(seed), np.random.default_rng(seed)
    y, backward = student.dropout(inputs["x"], rate, source, True, **settings)
    gradient = backward(inputs["upstream"])
    second, _ = student.dropout(inputs["x"], rate, source, True, **settings)
    again, _ = student.dropout(inputs["x"], rate, twin, True, **settings)
    return {"y": y, "gradient": gradient, "second call": second, "same seed": again}


def is_dropout(outputs, inputs):
    """Judge a mask by share, scale, independence, and the way back."""
    x, u, rate = inputs["x"], inputs["upstream"], inputs["rate"]
    for name, one in outputs.items():
        if np.shape(one) != x.shape:
            return f"{name} has shape {np.shape(one)}, expected {x.shape}"
    factor, back, again = outputs["y"] / x, outputs["gradient"] / u, outputs["second call"] / x
    keep, n = 1 - rate, x.size
    scale = 1 / keep if inputs["inverted"] else 1.0
    kept = factor != 0
    for axis, words in ((0, "some units are dropped in all rows"), (1, "some rows are dropped in all units")):
        spread = kept.mean(axis=axis).var() / (keep * rate / kept.shape[axis])
        if spread > 3:
            return f"the masks are not independent: {words}"
    if abs(kept.mean() - keep) > 6 * (keep * rate / n) ** 0.5:
        return f"{kept.mean():.0%} of the units were kept; at a rate of {rate:.2f} expected about {keep:.0%}"
    if not np.allclose(factor[kept], scale, rtol=1e-5):
        return f"a kept unit is multiplied by {factor[kept].mean():.4g}, expected {scale:.4g}"
    if not np.allclose(back, factor, rtol=1e-5):
        return "the gradient passes through another mask, or another factor, than the values did"
    if ((again != 0) == kept).mean() > 0.95:
        return "two calls with one generator drop the same units"
    same = np.array_equal(outputs["same seed"], outputs["y"])
    return None if same else "two generators of one seed drop different units: draw from `rng`"


@probe("dropout", points=1, verify=is_dropout)
def in_training(student, rng, inputs):
    """Inverted dropout in training at a rate far from one half, twice: share, scale, independence, the way back."""
    return look_through(student, rng, inputs, uneven(rng, 0.17, 0.23))


@probe("dropout", points=0.5, verify=is_dropout)
def plain_in_training(student, rng, inputs):
    """Plain dropout in training, most units dropped."""
    return look_through(student, rng, inputs, uneven(rng, 0.67, 0.73), inverted=False)


@probe("dropout", points=0.5, exact_dtype=True)
def at_test_time(student, rng):
    """At test time nothing is dropped, in either kind; the way back has the same factor. float64, then float32."""
    rate, source, seen = uneven(rng, 0.2, 0.4), np.random.default_rng(int(rng.integers(2**31))), {}
    for dtype, shape in (("float64", (3, 4)), ("float32", (1, 4))):
        x, u = rng.standard_normal((2, *shape)).astype(dtype)
        for name, inverted in (("inverted", True), ("plain", False)):
            y, backward = student.dropout(x, rate, source, False, inverted=inverted)
            seen |= {f"{name}, {dtype}": y, f"{name}, gradient, {dtype}": backward(u)}
    return seen


# --- average_over_masks ---------------------------------------------------------------------------------------


@probe("average_over_masks", points=0.75)
def of_a_linear_unit(student, rng):
    """A linear unit of four inputs."""
    w, b, h = rng.standard_normal(4), uneven(rng, 0.1, 1), rng.standard_normal(4)
    return {"average": student.average_over_masks(lambda one: one @ w + b, h, uneven(rng, 0.1, 0.4))}


@probe("average_over_masks", points=1)
def of_a_squashed_unit(student, rng):
    """A unit with a tanh, of three inputs and of one; nothing dropped, too."""
    w, h, rate = 2 * rng.standard_normal(3), rng.standard_normal(3), uneven(rng, 0.1, 0.4)
    return {
        "three inputs": student.average_over_masks(lambda one: np.tanh(one @ w + 0.3), h, rate),
        "one input": student.average_over_masks(lambda one: np.tanh(one @ w[:1] + 0.3), h[:1], rate),
        "rate 0": student.average_over_masks(lambda one: np.tanh(one @ w), h, 0.0),
    }


def is_no_estimate(outputs, inputs):
    """Judge the average of a linear unit; where it is wrong, the number of questions may say why."""
    average, exact = np.asarray(outputs["average"]), inputs["exact"]
    if average.shape or average.dtype.kind not in "fiu":
        return f"the average is {outputs['average']!r}, expected one number"
    if np.isclose(average, exact, rtol=1e-6):
        return None
    if outputs["questions"] > 64:
        return "5 inputs have 32 masks, and the unit was asked more than 64 times: draws come only near the average"
    return f"the average is {average:.4g}, expected {exact:.4g}"


@probe("average_over_masks", points=0.25, verify=is_no_estimate)
def counted_and_not_drawn(student, rng, inputs):
    """Five inputs, and a unit that counts how often it is asked."""
    w, h, rate, asked = rng.standard_normal(5), rng.standard_normal(5), uneven(rng, 0.1, 0.4), []

    def unit(one):
        asked.append(1)
        return float(one @ w)

    inputs["exact"] = float((1 - rate) * h @ w)
    return {"average": student.average_over_masks(unit, h, rate), "questions": len(asked)}


# --- stochastic_depth -----------------------------------------------------------------------------------------


@probe("stochastic_depth", points=1)
def all_blocks_at_test_time(student, rng):
    """Three blocks at test time, each by its own chance; then with chances of 1."""
    x, (a, b, c) = rng.standard_normal((2, 3)), rng.uniform(0.3, 1.7, 3)
    blocks = [lambda h: np.tanh(a * h), lambda h: b * h**2, lambda h: c * h + 1]
    last = uneven(rng, 0.3, 0.7)
    return {
        "y": student.stochastic_depth(x, blocks, last, rng.host, False),
        "never skipped": student.stochastic_depth(x, blocks, 1.0, rng.host, True),
        "two blocks": student.stochastic_depth(x, blocks[:2], last, rng.host, False),
    }


def skips_blocks(outputs, inputs):
    """Judge how often each block took part, and that it was kept whole."""
    table, last = np.asarray(outputs["blocks that took part"]), inputs["last"]
    if table.ndim != 2 or not np.isin(np.round(table, 9), (0, 1)).all():
        return "in training a block takes part as it is, for the whole batch, or not at all"
    if not np.array_equal(table, outputs["in the second row"]):
        return "a block takes part for one row of the batch and not for another"
    if table.sum(axis=1).max() < 2:
        return f"in none of {len(table)} calls did the values of two blocks add up"
    expected = 1 - (np.arange(4) + 1) / 4 * (1 - last)
    for number, (seen, chance) in enumerate(zip(table.mean(axis=0), expected, strict=True), start=1):
        if abs(seen - chance) > 6 * (chance * (1 - chance) / len(table)) ** 0.5:
            return f"block {number} of 4 took part in {seen:.0%} of the calls, expected about {chance:.0%}"
    if np.abs(np.corrcoef(table.T) - np.eye(4)).max() > 0.25:
        return "each block is to be drawn by itself"
    same = np.array_equal(outputs["same seed"], table[:50])
    return None if same else "two generators of one seed skip different blocks: draw from `rng`"


@probe("stochastic_depth", points=1, verify=skips_blocks)
def each_block_by_its_chance(student, rng, inputs):
    """Four blocks in training, 800 times: how often each takes part."""
    inputs["last"], seed = uneven(rng, 0.25, 0.35), int(rng.integers(2**31))
    adds = [lambda h, i=i: np.full_like(h, 10.0**i) for i in range(4)]

    def parts(source, calls):
        rows = []
        for _ in range(calls):
            y = student.stochastic_depth(np.zeros((2, 1)), adds, inputs["last"], source, True)
            rows.append([[float(h) // 10**i % 10 for i in range(4)] for h in y[:, 0]])
        return np.swapaxes(np.array(rows), 0, 1)

    first, second = parts(np.random.default_rng(seed), 800)
    again = parts(np.random.default_rng(seed), 50)[0]
    return {"blocks that took part": first, "in the second row": second, "same seed": again}


# --- smooth_labels --------------------------------------------------------------------------------------------


@probe("smooth_labels", points=0.5)
def of_some_classes(student, rng):
    """Seven labels of five classes of which two are absent, the last among them; the default share and another."""
    labels = np.append(np.array([0, 1, 3]), rng.choice([0, 1, 3], 4))
    share = uneven(rng, 0.25, 0.45)
    return {"share 0.1": student.smooth_labels(labels, 5), "another share": student.smooth_labels(labels, 5, share)}


@probe("smooth_labels", points=0.5, exact_dtype=True)
def no_share_and_all(student, rng):
    """Two classes with a share of 0 and of 1, and one example."""
    labels, share = rng.permutation(np.array([0, 1, 1, 0])), uneven(rng, 0.15, 0.35)
    found = {
        f"share {all_or_nothing}": student.smooth_labels(labels, 2, all_or_nothing) for all_or_nothing in (0.0, 1.0)
    }
    return found | {"one example": student.smooth_labels(labels[:1], 3, share=share)}


# --- fractional_pool_regions ----------------------------------------------------------------------------------


def are_cuts(outputs, inputs):
    """Judge where regions begin: from 0 to the last pixel, in two lengths that differ by one."""
    for name, cuts in outputs.items():
        size, regions = inputs[name]
        cuts = np.asarray(cuts)
        if cuts.shape != (regions + 1,):
            return f"{name}: the shape is {cuts.shape}, expected {(regions + 1,)}"
        if cuts[0] != 0 or cuts[-1] != size:
            return f"{name}: the cuts go from {cuts[0]} to {cuts[-1]}, expected from 0 to {size}"
        lengths = np.diff(cuts)
        if lengths.min() < size // regions or lengths.max() > -(-size // regions):
            return f"{name}: the lengths are {lengths.tolist()}, expected them to differ by at most one"
    return None


@probe("fractional_pool_regions", points=1, verify=are_cuts)
def of_four_lines(student, rng, inputs):
    """One draw for each of four lines: where the regions begin and end."""
    seen, shift = {}, int(rng.integers(0, 3))
    for size, regions in ((25, 18), (13, 5), (29, 4), (47, 9)):
        name = f"{size + shift * regions} pixels, {regions} regions"
        inputs[name] = size + shift * regions, regions
        seen[name] = student.fractional_pool_regions(*inputs[name], np.random.default_rng(int(rng.integers(2**31))))
    return seen


def in_every_order(outputs, inputs):
    """Judge how often each order of two longer and three shorter regions came up."""
    table = np.asarray(outputs["cuts"])
    if table.ndim != 2 or table.shape[1] != 6:
        return f"the cuts of all draws have shape {table.shape}, expected (1000, 6)"
    orders, counts = np.unique(np.diff(table, axis=1), axis=0, return_counts=True)
    if len(orders) < 2:
        return "all draws from one generator are the same"
    if len(orders) != 10:
        return f"{len(orders)} different orders came up in 1000 draws, expected all 10"
    rarest = counts.min()
    if rarest < 45:
        return f"one order came up {rarest} times in 1000, expected about 100"
    same = np.array_equal(outputs["same seed"], table[:20])
    return None if same else "two generators of one seed give different cuts: draw from `rng`"


@probe("fractional_pool_regions", points=0.75, verify=in_every_order)
def a_thousand_draws(student, rng, inputs):
    """Seven pixels in five regions, a thousand draws: which orders come up, and how often."""
    seed = int(rng.integers(2**31))
    source, twin = np.random.default_rng(seed), np.random.default_rng(seed)
    return {
        "cuts": np.array([student.fractional_pool_regions(7, 5, source) for _ in range(1000)]),
        "same seed": np.array([student.fractional_pool_regions(7, 5, twin) for _ in range(20)]),
    }


# --- the quiz -------------------------------------------------------------------------------------------------


quiz_weights = quiz("quiz_weights")
quiz_path = quiz("quiz_path")
quiz_strength = quiz("quiz_strength")
quiz_ratio = quiz("quiz_ratio")
quiz_limit = quiz("quiz_limit")
