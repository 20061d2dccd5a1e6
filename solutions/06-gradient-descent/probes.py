"""Probes of `06-gradient-descent`: how each exercise is run. What is right is what the solution returns.

A probe hands your function random numbers and keeps what comes out. Where chance is part of the exercise, as in
`minibatches`, it looks at properties instead. Read them freely: they hold no answers.
"""

import numpy as np

from gradschool import data
from gradschool.checks import probe, quiz


def bowl(rng, d):
    """A random symmetric matrix with positive eigenvalues, turned away from the axes."""
    factor = rng.standard_normal((d, 2 * d))
    return factor @ factor.T / (2 * d)


def turned(rng, *curvatures):
    """A symmetric matrix with these eigenvalues, turned away from the axes."""
    basis = np.linalg.qr(rng.standard_normal((len(curvatures), len(curvatures))))[0]
    matrix = basis @ np.diag(curvatures) @ basis.T
    return (matrix + matrix.T) / 2


def double_well(w):
    """Gradient of (w^2 - 1)^2 / 4 in each coordinate: two valleys and a hill between them."""
    return w**3 - w


def one_example(w, x_i, y_i):
    """Gradient of the squared error of a linear model on one example."""
    return 2 * x_i * (x_i @ w - y_i)


def fresh(rng):
    """A generator as `np.random.default_rng` makes it."""
    return np.random.default_rng(int(rng.integers(2**31)))


# --- The bowl -------------------------------------------------------------------------------------------------


@probe("quadratic", points=0.5)
def one_point(student, rng):
    """One point in a bowl with three weights."""
    value, gradient = student.quadratic(rng.standard_normal(3), rng.standard_normal(3), bowl(rng, 3))
    return {"value": value, "gradient": gradient}


@probe("quadratic", points=1)
def a_grid_of_points(student, rng):
    """Grids of (4, 5) and (5, 1) points with three weights each: one value and one gradient a point."""
    minimum, hessian, found = rng.standard_normal(3), bowl(rng, 3), {}
    for shape in ((4, 5), (5, 1)):
        value, gradient = student.quadratic(rng.standard_normal((*shape, 3)), minimum, hessian)
        found[f"grid of {shape}"] = {"value": value, "gradient": gradient}
    return found


@probe("quadratic", points=0.25)
def a_saddle(student, rng):
    """A Hessian with eigenvalues of both signs: some points lie below zero."""
    hessian = turned(rng, rng.uniform(1, 3), -rng.uniform(0.5, 1.5))
    down = np.linalg.eigh(hessian).eigenvectors[:, 0]
    points = 10 * np.concatenate([down[None], rng.standard_normal((6, 2))])
    value, gradient = student.quadratic(points, rng.standard_normal(2), hessian)
    return {"value": value, "gradient": gradient}


# --- Gradient descent -----------------------------------------------------------------------------------------


@probe("gradient_descent", points=0.5)
def six_steps_in_a_bowl(student, rng):
    """Six steps with three weights: seven points, the start first."""
    hessian = bowl(rng, 3)
    return {"path": student.gradient_descent(rng.standard_normal(3), lambda w: hessian @ w, 0.3, 6)}


@probe("gradient_descent", points=0.25)
def weights_in_a_matrix(student, rng):
    """Four steps for a (2, 3) matrix of weights, in a double well."""
    return {"path": student.gradient_descent(rng.uniform(-1.5, 1.5, (2, 3)), double_well, 0.1, 4)}


@probe("gradient_descent", points=0.75)
def until_it_is_flat(student, rng):
    """A bowl, at most 500 steps, and a tolerance: how many points, and where the path ends."""
    # At its end the gradient has entries of unlike size and sign, so that no other length passes for its own.
    slow = rng.permutation([2.0, -4.0, 5.0]) * rng.choice([-1, 1]) / 45**0.5
    basis = np.linalg.qr(np.column_stack([slow, rng.standard_normal((3, 2))]))[0]
    hessian, start = basis @ np.diag([0.2, 0.5, 1.0]) @ basis.T, 7 * slow + rng.standard_normal(3)
    path = student.gradient_descent(start, lambda w: hessian @ w, 0.5, 500, tolerance=0.01)
    return {"points on the path": len(path), "last point": path[-1]}


@probe("gradient_descent", points=0.5)
def a_flat_bottom_and_a_flat_start(student, rng):
    """The loss w^4 / 4, flat at the bottom: the tolerance is met far out; a flat start; no slope at all."""
    start = (rng.permutation([1.0, 0.7, 0.45, 0.3]) * rng.uniform(0.95, 1.05, 4)).reshape(2, 2)
    slow = student.gradient_descent(start, lambda w: w**3, 0.1, 900, tolerance=0.02)
    start = rng.uniform(0.01, 0.1, 2)
    flat = student.gradient_descent(start, lambda w: w**3, 0.1, 900, tolerance=0.02)
    found = {"points on the path": len(slow), "last point": slow[-1], "path from a flat start": flat}
    return found | {"path without a slope": student.gradient_descent(start, lambda w: 0 * w, 0.1, 3)}


def asked_so_far(outputs):
    """The points at which each step asked; one question more, at the end, does no harm."""
    asked = outputs["points at which your code asked"]
    return {
        "points at which the five steps asked": [np.asarray(w) for w in asked[:5]],
        "asked more than once a step": len(asked) > 6,
    }


@probe("gradient_descent", points=0.25, measure=asked_so_far)
def where_the_gradient_is_asked(student, rng):
    """The gradient is asked once a step, at the right points."""
    w, asked = rng.standard_normal(4), []

    def gradient(w):
        asked.append(w * 1.0)
        return 2.0 * w

    student.gradient_descent(w, gradient, 0.1, 5)
    return {"points at which your code asked": asked}


# --- The sharpest direction -----------------------------------------------------------------------------------


def up_to_a_sign(outputs):
    """Curvature and direction, the direction turned so that its largest entry is positive."""
    direction = np.asarray(outputs["direction"], dtype=float)
    lengthwise = direction * np.sign(direction.flat[np.abs(direction).argmax()])
    return {"curvature": outputs["curvature"], "direction, with its largest entry positive": lengthwise}


@probe("sharpest_direction", points=0.75, measure=up_to_a_sign, rtol=1e-5, atol=1e-6)
def of_a_turned_bowl(student, rng):
    """A bowl with five weights and curvatures up to 6; five digits, since iterations from other starts end apart."""
    hessian, w, low = turned(rng, 6.0, 2.5, 1.0, 0.3, 0.0), rng.standard_normal(5), rng.uniform(1, 2, 5)
    curvature, direction = student.sharpest_direction(lambda w: hessian @ (w - low), w, fresh(rng))
    return {"curvature": curvature, "direction": direction}


@probe("sharpest_direction", points=0.5, measure=up_to_a_sign, rtol=1e-5, atol=1e-6)
def where_the_loss_bends_down(student, rng):
    """Curvatures of -5, 2 and 1: the one that is largest in size is negative; to five digits, as above."""
    hessian, w, low = turned(rng, -5.0, 2.0, 1.0), rng.standard_normal(3), rng.uniform(1, 2, 3)
    curvature, direction = student.sharpest_direction(lambda w: hessian @ (w - low), w, fresh(rng))
    return {"curvature": curvature, "direction": direction}


@probe("sharpest_direction", points=0.75, measure=up_to_a_sign, rtol=1e-5, atol=3e-5)
def of_a_loss_that_is_no_bowl(student, rng):
    """The loss w^4 / 4 of each weight at some point, epsilon 0.1: the gradients on both sides count; to five digits."""
    w = rng.choice([[-1.2, 2.0, 0.7, 0.4], [0.4, -1.2, 2.0, 0.7]]) * rng.uniform(0.95, 1.05)
    curvature, direction = student.sharpest_direction(lambda w: w**3, w, fresh(rng), epsilon=0.1)
    return {"curvature": curvature, "direction": direction}


def price(outputs):
    """What was found, and whether the price was kept."""
    return {
        "curvature": outputs["curvature"],
        "asked for more than 2 gradients an iteration and 2 more": len(outputs["gradients"]) > 26,
        "the number of iterations changes nothing": len(outputs["gradients"]) == len(outputs["gradients of fewer"]),
    }


@probe("sharpest_direction", points=0.5, measure=price, rtol=1e-5)
def at_two_gradients_an_iteration(student, rng):
    """Twelve iterations with forty weights ask for at most 26 gradients, three iterations for fewer; to five digits."""
    hessian, low, asked = turned(rng, rng.uniform(5, 9), *rng.uniform(0, 0.3, 39)), rng.uniform(1, 2, 40), []

    def gradient(w):
        asked.append(0)
        return hessian @ (w - low)

    curvature, _ = student.sharpest_direction(gradient, rng.standard_normal(40), fresh(rng), iterations=12)
    many, asked = asked, []
    student.sharpest_direction(gradient, rng.standard_normal(40), fresh(rng), iterations=3)
    return {"curvature": curvature, "gradients": many, "gradients of fewer": asked}


@probe("sharpest_direction", points=0.25, rtol=1e-5)
def where_nothing_bends(student, rng):
    """A loss with the same slope everywhere, whose curvature is 0; and a bowl that is round, to five digits."""
    slope, w, h = rng.standard_normal(4), rng.standard_normal(4), rng.uniform(1, 9)
    curvature, direction = student.sharpest_direction(lambda w: slope, w, fresh(rng))
    round_bowl, _ = student.sharpest_direction(lambda w: h * w, w, fresh(rng))
    return {"curvature": curvature, "length of the direction": np.linalg.norm(direction), "round bowl": round_bowl}


def multiplied(outputs, first):
    """How well the direction agrees with the first one after four products, and after five: 1 on one line."""
    for iterations in (4, 5):
        product = np.linalg.matrix_power(np.asarray(outputs["hessian"]), iterations) @ first
        yield float(abs(product @ np.asarray(outputs["direction"])) / np.linalg.norm(product))


def beginnings(outputs):
    """What the first walks from w tell of the first directions, and how far the code walks at most."""
    w, runs = np.asarray(outputs["w"]), outputs["points at which your code asked"]
    walks = [[np.asarray(point) - w for point in run] for run in runs]
    seed, again, other = (next(step for step in run if np.abs(step).max() > 1e-9) for run in walks)
    return {
        "the first direction has a part along every axis": bool((np.abs(seed) > 1e-12).all()),
        "its entries are of both signs": bool(seed.min() < 0 < seed.max()),
        "the same seed draws it again": bool(np.allclose(seed, again)),
        "another seed draws another": not np.allclose(np.abs(seed), np.abs(other)),
        "how far your code walks from w": max(np.linalg.norm(step) for step in walks[0]),
        "the direction is the first one, multiplied four times or five": round(max(multiplied(outputs, seed)), 6),
    }


@probe("sharpest_direction", points=0.5, measure=beginnings, rtol=1e-5)
def how_it_begins(student, rng):
    """Forty weights, a seed twice and another seed: the first direction, and the distance that is walked."""
    hessian, w, seed = turned(rng, *rng.uniform(-1, 1, 40)), rng.standard_normal(40), int(rng.integers(2**31))
    epsilon, runs, directions = float(rng.uniform(0.1, 0.3)), [], []
    for source in (seed, seed, seed + 1):
        asked = []

        def gradient(point, asked=asked):
            asked.append(point * 1.0)
            return hessian @ point

        source = np.random.default_rng(source)
        directions.append(student.sharpest_direction(gradient, w, source, iterations=4, epsilon=epsilon)[1])
        runs.append(asked)
    found = {"w": w, "hessian": hessian, "direction": directions[0]}
    return found | {"points at which your code asked": runs}


# --- Critical points ------------------------------------------------------------------------------------------


@probe("kind_of_point", points=0.75)
def four_kinds(student, rng):
    """Turned Hessians with three weights, one of each kind, and a saddle with a flat direction."""
    spectra = ((3, 2, 0.5), (-0.4, -1, -2), (2, -1, 1), (2, 1, 0), (0, 0, -1), (1, 0, -1), (-2, -1, 0.5))
    return {"kinds": [student.kind_of_point(turned(rng, *spectrum)) for spectrum in rng.permutation(spectra)]}


@probe("kind_of_point", points=0.5)
def falling_between_the_axes(student, rng):
    """One sign on the diagonal, and yet some of them rise and fall, between the axes."""
    much, little = rng.uniform(1.5, 3), rng.uniform(0.1, 0.8)
    matrices = [[[a, b], [b, a]] for a in (1.0, -1.0) for b in (much, -much, little)]
    return {"kinds": [student.kind_of_point(matrix) for matrix in rng.permutation(np.array(matrices))]}


@probe("kind_of_point", points=0.25)
def nearly_flat(student, rng):
    """Eigenvalues within a tolerance of 0.1, and just outside of it."""
    spectra = ((1, 0.05), (1, -0.05), (1, 0.2), (1, -0.2), (-1, 0.05), (0.05, -0.05), (-1, -0.2))
    mixed = rng.permutation(np.array(spectra, dtype=float))
    return {"kinds": [student.kind_of_point(turned(rng, *spectrum), tolerance=0.1) for spectrum in mixed]}


# --- Gradient noise -------------------------------------------------------------------------------------------


@probe("gradient_noise", points=0.75)
def without_replacement(student, rng):
    """Twelve gradients of five weights, in batches of 1, 4 and 12, drawn without replacement."""
    gradients = rng.standard_normal((12, 5)) * rng.uniform(0.1, 3, 5) + rng.standard_normal(5)
    return {"noise for batches of 1, 4, 12": [student.gradient_noise(gradients, size) for size in (1, 4, 12)]}


@probe("gradient_noise", points=0.75)
def with_replacement(student, rng):
    """The same with replacement, in batches of 1, 4 and 30."""
    gradients = rng.standard_normal((12, 5)) * rng.uniform(0.1, 3, 5) + rng.standard_normal(5)
    sizes = (1, 4, 30)
    return {"noise for batches of 1, 4, 30": [student.gradient_noise(gradients, size, replace=True) for size in sizes]}


@probe("gradient_noise", points=0.5)
def a_large_mean(student, rng):
    """Gradients that scatter by some hundreds around a mean of about a billion."""
    columns = []
    for _ in range(2):
        pairs = 256 * rng.integers(1, 6, 3)
        coarse = rng.permutation(np.concatenate([pairs, -pairs, [0, 0]]))
        fine = 8 * rng.permutation(np.repeat([1, -1], 4))
        columns.append(2.0**30 + 2.0**20 * rng.integers(1, 99) + coarse + fine)
    return {"noise for batches of 3": student.gradient_noise(np.stack(columns, axis=1), 3)}


# --- Mini-batches ---------------------------------------------------------------------------------------------


def deals_all_cards(outputs, inputs):
    """Every example once, in batches of the size asked for, in an order that is not the old one."""
    n, size = inputs["n"], inputs["batch_size"]
    batches = [np.asarray(batch) for batch in outputs["batches"]]
    if any(batch.ndim != 1 or batch.dtype.kind not in "iu" for batch in batches):
        return "each batch should be a one-dimensional array of integers"
    dealt = np.concatenate(batches) if batches else np.array([], dtype=int)
    if len(dealt) and (dealt.min() < 0 or dealt.max() >= n):
        return f"indices should run from 0 to {n - 1}; got {dealt.min()} to {dealt.max()}"
    missing = n - len(np.unique(dealt))
    if missing and len(dealt) == len(np.unique(dealt)):
        return f"{missing} of {n} examples are in no batch"
    if len(dealt) != len(np.unique(dealt)):
        return "some examples are in an epoch more than once, though it draws without replacement"
    sizes = [len(batch) for batch in batches]
    if sizes != [size] * (n // size) + [n % size] * (n % size > 0):
        return f"batches of {size} from {n} examples have other sizes than these: {sizes}"
    if np.all(np.diff(dealt) == 1):
        return "the examples come in their old order: shuffle them"
    if np.mean(np.diff(dealt) == 1) > 0.4:
        return "the batches are shuffled, but each holds neighbors: shuffle the examples before you cut"
    return None


def draws_with_replacement(outputs, inputs):
    """As many full batches, evenly drawn, with repetitions as chance has it."""
    n, size = inputs["n"], inputs["batch_size"]
    batches = [np.asarray(batch) for batch in outputs["batches"]]
    if any(batch.ndim != 1 or batch.dtype.kind not in "iu" for batch in batches):
        return "each batch should be a one-dimensional array of integers"
    drawn = np.concatenate(batches)
    if drawn.min() < 0 or drawn.max() >= n:
        return f"indices should run from 0 to {n - 1}; got {drawn.min()} to {drawn.max()}"
    share = len(np.unique(drawn)) / n
    if share > 0.75:
        return f"{share:.0%} of the examples were drawn; with replacement it should be about 63%"
    if share < 0.5:
        return f"only {share:.0%} of the examples were drawn; it should be about 63%"
    if any(len(batch) != size for batch in batches):
        return f"with replacement every batch is full; sizes here are {sorted({len(batch) for batch in batches})}"
    if len(batches) != -(-n // size):
        return f"expected as many batches as without replacement, {-(-n // size)}; got {len(batches)}"
    if sum(len(np.unique(batch)) for batch in batches) - len(np.unique(drawn)) < n / 10:
        return "hardly any example is in two batches: draw every index from all n, not from a part of them"
    if all(len(np.unique(batch)) == size for batch in batches):
        return "no batch holds an example twice: draw every index independently, within a batch too"
    return None


@probe("minibatches", points=0.75, verify=deals_all_cards)
def every_example_once(student, rng, inputs):
    """101 to 107 examples in batches of 10, without replacement: every example once, in random order."""
    inputs.update(n=int(rng.integers(101, 108)), batch_size=10)
    return {"batches": student.minibatches(inputs["n"], 10, fresh(rng))}


@probe("minibatches", points=0.25, verify=deals_all_cards)
def no_rest(student, rng, inputs):
    """80 to 112 examples in batches of 8: no small batch at the end."""
    inputs.update(n=8 * int(rng.integers(10, 15)), batch_size=8)
    return {"batches": student.minibatches(inputs["n"], 8, fresh(rng))}


@probe("minibatches", points=0.5, verify=draws_with_replacement)
def independent_draws(student, rng, inputs):
    """951 to 998 examples in batches of 50, with replacement: 20 full batches of independent draws."""
    inputs.update(n=int(rng.integers(951, 999)), batch_size=50)
    return {"batches": student.minibatches(inputs["n"], 50, fresh(rng), replace=True)}


def drawn_evenly(outputs, inputs):
    """Whether every index comes as often as every other, over many epochs."""
    n, counts = inputs["n"], np.asarray(outputs["how often each example was drawn"])
    if counts.shape != (n,):
        return f"expected indices from 0 to {n - 1} alone"
    mean = counts.sum() / n
    if np.all(counts == inputs["epochs"]):
        return "every example comes once in each epoch: with replacement some come twice, and some not at all"
    if not np.any(counts % inputs["epochs"]):
        return f"all {inputs['epochs']} epochs draw the same examples: draw them from the rng that you are given"
    if mean > 3 * inputs["epochs"]:
        return f"on average, an example was drawn {mean:.3g} times in {inputs['epochs']} epochs"
    if np.any(np.abs(counts - mean) > 6 * np.sqrt(mean)):
        odd = int(np.abs(counts - mean).argmax())
        return f"example {odd} was drawn {int(counts[odd])} times, where {mean:.0f} were to be expected"
    return None


@probe("minibatches", points=0.25, verify=drawn_evenly)
def nobody_is_left_out(student, rng, inputs):
    """Five, seven or eight examples in batches of three, with replacement, for 300 epochs: each is drawn as often."""
    inputs["n"], inputs["epochs"], source = (n := int(rng.choice([5, 7, 8]))), 300, fresh(rng)
    drawn = [np.concatenate(student.minibatches(n, 3, source, replace=True)) for _ in range(300)]
    return {"how often each example was drawn": np.bincount(np.concatenate(drawn), minlength=n)}


def order_of_epochs(outputs):
    """Whether epochs have the same order, which no two need to have here and in another notebook."""
    first, second, again = (np.asarray(outputs[name]) for name in ("first epoch", "second epoch", "first epoch again"))
    return {
        "examples in an epoch": len(first),
        "the same seed gives the same order": bool(np.array_equal(first, again)),
        "the next epoch has the same order": bool(np.array_equal(first, second)),
    }


@probe("minibatches", points=0.5, measure=order_of_epochs)
def chance_comes_from_rng(student, rng):
    """The same seed gives the same epoch, whatever else has been drawn; the next epoch is another."""
    seed, n, epochs = int(rng.integers(2**31)), 8 * int(rng.integers(9, 15)), []
    for _ in range(2):
        source = np.random.default_rng(seed)
        epochs.append([np.concatenate(student.minibatches(n, 8, source)) for _ in range(2)])
        student.minibatches(n, 8, np.random.default_rng(seed + 1))
    (first, second), (again, _) = epochs
    return {"first epoch": first, "second epoch": second, "first epoch again": again}


# --- Spot the bug ---------------------------------------------------------------------------------------------


@probe("repaired_epoch", points=0.5, exact_dtype=True)
def batches_that_fit(student, rng):
    """Twelve examples in batches of four, two weights, in a random order; the count is a whole number."""
    x, y, w = rng.standard_normal((12, 2)), rng.standard_normal(12), rng.standard_normal(2)
    w, updates = student.repaired_epoch(w, x, y, one_example, rng.permutation(12), 4, 0.05)
    return {"weights": w, "updates": updates}


@probe("repaired_epoch", points=0.5)
def a_smaller_last_batch(student, rng):
    """Nine examples in batches of four: the last batch holds one."""
    x, y, w = rng.standard_normal((9, 3)), rng.standard_normal(9), rng.standard_normal(3)
    w, updates = student.repaired_epoch(w, x, y, one_example, rng.permutation(9), 4, 0.05)
    return {"weights": w, "updates": updates}


@probe("repaired_epoch", points=0.25)
def each_example_once(student, rng):
    """Five examples in batches of two: for which the gradient was asked."""
    x, y, w, asked = rng.standard_normal((5, 2)), rng.standard_normal(5), rng.standard_normal(2), []

    def gradient(w, x_i, y_i):
        asked.append(y_i)
        return one_example(w, x_i, y_i)

    student.repaired_epoch(w, x, y, gradient, rng.permutation(5), 2, 0.1)
    return {"examples asked": np.sort(asked)}


# --- Two hundred looks ----------------------------------------------------------------------------------------


def task(seed):
    """The training digits with pixels and classes renamed at random, so that only looks can tell them apart."""
    rng = np.random.default_rng(seed)
    digits = data.digits("float64").flat.split(0.2, 0)[0]
    return np.asarray(digits.x)[:, rng.permutation(64)], rng.permutation(10)[np.asarray(digits.y)]


def looks_at(x, y, spent, asked, budget=200):
    """The gradient of the mean cross-entropy of some rows, for as long as there are looks to spend.

    The rows are added to `spent`, and the weights at which a gradient is asked for first, to `asked`.
    """

    def gradient(w, rows):
        rows = np.asarray(rows)
        if not asked:
            asked.append(np.array(w))
        spent.extend(rows.tolist())
        if len(spent) > budget:
            raise RuntimeError(f"you have spent your {budget} looks")
        z = x[rows] @ w
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(rows)), y[rows]] -= 1
        return x[rows].T @ p / len(rows)

    return gradient


def cross_entropy(w, x, y):
    """Mean cross-entropy of a softmax regression."""
    z = x @ w
    z -= z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))


def loss_below(limit, from_zeros=False):
    """A judge of five runs' weights: the mean of their losses on all the digits has to be below this limit.

    With `from_zeros` the first gradient of each run has to be asked for at zeros.
    """

    def verify(outputs, inputs):
        runs = [np.asarray(w) for w in outputs["weights of five runs"]]
        if wrong := [w.shape for w in runs if w.shape != (64, 10)]:
            return f"the weights have shape {wrong[0]}; expected (64, 10)"
        losses = [cross_entropy(w, *task(seed)) for w, seed in zip(runs, inputs["seeds"], strict=True)]
        if not np.array_equal(runs[0], outputs["weights of the first run again"]):
            return "the same seed leads to other weights: rng is to be the only source of chance"
        if from_zeros and any(np.any(start) for start in outputs["weights at the first look"]):
            return "the first gradient is asked for at weights that are not zeros: start from zeros"
        mean, looked = np.mean(losses), outputs["digits looked at"]
        if mean < limit:
            return None
        spent = f"with {len(looked)} looks at {len(set(looked))} different digits in the first"
        told = f"the mean loss of five runs is {mean:.3f}, {spent}; it is to be below {limit}"
        worse = ", and is 2.3 before the first step: the steps lead uphill, or are too long for batches of this size"
        return told + worse * bool(mean > np.log(10))

    return verify


def five_runs(student, rng, inputs):
    """Let the student's training spend 200 looks on each of five tasks, and on the first of them again."""
    inputs["seeds"] = [int(seed) for seed in rng.integers(2**31, size=5)]
    runs, looks, starts = [], [], []
    for seed in [*inputs["seeds"], inputs["seeds"][0]]:
        (x, y), spent, asked = task(seed), [], []
        runs.append(student.two_hundred_looks(looks_at(x, y, spent, asked), len(x), np.random.default_rng([seed, 1])))
        looks.append(spent)
        starts.extend(asked)
    found = {"weights of five runs": runs[:5], "weights of the first run again": runs[5]}
    return found | {"digits looked at": looks[0], "weights at the first look": starts}


@probe("two_hundred_looks", points=0.75, verify=loss_below(0.9))
def below_the_first_limit(student, rng, inputs):
    """Five runs of 200 looks, on digits whose pixels and classes are renamed: the mean loss has to be below 0.9."""
    return five_runs(student, rng, inputs)


@probe("two_hundred_looks", points=0.75, verify=loss_below(0.55, from_zeros=True))
def below_the_second_limit(student, rng, inputs):
    """Five more runs, each to start from zeros: for full points the mean loss has to be below 0.55."""
    return five_runs(student, rng, inputs)


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


quiz_largest_rate = quiz("quiz_largest_rate")
quiz_room_left = quiz("quiz_room_left")
quiz_count_updates = quiz("quiz_count_updates")
quiz_no_slope = quiz("quiz_no_slope")
quiz_unbiased = quiz("quiz_unbiased")
