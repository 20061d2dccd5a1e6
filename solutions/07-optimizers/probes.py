"""Probes of `07-optimizers`: how each exercise is run. What is right is what the solution returns.

A probe hands your function weights and gradients, passes your state back to it unopened, and keeps the weights that
come out. Read them freely: they hold no answers.
"""

import functools

import numpy as np

from gradschool.checks import probe, quiz
from gradschool.experiments.contest import train_digits


def walk(step, w, gradients, **settings):
    """Take one step per gradient, from rest. A setting given as a list has one value a step."""
    state, weights = None, []
    for t, g in enumerate(gradients):
        now = {name: value[t] if isinstance(value, list) else value for name, value in settings.items()}
        w, state = step(w, g, state, **now)
        weights.append(w)
    return {"weights after each step": weights}


def walk_in_turn(step, rng, **settings):
    """Train a matrix and a vector in turn, each with a state of its own."""
    shapes, state, weights = {"matrix": (5, 2), "vector": (3,)}, {}, {}
    w = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    for name in ("matrix", "matrix", "vector", "matrix", "vector"):
        g = with_a_small_one(rng.standard_normal(shapes[name]))
        w[name], state[name] = step(w[name], g, state.get(name), **settings)
        weights.setdefault(name, []).append(w[name])
    return weights


def single(rng, *shape):
    """Random numbers in single precision."""
    return rng.standard_normal(shape).astype("float32")


def none_small(rng, *shape):
    """Random numbers in single precision of either sign, none of them near 0."""
    return (rng.choice([-1.0, 1.0], shape) * rng.uniform(0.4, 2, shape)).astype("float32")


def with_a_small_one(g, at=0):
    """Gradients of which the first is tiny: there an epsilon of 1e-8 has its place."""
    g[(..., *(0,) * (g.ndim - at))] *= g.dtype.type(1e-5)
    return g


def uneven(rng, *shape):
    """Random numbers whose sizes span four orders of magnitude."""
    return rng.standard_normal(shape) * 10.0 ** rng.uniform(-3, 1, shape)


def double_well(w):
    """Gradient of (w^2 - 1)^2 / 4 in each coordinate: two valleys and a hill between them."""
    return w**3 - w


def gentle(w):
    """Gradient of 1e-7 w^2 / 2."""
    return 1e-7 * w


# --- Momentum -------------------------------------------------------------------------------------------------


@probe("momentum_step", points=1)
def four_steps_on_a_matrix(student, rng):
    """Four steps on a (3, 4) matrix, from rest."""
    w, gradients = rng.standard_normal((3, 4)), rng.standard_normal((4, 3, 4))
    return walk(student.momentum_step, w, gradients, lr=0.1, mu=0.9)


@probe("momentum_step", points=0.5)
def the_rate_drops(student, rng):
    """The learning rate falls to a tenth after two steps: here the three conventions part."""
    w, gradients = rng.standard_normal(5), rng.standard_normal((4, 5))
    return walk(student.momentum_step, w, gradients, lr=[0.5, 0.5, 0.05, 0.05], mu=0.8)


@probe("momentum_step", points=0.25, exact_dtype=True)
def float32_stays_float32(student, rng):
    """Weights in single precision stay in single precision."""
    return walk(student.momentum_step, single(rng, 3, 2), single(rng, 3, 3, 2), lr=0.1, mu=0.9)


# --- Measuring a path -----------------------------------------------------------------------------------------


def at_random_angles(rng, sizes):
    """Points in the plane at these distances from zero."""
    angles = rng.uniform(0, 2 * np.pi, len(sizes))
    return (sizes * np.array([np.cos(angles), np.sin(angles)])).T


@probe("measure_path", points=0.75)
def it_must_stay(student, rng):
    """A path that flies through the finish, comes back, passes close by it, and stays; and one that ends outside."""
    early, late, across, diagonal = *rng.integers(3, 40, 2), np.eye(2)[::-1], np.full(2, 0.5**0.5)
    far, near = rng.uniform(0.9, 3, early + late), rng.uniform(0.001, 0.06, 6)
    slow = [0.25 * across[0], 0.17 * across[0], 0.12 * across[1], 0.12 * across[0], 0.12 * diagonal, 0.09 * diagonal]
    flight = at_random_angles(rng, np.concatenate([far[:early], near[:1], far[early:]]))
    path = np.concatenate([flight, rng.choice([-1, 1], 2) * np.array(slow), at_random_angles(rng, near[1:])])
    asked = {
        "arrival": (path,),
        "arrival with the weights exchanged": (path[:, ::-1].copy(),),
        "arrival of a part that ends outside": (path[: early + 3],),
        "arrival for a tolerance of 0.6": (path, 0.6),
    }
    return {name: student.measure_path(*one)[0] for name, one in asked.items()}


@probe("measure_path", points=0.75)
def past_the_minimum(student, rng):
    """Three weights: one swings far out on the other side, one a little, one never gets there."""
    far, little = rng.uniform(0.6, 0.9), rng.uniform(0.1, 0.3)
    signs = rng.choice([-1, 1]) * rng.permutation([-1.0, -1.0, 1.0])
    swings = [[1, 1, 1], [-far, 0.4, 0.6], [far / 2, -little, 0.3], [-far / 3, little / 2, 0.2], [0.01, 0.02, 0.01]]
    return {"overshoot": student.measure_path(np.array(swings) * signs * rng.uniform(1, 5, 3))[1]}


@probe("measure_path", points=0.25)
def a_path_that_explodes(student, rng):
    """A path that ends in inf and nan has not arrived, and one that holds a nan on its way arrives after it."""
    path = rng.standard_normal((6, 2)) * 10.0 ** np.arange(0, 12, 2)[:, None]
    path[4:] = np.inf, np.nan
    sizes = np.concatenate([rng.uniform(0.7, 3, rng.integers(3, 60)), [1.0], rng.uniform(0.001, 0.06, 3)])
    late = at_random_angles(rng, sizes)
    late[-4] = np.nan, 0.0
    with np.errstate(all="ignore"):
        return {"arrival": student.measure_path(path)[0], "arrival after a nan": student.measure_path(late)[0]}


# --- Nesterov -------------------------------------------------------------------------------------------------


@probe("nesterov_step", points=0.75)
def down_a_bowl(student, rng):
    """Five steps on a (3, 4) matrix in a bowl of random curvature."""
    curvature = rng.uniform(0.5, 3.0, (3, 4))
    return walk(student.nesterov_step, rng.standard_normal((3, 4)), [lambda w: curvature * w] * 5, lr=0.2, mu=0.9)


@probe("nesterov_step", points=0.25)
def the_rate_changes(student, rng):
    """The learning rate and the momentum change on the way through two valleys."""
    gradients = [double_well] * 5
    settings = {"lr": [0.3, 0.3, 0.03, 0.03, 0.1], "mu": [0.5, 0.9, 0.9, 0.8, 0.8]}
    return walk(student.nesterov_step, rng.uniform(-1.5, 1.5, 5), gradients, **settings)


@probe("nesterov_step", points=0.25)
def where_the_gradient_is_asked(student, rng):
    """The gradient is asked once a step, at the look-ahead point."""
    asked = []

    def gradient(w):
        asked.append(w * 1.0)
        return 2.0 * w

    walk(student.nesterov_step, rng.standard_normal(3), [gradient] * 4, lr=0.1, mu=0.9)
    return {"points at which your code asked for the gradient": asked}


@probe("nesterov_step", points=0.25, exact_dtype=True)
def nesterov_in_float32(student, rng):
    """Weights in single precision stay in single precision."""
    return walk(student.nesterov_step, single(rng, 3, 2), [lambda w: w] * 3, lr=0.1, mu=0.9)


@probe("nesterov_shifted_step", points=0.75)
def four_shifted_steps(student, rng):
    """Four steps on a (3, 4) matrix, from rest."""
    u, gradients = rng.standard_normal((3, 4)), rng.standard_normal((4, 3, 4))
    return walk(student.nesterov_shifted_step, u, gradients, lr=0.1, mu=0.9)


@probe("nesterov_shifted_step", points=0.25)
def the_rate_drops_here_too(student, rng):
    """The learning rate falls to a tenth after two steps."""
    u, gradients = rng.standard_normal(5), rng.standard_normal((4, 5))
    return walk(student.nesterov_shifted_step, u, gradients, lr=[0.5, 0.5, 0.05, 0.05], mu=0.8)


@probe("nesterov_shifted_step", points=0.25)
def the_same_path_as_looking_ahead(student, rng):
    """In a bowl, with the gradient taken at u: the look-ahead points of nesterov_step, one by one."""
    curvature, u, state, points = rng.uniform(0.5, 3.0, 4), rng.standard_normal(4), None, []
    for _ in range(5):
        u, state = student.nesterov_shifted_step(u, curvature * u, state, lr=0.2, mu=0.7)
        points.append(u)
    return {"look-ahead points": points}


@probe("nesterov_shifted_step", points=0.25, exact_dtype=True)
def shifted_in_float32(student, rng):
    """Weights in single precision stay in single precision."""
    return walk(student.nesterov_shifted_step, single(rng, 3, 2), single(rng, 3, 3, 2), lr=0.1, mu=0.9)


# --- One learning rate for each coordinate --------------------------------------------------------------------


@probe("adagrad_step", points=0.5)
def gradients_of_all_sizes(student, rng):
    """Five steps on a (3, 4) matrix whose gradients differ in size by orders of magnitude."""
    return walk(student.adagrad_step, rng.standard_normal((3, 4)), with_a_small_one(uneven(rng, 5, 3, 4), at=1), lr=0.1)


@probe("adagrad_step", points=0.25)
def a_large_epsilon(student, rng):
    """An epsilon as large as the gradients shows where it stands."""
    return walk(student.adagrad_step, rng.standard_normal(5), 0.1 * rng.standard_normal((3, 5)), lr=0.5, eps=0.1)


@probe("adagrad_step", points=0.25)
def no_gradient_no_step(student, rng):
    """A first gradient of zero moves nothing, and does no harm later."""
    gradients = with_a_small_one(rng.standard_normal((3, 4)), at=1)
    gradients[0] = 0.0
    return walk(student.adagrad_step, rng.standard_normal(4), gradients, lr=0.1)


@probe("adagrad_step", points=0.25, exact_dtype=True)
def adagrad_in_float32(student, rng):
    """Weights in single precision stay in single precision."""
    return walk(student.adagrad_step, single(rng, 3, 2), none_small(rng, 3, 3, 2), lr=0.1)


@probe("rmsprop_step", points=0.5)
def six_steps_of_all_sizes(student, rng):
    """Six steps on a (3, 4) matrix whose gradients differ in size by orders of magnitude."""
    w, gradients = rng.standard_normal((3, 4)), with_a_small_one(uneven(rng, 6, 3, 4), at=1)
    return walk(student.rmsprop_step, w, gradients, lr=0.1, rho=0.8)


@probe("rmsprop_step", points=0.25)
def rmsprop_with_a_large_epsilon(student, rng):
    """An epsilon as large as the gradients shows where it stands; one gradient is zero."""
    gradients = 0.1 * rng.standard_normal((3, 5))
    gradients[0] = 0.0
    return walk(student.rmsprop_step, rng.standard_normal(5), gradients, lr=0.5, rho=0.99, eps=0.1)


@probe("rmsprop_step", points=0.25, exact_dtype=True)
def rmsprop_in_float32(student, rng):
    """Weights in single precision stay in single precision."""
    return walk(student.rmsprop_step, single(rng, 3, 2), none_small(rng, 3, 3, 2), lr=0.1)


@probe("adadelta_step", points=1)
def six_steps_without_a_rate(student, rng):
    """Six steps on a (3, 4) matrix; epsilon is large enough to see the first ones."""
    w, gradients = rng.standard_normal((3, 4)), rng.standard_normal((6, 3, 4))
    return walk(student.adadelta_step, w, gradients, rho=0.9, eps=1e-2)


@probe("adadelta_step", points=0.25)
def with_a_rate_after_all(student, rng):
    """A rate other than one, on gradients of all sizes: what the memory of updates holds becomes visible."""
    return walk(student.adadelta_step, rng.standard_normal(5), uneven(rng, 6, 5), lr=3.0, rho=0.8, eps=1e-3)


@probe("adadelta_step", points=0.25, exact_dtype=True)
def adadelta_in_float32(student, rng):
    """Weights in single precision stay in single precision; the first gradient is zero."""
    gradients = single(rng, 3, 3, 2)
    gradients[0] = 0.0
    return walk(student.adadelta_step, single(rng, 3, 2), gradients, eps=1e-2)


# --- Adam -----------------------------------------------------------------------------------------------------


@probe("adam_step", points=1)
def almost_adam(student, rng):
    """Five steps of almost Adam on a (3, 4) matrix: correct=False."""
    w, gradients = rng.standard_normal((3, 4)), with_a_small_one(rng.standard_normal((5, 3, 4)), at=1)
    return walk(student.adam_step, w, gradients, lr=0.1, correct=False)


@probe("adam_step", points=0.75)
def five_steps_from_rest(student, rng):
    """Five steps of Adam in full on a (3, 4) matrix: the correction matters most here."""
    w, gradients = rng.standard_normal((3, 4)), with_a_small_one(rng.standard_normal((5, 3, 4)), at=1)
    return walk(student.adam_step, w, gradients, lr=0.1)


@probe("adam_step", points=0.25)
def adam_with_a_large_epsilon(student, rng):
    """An epsilon as large as the gradients shows where it stands; other betas; the first gradient is zero."""
    gradients = 0.1 * rng.standard_normal((5, 4))
    gradients[0] = 0.0
    settings = {"lr": 0.5, "beta1": 0.6, "beta2": 0.8, "eps": 0.1}
    return walk(student.adam_step, rng.standard_normal(4), gradients, **settings)


@probe("adam_step", points=0.25)
def two_arrays_in_turn(student, rng):
    """A matrix and a vector trained in turn, each with its own state."""
    return walk_in_turn(student.adam_step, rng, lr=0.1)


@probe("adam_step", points=0.25, exact_dtype=True)
def adam_in_float32(student, rng):
    """Weights in single precision stay in single precision."""
    return walk(student.adam_step, single(rng, 3, 2), with_a_small_one(single(rng, 3, 3, 2), at=1), lr=0.1)


# --- Spot the bug ---------------------------------------------------------------------------------------------


@probe("adaptive_loop", points=0.5)
def adagrad_walks_and_does_not_jump(student, rng):
    """Five iterations of AdaGrad through two valleys, one of them from close to the hill between them."""
    x = rng.uniform(-2, 2, (2, 3))
    x[0, 0] = 1e-3
    return {"x after each iteration": student.adaptive_loop(x, double_well, 0.1, 5, "adagrad")}


@probe("adaptive_loop", points=0.5)
def adam_has_a_clock_that_starts_at_one(student, rng):
    """Five iterations of Adam through two valleys: five finite points."""
    x = rng.uniform(-2, 2, (2, 3))
    x[0, 0] = 1e-3
    return {"x after each iteration": student.adaptive_loop(x, double_well, 0.1, 5, "adam")}


@probe("adaptive_loop", points=0.25)
def on_a_gentle_slope(student, rng):
    """Three iterations where gradients are no larger than the 1e-7: its size and place become visible."""
    x = rng.standard_normal(4)
    return {
        f"{method}, x after each iteration": student.adaptive_loop(x, gentle, 0.1, 3, method)
        for method in ("adagrad", "adam")
    }


# --- The contest ----------------------------------------------------------------------------------------------


def of_the_library(optimizer):
    """An optimizer of the library in the form of the exercises."""
    return lambda w, g, state: optimizer.step(w, g, optimizer.start(w) if state is None else state)


def losses_of(weights):
    """The training loss of networks given by their weights: a contest of no update at all."""
    states = iter(weights)
    return train_digits(lambda w, g, state: (next(states), None), range(len(weights)), updates=1).loss


@functools.cache
def loss_of_adam(lr, seeds):
    """The mean training loss that the library's Adam reaches; the same for everybody who meets it."""
    from gradschool import optim  # out of reach where a submission runs; there nothing is judged

    return train_digits(of_the_library(optim.Adam(lr=lr)), list(seeds)).loss.mean()


def standing(yours, its, lr):
    """Say by how much a rule is behind Adam."""
    if yours >= np.log(10):
        return f"mean training loss {yours:.3f}, and guessing gets to 2.303: your steps are too long, or they go uphill"
    if yours < 1.001 * its:
        return f"mean training loss {yours:.3f}, the same as Adam's at a rate of {lr:g}: get below it"
    return f"mean training loss {yours:.3f}; Adam at a rate of {lr:g} gets to {its:.3f}"


def faster_than(lr):
    """Judge the trained networks beside those of the library's Adam, from the same seeds."""

    def verify(outputs, inputs):
        weights = np.asarray(outputs["trained weights"], dtype="float32")
        seeds = [int(seed) for seed in inputs["seeds"]]
        if weights.shape != (len(seeds), 2410) or not np.isfinite(weights).all():
            return "the weights that came out are not finite numbers: the run has diverged"
        if np.array_equal(weights, train_digits(lambda w, g, state: (w, state), seeds, updates=1).weights):
            return "the weights are those that training began with: your rule moved none of them"
        yours, its = losses_of(weights).mean(), loss_of_adam(lr, tuple(seeds))
        if yours < 0.999 * its:
            return None
        if not np.allclose(outputs.get("seed 0 by itself", weights[0]), weights[0], atol=0.01):
            return (
                f"mean training loss {yours:.3f}, and seed 0 ends with other weights when it trains by itself: your "
                "rule remembers something outside of its state, or draws at random. Each network has its own state"
            )
        return standing(yours, its, lr)

    return verify


@probe("my_step", points=0.25, verify=faster_than(0.001))
def ahead_of_adam_as_everybody_starts(student, rng, inputs):
    """100 updates on the digits, seed 0, beside Adam at its default rate of 0.001."""
    inputs["seeds"] = [0]
    return {"trained weights": train_digits(student.my_step, inputs["seeds"]).weights}


@probe("my_step", points=0.5, verify=faster_than(0.05))
def ahead_of_adam_at_its_best(student, rng, inputs):
    """100 updates on the digits, seeds 0 to 4, beside Adam at its best rate of 0.05."""
    inputs["seeds"] = list(range(5))
    together, alone = (train_digits(student.my_step, seeds).weights for seeds in (inputs["seeds"], [0]))
    return {"trained weights": together, "seed 0 by itself": alone[0]}


# --- Quiz: whether an answer is right is judged when the notebook is graded ------------------------------------


quiz_same_speed_same_floor = quiz("quiz_same_speed_same_floor")
quiz_who_stays_stable = quiz("quiz_who_stays_stable")
quiz_adagrad_after_a_change = quiz("quiz_adagrad_after_a_change")
quiz_first_rmsprop_step = quiz("quiz_first_rmsprop_step")
quiz_how_far_adam_gets = quiz("quiz_how_far_adam_gets")
